"""The forms about people: who somebody is and what they may do, and one's own names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.roles import CAPTIONS
from jobs.users import NAMES, role_of

_MAY = {
    "administrator": gettext_lazy("Everything: connections, mappings, runs, users."),
    "reviewer": gettext_lazy("As a user; also deletes a record whose partner was deleted."),
    "user": gettext_lazy("Couples and synchronizes records, and settles conflicts."),
    "viewer": gettext_lazy("Sees everything and changes nothing."),
}


def with_plain_help(form: Any) -> Any:
    """A form with a new password, which says in sentences what it has to be like."""
    form.label_suffix = ""
    form.fields["new_password1"].help_text = " ".join(map(str, password_validators_help_texts()))
    return form


def _role_choices() -> list[tuple[str, str]]:
    return [
        (role, format_html('<strong>{}</strong> <span class="muted">{}</span>', caption, _MAY[role]))
        for role, caption in CAPTIONS.items()
    ]


class OwnForm(forms.ModelForm):  # type: ignore[type-arg]
    """Names and e-mail address; the address is for people to read, nothing is sent to it."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email")

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **extra})

    def names(self) -> dict[str, str]:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data}


class UserForm(OwnForm):
    """The same with the sign-in name and the role."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=_role_choices, widget=forms.RadioSelect)

    class Meta(OwnForm.Meta):
        fields = ("username", "first_name", "last_name", "email")  # type: ignore[assignment]
        labels = {"username": gettext_lazy("User name")}
        help_texts = {"username": gettext_lazy("To sign in with. Letters, digits and @ . + - _ only.")}

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if self.instance.pk:
            self.initial["role"] = role_of(self.instance)
            if self.instance.is_superuser:
                self.fields["role"].disabled = True
                self.fields["role"].help_text = _("A superuser may do everything, whatever the role.")
        for name in ("first_name", "last_name", "email", "username"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_username(self) -> str:
        """No two differ in the size of their letters only."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody else has this name."))
        return name
