"""The form of one field row: direction, owner, when it is written, constant or relation, and its rules.

What is entered is judged in ``field_checks``; this module only puts the inputs together and reads them.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.compile import Columns
from mappings.field_checks import faults
from mappings.lines import Button, posted_lines, pressed
from mappings.models import FieldMapping, ModeChoice
from mappings.parts import part_of_row
from mappings.relations import relation_choices
from mappings.row_agreement import name_on
from mappings.row_inputs import constant_input, constant_of, direction_input, relation_input
from mappings.rule_lines import KEYS, RuleLine, as_json, as_lines
from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.models import SideChoice
from syncadmin.engine.rules import RuleKind
from syncadmin.engine.values import Side

_NOBODY = gettext_lazy("None: whichever side changed it counts")


class FieldForm(forms.Form):
    """The settings of a row. A button other than *Save* changes lines or tries a value; nothing is kept then."""

    direction = direction_input()
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        choices=[("", _NOBODY), *SideChoice.choices],
        required=False,
        help_text=gettext_lazy("The owner's value always stands: what the other side changed is overwritten, unasked."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Written"),
        choices=ModeChoice.choices,
        help_text=gettext_lazy(
            "Only on new records: later changes stay where they are made. Only if empty: a value is never overwritten. "
            "Never changed: a field that has to be the same on both sides."
        ),
    )
    constant = constant_input(gettext_lazy("Every record gets it; an option by its number or caption."))
    related_mapping = relation_input(
        gettext_lazy("The value leads to another record or option, and is carried over by what that is coupled to.")
    )
    default = forms.CharField(
        label=gettext_lazy("Default for what is not coupled"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("A value of Business Central that stands in where the related record is not coupled."),
    )
    clear_on_failure = forms.BooleanField(
        label=gettext_lazy("Clear Value on Failed Sync"),
        required=False,
        help_text=gettext_lazy("If the related record is not coupled, the field is emptied; else the record waits."),
    )
    not_null = forms.BooleanField(
        label=gettext_lazy("Not Null"),
        required=False,
        help_text=gettext_lazy("A blank is not carried over: the other side keeps what it has."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, row: FieldMapping, columns: Columns, data: QueryDict | None = None) -> None:
        self.row, self.columns = row, columns
        self.button = Button.of(data) if data is not None else Button("show")
        self.saving = self.button.what == "save"
        self.trying = self.button.what == "try"
        initial = {name: getattr(row, name) for name in self.declared_fields if name != "seen"}
        super().__init__(data, initial=initial | {"seen": part_of_row(row).seen(row.mapping)}, label_suffix="")
        self._fit()
        self.rules = {side: self._lines(side, data) for side in self._rule_sides()}

    @property
    def is_constant(self) -> bool:
        """Whether the row has a column on one side only, and so writes a constant."""
        return not (self.row.bc_property and self.row.dataverse_column)

    @property
    def is_option(self) -> bool:
        """Whether the value is an option of Dataverse, so that option mappings can carry it over."""
        column = self.columns[Side.DATAVERSE].get(self.row.dataverse_column)
        return bool(column and column.kind is ColumnKind.OPTION and self.row.bc_property)

    def clean(self) -> dict[str, Any]:
        """Name at its input everything that cannot work."""
        checked = [one.is_valid() for lines in self.rules.values() for one in lines]
        if not all(checked):
            raise forms.ValidationError(_("Not saved yet: see the transformation rules below."))
        if self.saving and not self.errors:
            for name, why in faults(self.wanted(), self.columns):
                self.add_error(name if name in self.fields else None, why)
        return self.cleaned_data

    def wanted(self) -> FieldMapping:
        """The row as it is to be, not saved."""
        found = copy(self.row)
        for name in self.fields.keys() - {"seen"}:
            setattr(found, name, self.cleaned_data.get(name, getattr(self.row, name)))
        if self.is_constant:
            found.constant = constant_of(found, self.columns)
        found.rules = [
            as_json(one.rule(), side.value) for side, lines in self.rules.items() for one in lines if one.is_valid()
        ]
        return found

    def _fit(self) -> None:
        """Leave out what makes no sense for this row."""
        superfluous = ["related_mapping", "default", "clear_on_failure", "not_null", "owner"]
        if not self.is_constant:
            superfluous = ["constant"]
            choices = relation_choices(self.row.mapping, self.row.related_mapping)
            self.fields["related_mapping"].choices = choices  # type: ignore[attr-defined]
            if not self.row.related_mapping:
                superfluous += ["default", "clear_on_failure"]
        for name in superfluous:
            del self.fields[name]

    def _rule_sides(self) -> list[Side]:
        """The sides rules can be on the way to: those with a source; none where couplings carry the value over."""
        if self.is_constant or self.row.related_mapping:
            return []
        return [side for side in (Side.DATAVERSE, Side.BC) if name_on(self.row, side.other)]

    def _lines(self, side: Side, data: QueryDict | None) -> list[RuleLine]:
        lines = as_lines(self.row.rules, side.value)
        if data is not None:
            kind = data.get(f"{side.value}-new", "")
            blank = dict.fromkeys(KEYS, "") | {"kind": kind if kind in list(RuleKind) else RuleKind.TRIM.value}
            lines = pressed(self.button, side.value, posted_lines(data, side.value, KEYS), blank)
        checked = self.saving or self.trying
        return [
            RuleLine(data if checked else None, prefix=f"{side.value}-{place}", line=line)
            for place, line in enumerate(lines)
        ]
