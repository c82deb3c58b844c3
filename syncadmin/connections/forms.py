"""The form of Connection Setup. Secrets go in and never come out: a blank one keeps what is stored.

Fields that the chosen kind has no use for are not shown (see ``forms.css``); what they hold is kept and not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.connections import form_fields as fields
from syncadmin.connections.cleaning import (
    clean_address,
    clean_ascii,
    clean_certificate,
    clean_environment,
    clean_guid,
    clean_owner,
    clean_tenant,
    require_api_root,
)
from syncadmin.connections.mapping_settings import MappingSettingsForm
from syncadmin.connections.models import BusinessCentralKind, Connection, Ownership, SignIn
from syncadmin.connections.services import SECRETS, ConnectionSettings
from syncadmin.engine.values import Side

_CHOICES = ("bc_kind", "bc_sign_in", "dataverse_sign_in", "ownership", "unit_groups", "pricing", "orders")
PLAIN = (
    *("name", "authority", "bc_kind", "bc_address", "bc_tenant", "bc_environment", "bc_company_id", "bc_sign_in"),
    *("bc_client_id", "bc_secret_expires", "bc_user", "dataverse_address", "dataverse_tenant", "dataverse_sign_in"),
    *("dataverse_client_id", "dataverse_secret_expires", "ownership", "unit_groups", "pricing", "orders"),
)
# By the name of the field: where key and name of the owner are kept.
OWNERS = {
    "owning_team": ("owning_team_id", "owning_team_name"),
    "default_user": ("default_user_id", "default_user_name"),
}
_TENANT_HELP = gettext_lazy("GUID or domain of the Microsoft Entra tenant.")
_EXPIRES_HELP = gettext_lazy("As Microsoft Entra shows it; you are warned in time.")
_REMOVE_SECRET = gettext_lazy("Remove the stored secret")
_REMOVE_CERTIFICATE = gettext_lazy("Remove the stored certificate")


class ConnectionForm(MappingSettingsForm):
    """Both systems. ``revision`` says on which state of the settings the form was filled in."""

    name = fields.text(gettext_lazy("Name"), required=True)
    bc_kind = fields.choice(gettext_lazy("Kind"), BusinessCentralKind.choices)
    bc_address = fields.text(gettext_lazy("Address"), length=200, inputmode="url")
    bc_tenant = fields.text(gettext_lazy("Tenant"), help_text=_TENANT_HELP)
    bc_environment = fields.text(gettext_lazy("Environment"))
    bc_company_id = fields.text(gettext_lazy("Company"))
    bc_sign_in = fields.choice(gettext_lazy("Sign in with"), SignIn.choices)
    bc_client_id = fields.text(gettext_lazy("Client ID"))
    bc_client_secret = fields.secret(gettext_lazy("Client secret"))
    bc_client_secret_remove = fields.remove(_REMOVE_SECRET)
    bc_secret_expires = fields.day(gettext_lazy("Secret expires on"), _EXPIRES_HELP)
    bc_certificate = fields.certificate()
    bc_certificate_file = fields.certificate_file()
    bc_certificate_remove = fields.remove(_REMOVE_CERTIFICATE)
    bc_user = fields.text(gettext_lazy("User"))
    bc_password = fields.secret(
        gettext_lazy("Password or web service access key"),
        gettext_lazy("It is sent to the address of Business Central and nowhere else."),
    )
    bc_password_remove = fields.remove(gettext_lazy("Remove the stored password"))
    dataverse_address = fields.text(
        gettext_lazy("Address"), length=200, inputmode="url", placeholder="https://contoso.crm4.dynamics.com"
    )
    dataverse_tenant = fields.text(gettext_lazy("Tenant"), help_text=_TENANT_HELP)
    dataverse_sign_in = fields.choice(gettext_lazy("Sign in with"), SignIn.choices)
    dataverse_client_id = fields.text(gettext_lazy("Client ID"))
    dataverse_client_secret = fields.secret(gettext_lazy("Client secret"))
    dataverse_client_secret_remove = fields.remove(_REMOVE_SECRET)
    dataverse_secret_expires = fields.day(gettext_lazy("Secret expires on"), _EXPIRES_HELP)
    dataverse_certificate = fields.certificate()
    dataverse_certificate_file = fields.certificate_file()
    dataverse_certificate_remove = fields.remove(_REMOVE_CERTIFICATE)
    ownership = fields.choice(
        gettext_lazy("Ownership Model"),
        Ownership.choices,
        gettext_lazy(
            "Team: the rows that are created in Dataverse belong to one team. Person: they belong to the user who is "
            "coupled to the salesperson, where there is one. Rows that exist keep their owner."
        ),
    )
    owning_team = fields.text(gettext_lazy("Default owning team"), length=300)
    default_user = fields.text(gettext_lazy("Default user"), length=300)
    authority = fields.text(
        gettext_lazy("Sign-in address"),
        required=True,
        length=200,
        help_text=gettext_lazy("Where tokens are asked for. Client secrets are sent there and nowhere else."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647, required=False)

    def __init__(
        self, data: Any = None, files: Any = None, *, connection: Connection, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.connection = connection
        shown = {name: getattr(connection, name) for name in PLAIN} | {"revision": connection.revision}
        shown |= {name: _owner(connection, *kept) for name, kept in OWNERS.items()}
        super().__init__(data, files, initial=shown | dict(initial or {}), label_suffix="")
        for name in SECRETS:
            if getattr(connection, name):
                self.fields[name].widget.attrs["placeholder"] = _("stored · a new one replaces it")

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
        """Where Business Central is; on-premises it is the root of the API."""
        address = clean_address(Side.BC, self.cleaned_data["bc_address"])
        return require_api_root(address) if self._is("bc_kind", BusinessCentralKind.ON_PREMISES) else address

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

    def clean_bc_user(self) -> str:
        """The user of Business Central on-premises."""
        return clean_ascii(self.cleaned_data["bc_user"])

    def clean_bc_password(self) -> str:
        """Its password."""
        return clean_ascii(self.cleaned_data["bc_password"])

    def clean_bc_certificate_file(self) -> str:
        """The certificate for Business Central, from the file or as it was pasted."""
        return self._certificate("bc_certificate")

    def clean_dataverse_certificate_file(self) -> str:
        """The certificate for Dataverse, from the file or as it was pasted."""
        return self._certificate("dataverse_certificate")

    def clean(self) -> dict[str, Any]:
        """A stored secret is never sent to an address it was not typed for."""
        for name in _CHOICES:
            if not self.cleaned_data.get(name):
                self.cleaned_data[name] = getattr(self.connection, name)
        self.cleaned_data["unit_groups"] = str(self.cleaned_data["unit_groups"]) == str(True)
        for name in OWNERS:
            self._clean_owner(name)
        secrets = ("bc_client_secret", "dataverse_client_secret")
        self._require_again("authority", secrets, _("Type the secret again, as it would be sent to another address."))
        self._require_again("bc_address", ("bc_password",), _("Type it again, as it would be sent to another address."))
        return self.cleaned_data

    def settings(self) -> ConnectionSettings:
        """What is to be saved."""
        values = {name: self.cleaned_data[name] for name in PLAIN if name in self.cleaned_data}
        for name, kept in OWNERS.items():
            values |= dict(zip(kept, self.cleaned_data.get(name) or (None, ""), strict=True))
        typed = {name: self._secret(name) for name in SECRETS}
        return ConnectionSettings(values | {name: value for name, value in typed.items() if value is not None})

    def unsaved(self) -> Connection:
        """The connection as it would be with what was typed, to ask the systems something before it is saved."""
        kept = {name: getattr(self.connection, name) for name in SECRETS}
        typed = Connection(**kept)
        for name, value in self.settings().values.items():
            setattr(typed, name, value)
        return typed

    def typed(self) -> dict[str, Any]:
        """What was typed, secrets left out, to be shown again."""
        return {name: self.data[name] for name in (*PLAIN, *OWNERS) if name in self.data}

    def _is(self, name: str, value: str) -> bool:
        """Whether a choice that comes before in the form was made."""
        return str(self.cleaned_data.get(name) or getattr(self.connection, name)) == value

    def _certificate(self, name: str) -> str:
        uploaded = self.cleaned_data.get(f"{name}_file")
        if uploaded:
            self.cleaned_data[name] = clean_certificate(uploaded)
        elif self.cleaned_data.get(name):
            try:
                self.cleaned_data[name] = clean_certificate(self.cleaned_data[name])
            except forms.ValidationError as error:
                self.add_error(name, error)
        return ""

    def _clean_owner(self, name: str) -> None:
        try:
            self.cleaned_data[name] = clean_owner(self.cleaned_data.get(name) or "")
        except forms.ValidationError as error:
            self.add_error(name, error)

    def _require_again(self, address: str, names: tuple[str, ...], message: str) -> None:
        """Where a secret would be sent elsewhere than before, it has to be typed again."""
        sent_to = self.cleaned_data.get(address)
        if not sent_to or sent_to == getattr(self.connection, address).rstrip("/"):
            return
        for name in names:
            if getattr(self.connection, name) and self._secret(name) is None:
                self.add_error(name, message)

    def _secret(self, name: str) -> str | None:
        """The secret to store: None keeps the stored one, a blank one removes it."""
        if self.cleaned_data.get(name):
            return str(self.cleaned_data[name])
        return "" if self.cleaned_data.get(f"{name}_remove") else None


def _owner(connection: Connection, key: str, name: str) -> str:
    """Key and name of an owner in one line, as the form carries them."""
    found = getattr(connection, key)
    return f"{found} {getattr(connection, name)}".strip() if found else ""
