"""The form of *Select Coupling Criteria*: three controls for each field row, and what happens after matching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.criteria import AfterMatching, CriteriaRow, matchable_rows
from mappings.models import FieldMapping, TableMapping
from mappings.parts import CRITERIA
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side

HIGHEST_PRIORITY = 99


@dataclass(frozen=True)
class CriteriaLine:
    """A field row with its three controls."""

    row: FieldMapping
    match: BoundField
    case_sensitive: BoundField
    priority: BoundField


class CriteriaForm(forms.Form):
    """Which fields records are matched on. Without a field there is nothing to couple by, which is refused."""

    synchronize = forms.BooleanField(
        label=gettext_lazy("Synchronize After Coupling"),
        required=False,
        help_text=gettext_lazy(
            "Blank fields are filled from the other side; two different values go by Resolve Update Conflicts."
        ),
    )
    create = forms.BooleanField(
        label=gettext_lazy("Create New If Unable to Find a Match"),
        required=False,
        help_text=gettext_lazy("Records with several candidates are never created; they are left to a person."),
    )

    first = forms.BooleanField(
        label=gettext_lazy("Look for a Match Before Creating"),
        required=False,
        help_text=gettext_lazy("Runs that are about to create a record couple the one that matches instead."),
    )

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, data: Any = None, *, mapping: TableMapping) -> None:
        self.mapping, self.rows = mapping, matchable_rows(mapping)
        initial: dict[str, Any] = {"synchronize": mapping.synchronize_matched, "create": mapping.create_unmatched}
        initial |= {"first": mapping.match_first, "seen": CRITERIA.seen(mapping)}
        for row in self.rows:
            initial |= {f"match-{row.pk}": row.match_on, f"case-{row.pk}": row.match_case_sensitive}
            initial[f"priority-{row.pk}"] = row.match_priority
        super().__init__(data, initial=initial, label_suffix="")
        for row in self.rows:
            self._add(row)
        if not may_create(mapping):
            del self.fields["create"]

    def lines(self) -> Iterator[CriteriaLine]:
        """The rows as the page shows them."""
        for row in self.rows:
            yield CriteriaLine(row, self[f"match-{row.pk}"], self[f"case-{row.pk}"], self[f"priority-{row.pk}"])

    def clean(self) -> dict[str, Any]:
        """At least one field is matched on."""
        if not self.errors and not any(one.match for one in self.criteria()):
            raise forms.ValidationError(_("Choose at least one field to match on; without one nothing can be coupled."))
        return self.cleaned_data

    def criteria(self) -> list[CriteriaRow]:
        """What is to be kept of each row."""
        values = self.cleaned_data
        return [
            CriteriaRow(
                row,
                match=values[f"match-{row.pk}"],
                case_sensitive=values[f"case-{row.pk}"],
                priority=values[f"priority-{row.pk}"] or 0,
            )
            for row in self.rows
        ]

    def after(self) -> AfterMatching:
        """What happens after matching."""
        values = self.cleaned_data
        return AfterMatching(values["synchronize"], values.get("create", False), values["first"])

    def _add(self, row: FieldMapping) -> None:
        """The controls of one row; their labels are read out, the heads of the table stand for them."""
        names = {"field": row.caption or row.bc_property}
        label = _("Match on %(field)s") % names
        self.fields[f"match-{row.pk}"] = forms.BooleanField(label=label, required=False)
        label = _("Case-sensitive matching of %(field)s") % names
        self.fields[f"case-{row.pk}"] = forms.BooleanField(label=label, required=False)
        self.fields[f"priority-{row.pk}"] = forms.IntegerField(
            label=_("Match priority of %(field)s") % names, min_value=0, max_value=HIGHEST_PRIORITY, required=False
        )


def may_create(mapping: TableMapping) -> bool:
    """Whether a record without a match can be created: the mapping writes to Dataverse."""
    return Direction(mapping.direction).flows_to(Side.DATAVERSE)
