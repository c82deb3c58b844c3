"""The form of a mapping's name and of what it runs after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.making import is_custom
from mappings.models import TableMapping
from mappings.ordering import circle_of
from mappings.parts import GENERAL
from mappings.proposals import LONGEST_NAME
from mappings.wizard_form import clean_name


class GeneralForm(forms.Form):
    """Default mappings keep their name, by which *Use Default Synchronization Setup* knows them."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Field rows and dependencies that name the mapping follow."),
    )
    dependencies = forms.MultipleChoiceField(
        label=gettext_lazy("Dependency Filter"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Runs of several mappings start this one when these have ended."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, data: Any = None, *, mapping: TableMapping) -> None:
        self.mapping = mapping
        initial = {"name": mapping.name, "dependencies": mapping.dependencies, "seen": GENERAL.seen(mapping)}
        super().__init__(data, initial=initial, label_suffix="")
        others = mapping.connection.mappings.exclude(pk=mapping.pk).values_list("name", flat=True)
        names = sorted({*others, *mapping.dependencies})
        self.fields["dependencies"].choices = [(one, one) for one in names]  # type: ignore[attr-defined]
        if not is_custom(mapping):
            del self.fields["name"]

    def clean_name(self) -> str:
        """A name that is free."""
        return clean_name(self.cleaned_data["name"], self.mapping.connection, self.mapping)

    def clean_dependencies(self) -> list[str]:
        """No mapping waits for one that waits for it; a circle that is there already may stay."""
        wanted: list[str] = self.cleaned_data["dependencies"]
        circle = circle_of(self.mapping, wanted)
        if len(circle) > 1 and circle != circle_of(self.mapping, self.mapping.dependencies):
            names = {"names": ", ".join(circle)}
            raise forms.ValidationError(_("These would wait for each other: %(names)s.") % names)
        return wanted
