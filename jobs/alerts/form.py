"""The form of a recipient."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.alerts.models import Recipient
from syncadmin.connections.clients.addresses import fault_of

_LONGEST = 7 * 24 * 60


class RecipientForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who is told, how, of what and after how long. An address that is a secret is never shown again: left empty, it
    stays as it is."""

    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("An e-mail address, or the address that the channel gave you."),
    )
    after = forms.IntegerField(
        label=gettext_lazy("After minutes"),
        min_value=0,
        max_value=_LONGEST,
        help_text=gettext_lazy("Nobody is told of what settles by itself before."),
    )

    class Meta:
        model = Recipient
        fields = ["name", "kind", "address", "least", "after", "on"]

    def __init__(self, data: Any = None, *, instance: Recipient | None = None) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        if instance and instance.kind != Recipient.Kind.MAIL:
            self.initial["address"] = ""
            self.fields["address"].help_text = _("Leave it empty to keep the one that is stored.")

    def clean(self) -> dict[str, Any]:
        """An address of the kind that was chosen; the stored one, where it is left empty and the kind is the same."""
        values: dict[str, Any] = super().clean() or {}
        kind, address = values.get("kind"), (values.get("address") or "").strip()
        if not address and self.instance.pk and kind == self.initial.get("kind"):
            values["address"] = Recipient.objects.get(pk=self.instance.pk).address
        elif why := _wrong(kind, address):
            self.add_error("address", why)
        return values


def _wrong(kind: str | None, address: str) -> str:
    """What is wrong with an address, if anything is."""
    if not address:
        return _("Fill in an address.")
    if kind != Recipient.Kind.MAIL:
        return _("Type an address that begins with https://.") if fault_of(address) else ""
    try:
        validate_email(address)
    except ValidationError:
        return _("Type an e-mail address.")
    return "" if settings.HAS_MAIL else _("This installation has no mail server: set EMAIL_URL in its environment.")
