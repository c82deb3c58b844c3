"""The form of Connection Setup. Secrets go in and never come out: a blank one keeps what is stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.connections.cleaning import clean_address, clean_environment, clean_guid, clean_tenant
from syncadmin.connections.models import Connection
from syncadmin.connections.services import ConnectionSettings
from syncadmin.engine.values import Side

SECRETS = ("bc_client_secret", "dataverse_client_secret")
PLAIN = (
    *("name", "authority", "bc_address", "bc_tenant", "bc_environment", "bc_company_id", "bc_client_id"),
    *("dataverse_address", "dataverse_tenant", "dataverse_client_id"),
)


def _text(label: Any, *, required: bool = False, length: int = 100, help_text: Any = "", **attrs: str) -> Any:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attrs})
    return forms.CharField(label=label, required=required, max_length=length, help_text=help_text, widget=widget)


def _secret() -> Any:
    """Typed values survive a refused form in the browser (``hx-preserve``), as no answer ever carries them."""
    attrs = {"autocomplete": "new-password", "hx-preserve": "true"}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=gettext_lazy("Client secret"), required=False, max_length=500, widget=widget)


def _remove() -> Any:
    return forms.BooleanField(label=gettext_lazy("Remove the stored secret"), required=False)


class ConnectionForm(forms.Form):
    """Both systems. ``revision`` says on which state of the settings the form was filled in."""

    name = _text(gettext_lazy("Name"), required=True)
    bc_address = _text(gettext_lazy("Address"), length=200, inputmode="url")
    bc_tenant = _text(gettext_lazy("Tenant"), help_text=gettext_lazy("GUID or domain of the Microsoft Entra tenant."))
    bc_environment = _text(gettext_lazy("Environment"))
    bc_company_id = _text(gettext_lazy("Company"))
    bc_client_id = _text(gettext_lazy("Client ID"))
    bc_client_secret = _secret()
    bc_client_secret_remove = _remove()
    dataverse_address = _text(
        gettext_lazy("Address"), length=200, inputmode="url", placeholder="https://contoso.crm4.dynamics.com"
    )
    dataverse_tenant = _text(
        gettext_lazy("Tenant"), help_text=gettext_lazy("GUID or domain of the Microsoft Entra tenant.")
    )
    dataverse_client_id = _text(gettext_lazy("Client ID"))
    dataverse_client_secret = _secret()
    dataverse_client_secret_remove = _remove()
    authority = _text(
        gettext_lazy("Sign-in address"),
        required=True,
        length=200,
        help_text=gettext_lazy("Where tokens are asked for. Client secrets are sent there and nowhere else."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647, required=False)

    def __init__(self, data: Any = None, *, connection: Connection, initial: dict[str, Any] | None = None) -> None:
        self.connection = connection
        shown = {name: getattr(connection, name) for name in PLAIN} | {"revision": connection.revision}
        super().__init__(data, initial=shown | (initial or {}), label_suffix="")
        for name in SECRETS:
            if getattr(connection, name):
                self.fields[name].widget.attrs["placeholder"] = _("stored · type a new one to replace it")

    def clean_name(self) -> str:
        """No two connections have the same name."""
        name: str = self.cleaned_data["name"]
        if Connection.objects.filter(name=name).exclude(pk=self.connection.pk).exists():
            raise forms.ValidationError(_("Another connection has this name."))
        return name

    def clean_authority(self) -> str:
        """Where secrets are sent."""
        return clean_address(Side.DATAVERSE, self.cleaned_data["authority"])

    def clean_bc_address(self) -> str:
        """Where Business Central is."""
        return clean_address(Side.BC, self.cleaned_data["bc_address"])

    def clean_dataverse_address(self) -> str:
        """Where Dataverse is."""
        return clean_address(Side.DATAVERSE, self.cleaned_data["dataverse_address"])

    def clean_bc_tenant(self) -> str:
        """The tenant of Business Central."""
        return clean_tenant(self.cleaned_data["bc_tenant"])

    def clean_dataverse_tenant(self) -> str:
        """The tenant of Dataverse."""
        return clean_tenant(self.cleaned_data["dataverse_tenant"])

    def clean_bc_environment(self) -> str:
        """The environment of Business Central."""
        return clean_environment(self.cleaned_data["bc_environment"])

    def clean_bc_company_id(self) -> UUID | None:
        """The company, by its GUID: picked from the list, unless one was entered by hand beside it."""
        by_hand = str(self.data.get("bc_company_by_hand") or "").strip()[:100]
        return clean_guid(by_hand or self.cleaned_data["bc_company_id"])

    def clean_bc_client_id(self) -> str:
        """The application that signs in to Business Central."""
        return str(clean_guid(self.cleaned_data["bc_client_id"]) or "")

    def clean_dataverse_client_id(self) -> str:
        """The application that signs in to Dataverse."""
        return str(clean_guid(self.cleaned_data["dataverse_client_id"]) or "")

    def clean(self) -> dict[str, Any]:
        """A stored secret is never sent to a sign-in address it was not typed for."""
        authority = self.cleaned_data.get("authority")
        if authority and authority != self.connection.authority.rstrip("/"):
            for name in SECRETS:
                if getattr(self.connection, name) and self._secret(name) is None:
                    self.add_error(name, _("Type the secret again, as it would be sent to another sign-in address."))
        return self.cleaned_data

    def settings(self) -> ConnectionSettings:
        """What is to be saved."""
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in PLAIN}
        return ConnectionSettings(**values | {name: self._secret(name) for name in SECRETS})

    def unsaved(self) -> Connection:
        """The connection as it would be with what was typed, to ask the systems something before it is saved."""
        typed = Connection()
        for name in PLAIN:
            if (value := self.cleaned_data.get(name)) is not None:
                setattr(typed, name, value)
        for name in SECRETS:
            secret = self._secret(name)
            setattr(typed, name, getattr(self.connection, name) if secret is None else secret)
        return typed

    def typed(self) -> dict[str, Any]:
        """What was typed, secrets left out, to be shown again."""
        return {name: self.data[name] for name in PLAIN if name in self.data}

    def _secret(self, name: str) -> str | None:
        """The secret to store: None keeps the stored one, a blank one removes it."""
        if self.cleaned_data.get(name):
            return str(self.cleaned_data[name])
        return "" if self.cleaned_data.get(f"{name}_remove") else None
