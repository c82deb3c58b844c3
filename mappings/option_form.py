"""The form of *Dataverse Option Mapping*: an option for each value of Business Central, each option once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from mappings.field_services import OptionLine, state_of_options
from mappings.models import FieldMapping
from mappings.options import BcValue, equal_option
from syncadmin.connections.clients.contract import Column

LONGEST_NAME = 20


@dataclass(frozen=True)
class Row:
    """A value with the control that chooses its option."""

    value: BcValue
    control: BoundField


class OptionForm(forms.Form):
    """One choice for each value. *Take over equal captions* chooses where nothing is chosen yet, and saves nothing."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(
        self, row: FieldMapping, values: Sequence[BcValue], column: Column | None, data: QueryDict | None = None
    ) -> None:
        self.row, self.options = row, dict(column.options) if column else {}
        self.name = row.related_mapping or (row.caption or row.bc_property).upper()[:LONGEST_NAME].strip()
        known = {one.bc_value: one for one in row.mapping.connection.option_mappings.filter(name=self.name)}
        named = {one.value for one in values}
        gone = [BcValue(one.bc_value, (one.bc_caption,)) for one in known.values() if one.bc_value not in named]
        self.values = [*values, *gone]
        for kept in known.values():  # an option that is no more is shown until another one is chosen
            self.options.setdefault(kept.option, kept.option_caption or str(kept.option))
        chosen = {place: str(known[one.value].option) for place, one in enumerate(self.values) if one.value in known}
        do = data.get("do", "save") if data is not None else ""
        self.saving = do == "save"
        if data is not None:
            chosen = {place: data.get(f"option-{place}", "") for place in range(len(self.values))}
        if do == "equal":
            chosen = self._equal(chosen)
        initial = {f"option-{place}": number for place, number in chosen.items()}
        seen = data.get("seen", "") if data is not None else state_of_options(row.mapping.connection, self.name)
        initial["seen"] = seen
        super().__init__(data if self.saving else None, initial=initial, label_suffix="")
        choices = [("", _("Not mapped: the record waits")), *((str(one), text) for one, text in self.options.items())]
        for place, one in enumerate(self.values):
            label = _("Option for %(value)s") % {"value": one.caption}
            self.fields[f"option-{place}"] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.fields[f"value-{place}"] = forms.CharField(widget=forms.HiddenInput, initial=one.value, required=False)

    def rows(self) -> Iterator[Row]:
        """The values as the page shows them."""
        return (Row(one, self[f"option-{place}"]) for place, one in enumerate(self.values))

    def clean(self) -> dict[str, Any]:
        """Each option once, or the way back would not be known; and values that are still those that were shown."""
        taken: dict[str, str] = {}
        for place, one in enumerate(self.values):
            option = self.cleaned_data.get(f"option-{place}", "")
            if self.cleaned_data.get(f"value-{place}") != one.value:
                raise forms.ValidationError(_("The values of Business Central changed meanwhile. Look at them again."))
            if option and option in taken:
                self.add_error(f"option-{place}", _("%(value)s has this option already.") % {"value": taken[option]})
            taken[option] = one.caption
        return self.cleaned_data

    def lines(self) -> list[OptionLine]:
        """What is to be kept."""
        chosen = [(one, self.cleaned_data[f"option-{place}"]) for place, one in enumerate(self.values)]
        return [
            OptionLine(one.value, one.caption, int(option), self.options[int(option)])
            for one, option in chosen
            if option
        ]

    def _equal(self, chosen: dict[int, str]) -> dict[int, str]:
        taken = set(chosen.values())
        found = dict(chosen)
        for place, one in enumerate(self.values):
            option = equal_option(one, self.options.items())
            if not found.get(place) and option is not None and str(option) not in taken:
                found[place] = str(option)
                taken.add(str(option))
        return found
