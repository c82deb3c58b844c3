"""The form of what archived records get: values of fields on each side, for a record whose partner was deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from mappings.lines import Button, Line, posted_lines, pressed
from mappings.models import TableMapping
from mappings.parts import ARCHIVE
from mappings.set_values import Stored
from mappings.template_form import refuse_twice, results
from mappings.value_lines import Columns, ValueLine, as_lines, settable
from syncadmin.engine.values import Side

_BLANK: Line = {"column": "", "value": ""}


class ArchiveForm(forms.Form):
    """Lines of both sides. A side without a line is not archived; its records are left to a person."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, mapping: TableMapping, columns: Mapping[Side, Columns], data: QueryDict | None = None) -> None:
        self.button = Button.of(data) if data is not None else Button("show")
        self.saving = self.button.what == "save"
        seen = ARCHIVE.seen(mapping) if data is None else data.get("seen", "")
        super().__init__(data if self.saving else None, initial={"seen": seen}, label_suffix="")
        self.lines = {side: self._lines(side, mapping, columns.get(side, {}), data) for side in Side}

    def clean(self) -> dict[str, Any]:
        """All lines are right, and no field is named twice on a side."""
        several = list(self.lines.values())
        checked = [one.is_valid() for lines in several for one in lines]
        if all(checked):
            for lines in several:
                refuse_twice(lines)
        if any(one.errors for lines in several for one in lines):
            raise forms.ValidationError(_("Not saved yet: see the lines below."))
        return self.cleaned_data

    def archive(self) -> dict[str, Stored]:
        """What the mapping is to keep."""
        return {side.value: results(lines) for side, lines in self.lines.items()}

    def _lines(self, side: Side, mapping: TableMapping, columns: Columns, data: QueryDict | None) -> list[ValueLine]:
        lines = as_lines(mapping.archive.get(side.value, {}))
        if data is not None:
            posted = posted_lines(data, side.value, ("column", "value"))
            lines = pressed(self.button, side.value, posted, _BLANK)
        bound, settables = data if self.saving else None, settable(columns, on_new=False)
        return [
            ValueLine(bound, prefix=f"{side.value}-{place}", columns=settables, side=side, initial=line)
            for place, line in enumerate(lines)
        ]
