"""The form of one template: what new records of a side get, under which conditions on the source, and its priority."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.condition_lines import BLANK_CONDITION, ConditionLine, as_condition_lines, posted_conditions
from mappings.lines import Button, Line, posted_lines, pressed
from mappings.models import TableMapping
from mappings.parts import digest
from mappings.set_values import Place, Stored
from mappings.value_lines import Columns, ValueLine, as_lines, settable
from syncadmin.engine.values import Side

_VALUE = ("column", "value")
_BLANK: Line = {"column": "", "value": ""}


class TemplateForm(forms.Form):
    """Priority and lines. A button other than *Save* only changes the lines; nothing is checked or kept then."""

    priority = forms.IntegerField(
        label=gettext_lazy("Priority"),
        min_value=0,
        max_value=99,
        help_text=gettext_lazy("Of the templates that apply to a new record the one with the lowest number is used."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, side: Side, columns: Mapping[Side, Columns], data: QueryDict | None = None, stored: Stored | None = None
    ) -> None:
        shown = stored or {}
        self.button = Button.of(data) if data is not None else Button("show")
        self.saving = self.button.what == "save"
        initial = {"priority": shown.get("priority", 0), "seen": digest(shown) if stored else ""}
        if data is not None and not self.saving:
            initial = {name: data.get(name, "") for name in initial}
        super().__init__(data if self.saving else None, initial=initial, label_suffix="")
        self.side, self._columns = side, columns
        values = as_lines(shown.get("values", {})) or [_BLANK]
        conditions = as_condition_lines(shown.get("conditions", ()))
        if data is not None:
            values = pressed(self.button, "values", posted_lines(data, "values", _VALUE), _BLANK)
            conditions = pressed(self.button, "conditions", posted_conditions(data, "conditions"), BLANK_CONDITION)
        settables = settable(columns.get(side, {}), on_new=True)
        bound = data if self.saving else None
        self.values = [
            ValueLine(bound, prefix=f"values-{place}", columns=settables, side=side, initial=line)
            for place, line in enumerate(values)
        ]
        source = columns.get(side.other, {})
        self.conditions = [
            ConditionLine(bound, prefix=f"conditions-{place}", columns=source, side=side.other, initial=line)
            for place, line in enumerate(conditions)
        ]

    def clean(self) -> dict[str, Any]:
        """All lines are right, there is a value at least, and none is given twice."""
        fine = [one.is_valid() for one in (*self.values, *self.conditions)]
        if not self.values:
            raise forms.ValidationError(_("A template sets at least one field. Add a value, or remove the template."))
        if all(fine):
            refuse_twice(self.values)
            fine = [not one.errors for one in self.values]
        if not all(fine):
            raise forms.ValidationError(_("Not saved yet: see the lines below."))
        return self.cleaned_data

    def place(self, number: int | None) -> Place:
        """Which template was shown."""
        return Place(number, self.cleaned_data["seen"])

    def see(self, mapping: TableMapping, number: int | None) -> None:
        """From now on the template as it is by now is the one that was shown; none where it is gone."""
        there = number is not None and number < len(mapping.templates)
        data: Any = self.data
        data["seen"] = digest(mapping.templates[number]) if there and number is not None else ""

    def template(self) -> Stored:
        """The template as a mapping keeps it."""
        return {
            "side": self.side.value,
            "values": results(self.values),
            "conditions": [one.as_json() for one in self.conditions],
            "priority": self.cleaned_data["priority"],
        }


def results(lines: list[ValueLine]) -> Stored:
    """What the lines set, as a mapping keeps it."""
    return {one.cleaned_data["column"]: one.result for one in lines}


def refuse_twice(lines: list[ValueLine]) -> None:
    """An error at each line whose field an earlier one has already."""
    taken: set[str] = set()
    for one in lines:
        name = one.cleaned_data["column"]
        if name in taken:
            one.add_error("column", _("This field gets a value in another line already."))
        taken.add(name)
