"""The form of the filters of a mapping: the conditions on both sides, all of which a record must satisfy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from mappings.condition_lines import BLANK_CONDITION, ConditionLine, as_condition_lines, posted_conditions
from mappings.lines import Button, pressed
from mappings.models import TableMapping
from mappings.parts import FILTERS
from mappings.set_values import Stored
from mappings.value_lines import Columns
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side

CHECKED = ("save", "count", "outcome")


class FiltersForm(forms.Form):
    """Lines of both sides. A button that neither saves nor asks something only changes the lines."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        mapping: TableMapping,
        columns: Mapping[Side, Columns],
        data: QueryDict | None = None,
        asked: Button | None = None,
    ) -> None:
        self.button = asked or (Button.of(data) if data is not None else Button("show"))
        self.saving = self.button.what == "save"
        checked = self.button.what in CHECKED
        seen = FILTERS.seen(mapping) if data is None else data.get("seen", "")
        super().__init__(data if checked else None, initial={"seen": seen}, label_suffix="")
        self._columns, self._bound = columns, data if checked else None
        self.lines = {side: self._lines(side, mapping, data) for side in Side}

    def clean(self) -> dict[str, Any]:
        """All lines are right."""
        right = [self.is_right(side) for side in Side]
        if not all(right):
            raise forms.ValidationError(_("Not saved yet: see the lines below."))
        return self.cleaned_data

    def is_right(self, side: Side) -> bool:
        """Whether the lines of one side are; each is checked, so that all errors are shown."""
        right = [one.is_valid() for one in self.lines[side]]
        return all(right)

    def filters(self) -> list[Stored]:
        """What the mapping is to keep."""
        return [one.as_json() for side in Side for one in self.lines[side]]

    def conditions(self, side: Side) -> tuple[Condition, ...]:
        """The conditions of one side as a run uses them."""
        return tuple(one.as_condition() for one in self.lines[side])

    def _lines(self, side: Side, mapping: TableMapping, data: QueryDict | None) -> list[ConditionLine]:
        if data is None:
            lines = as_condition_lines(one for one in mapping.filters if one["side"] == side.value)
        else:
            lines = pressed(self.button, side.value, posted_conditions(data, side.value), BLANK_CONDITION)
        columns, names = self._columns.get(side, {}), mapping.connection.own_company
        found = [
            ConditionLine(
                self._bound, prefix=f"{side.value}-{place}", columns=columns, side=side, initial=line, names=names
            )
            for place, line in enumerate(lines)
        ]
        for one in found:
            one.fields["new"].widget = forms.CheckboxInput()
        return found
