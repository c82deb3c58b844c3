"""The form of *Try it* on the page of a field row: a value, and the side it starts on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.compile import Columns
from mappings.models import FieldMapping
from mappings.row_agreement import name_on
from mappings.trial import Trial, attempt, samples
from mappings.typed import Unfit, typed
from mappings.value_lines import as_typed
from syncadmin.connections.models import SideChoice
from syncadmin.engine.values import Side, Value

MOST_OFFERED = 25


class TrialForm(forms.Form):
    """A value is typed in the form of its side's column; values of records are offered."""

    try_side = forms.ChoiceField(label=gettext_lazy("Starts in"), choices=SideChoice.choices, required=False)
    try_value = forms.CharField(
        label=gettext_lazy("Value"),
        max_length=4000,
        strip=False,
        required=False,
        help_text=gettext_lazy("Type one, or choose one of a record as it was last read."),
    )

    def __init__(self, row: FieldMapping, columns: Columns, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"try_side": Side.BC.value}, label_suffix="")
        self.row, self.columns = row, columns
        self.fields["try_value"].widget.attrs["list"] = "samples"

    def offered(self) -> list[tuple[str, str]]:
        """Values of records of both sides as one would type them, with the records' names."""
        if not (self.row.bc_property and self.row.dataverse_column):
            return []
        found = [one for side in Side for one in samples(self.row.mapping, self.row, side, MOST_OFFERED)]
        return list({as_typed(one.value): one.title for one in found}.items())

    def trial(self, wanted: FieldMapping) -> Trial | None:
        """What becomes of the value with the row as it is to be; none if the value cannot be one."""
        if not self.is_valid():
            return None
        side = Side(self.cleaned_data["try_side"] or Side.BC)
        value = self._value(side)
        return None if self.errors else attempt(wanted.mapping, wanted, self.columns, side, value)

    def _value(self, side: Side) -> Value:
        text: Any = self.cleaned_data["try_value"]
        try:
            return typed(text, self.columns[side][name_on(self.row, side)], side) if text else None
        except Unfit as error:
            facts = {"value": text, "why": error}
            self.add_error("try_value", _("%(value)s cannot be a value there: %(why)s.") % facts)
        return None
