"""The fields of which Connection Setup is made up. Those for secrets carry values in, and never out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_PEM_LENGTH = 30_000


class WriteOnlyArea(forms.Textarea):
    """A text area that never shows what was put into it."""

    def format_value(self, value: Any) -> str:
        """Nothing."""
        return ""


def text(label: Any, *, required: bool = False, length: int = 100, help_text: Any = "", **attrs: str) -> Any:
    """A line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attrs})
    return forms.CharField(label=label, required=required, max_length=length, help_text=help_text, widget=widget)


def choice(label: Any, choices: Any, help_text: Any = "") -> Any:
    """One of few; left out, it stays as it is."""
    return forms.ChoiceField(
        label=label, required=False, choices=choices, widget=forms.RadioSelect, help_text=help_text
    )


def day(label: Any, help_text: Any) -> Any:
    """A date."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget)


def secret(label: Any, help_text: Any = "") -> Any:
    """Typed values survive a refused form in the browser (``hx-preserve``), as no answer ever carries them."""
    attrs = {"autocomplete": "new-password", "hx-preserve": "true"}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=500, help_text=help_text, widget=widget)


def certificate() -> Any:
    """A certificate and its private key, pasted."""
    attrs = {"autocomplete": "off", "spellcheck": "false", "rows": "3", "hx-preserve": "true", "class": "mono"}
    help_text = _("Certificate and private key in PEM form; the key is not protected by a password.")
    return forms.CharField(
        label=_("Certificate"), required=False, max_length=_PEM_LENGTH, help_text=help_text, widget=WriteOnlyArea(attrs)
    )


def certificate_file() -> Any:
    """The same from a file."""
    widget = forms.FileInput(attrs={"accept": ".pem,.crt,.cer,.key,.txt", "hx-preserve": "true"})
    return forms.FileField(label=_("or from a file"), required=False, widget=widget)


def remove(label: Any) -> Any:
    """Whether to remove a stored secret."""
    return forms.BooleanField(label=label, required=False)


def yes_or_no(label: Any, help_text: Any = "") -> Any:
    """Yes or no; left out, it stays as it is."""
    return choice(label, ((True, _("Yes")), (False, _("No"))), help_text)
