"""The form of a new field row: a column of each side, or a constant for one of them, and the way it flows.

Its rules, its owner and the rest are set on the page of the row once it is there. What is chosen is judged as if the
row were enabled, although it starts disabled.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.choosing import OfferField, OfferForm
from mappings.compile import Columns
from mappings.field_checks import faults
from mappings.models import FieldMapping, TableMapping
from mappings.offers import column_offers
from mappings.proposals import LONGEST_NAME
from mappings.relations import relation_choices
from mappings.row_agreement import convertible
from mappings.row_inputs import constant_input, constant_of, direction_input, relation_input
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.links import named
from syncadmin.engine.values import Side

_KEYS = frozenset({ColumnKind.GUID, ColumnKind.LOOKUP})
_INPUTS = {Side.BC: "bc_property", Side.DATAVERSE: "dataverse_column"}


class NewFieldForm(OfferForm):
    """Columns are chosen from those that both systems have now."""

    bc_property = OfferField(
        gettext_lazy("Field Name"),
        help_text=gettext_lazy("Of Business Central. Empty: the row writes a constant to Dataverse."),
        required=False,
    )
    dataverse_column = OfferField(
        gettext_lazy("Integration Field Name"),
        help_text=gettext_lazy("Of Dataverse. Empty: the row writes a constant to Business Central."),
        required=False,
    )
    direction = direction_input()
    constant = constant_input(gettext_lazy("Only where one of the two fields is empty: every record gets it."))
    related_mapping = relation_input(
        gettext_lazy("For a field that leads to another record: the mapping that couples those records.")
    )

    def __init__(self, mapping: TableMapping, columns: Columns, data: QueryDict | None = None) -> None:
        self.mapping, self.columns = mapping, columns
        super().__init__(data, initial={"direction": mapping.direction}, label_suffix="")
        for side, name in _INPUTS.items():
            self.offer(name, column_offers(columns[side]))
        self.fields["related_mapping"].choices = relation_choices(mapping)  # type: ignore[attr-defined]

    @property
    def needs_options(self) -> bool:
        """Whether which value is which option has to be said before the row can take part."""
        bc, dataverse = self._column(Side.BC), self._column(Side.DATAVERSE)
        if bc is None or dataverse is None or dataverse.kind is not ColumnKind.OPTION:
            return False
        return not convertible(bc, dataverse) and not self._is_mapping(self.cleaned_data.get("related_mapping", ""))

    def clean(self) -> dict[str, Any]:
        """Everything that cannot work, each at its input."""
        if not all(self.columns.values()):
            raise forms.ValidationError(_("The fields could not be read, so nothing can be chosen yet."))
        if not self.errors:
            for name, why in self._faults():
                self.add_error(name if name in self.fields else None, why)
        return self.cleaned_data

    def row(self) -> FieldMapping:
        """The row as it is to be, not saved."""
        values = self.cleaned_data
        known = self._column(Side.BC) or self._column(Side.DATAVERSE)
        caption = "" if values["constant"] or known is None else known.caption or known.name
        row = FieldMapping(
            mapping=self.mapping,
            position=0,
            caption=caption[:100],
            bc_property=values["bc_property"],
            dataverse_column=values["dataverse_column"],
            direction=values["direction"],
            constant=values["constant"],
            related_mapping=values["related_mapping"] or (self._option_name(caption) if self.needs_options else ""),
        )
        row.constant = constant_of(row, self.columns)
        return row

    def _faults(self) -> list[tuple[str, str]]:
        bc, dataverse = self._column(Side.BC), self._column(Side.DATAVERSE)
        if bc is None and dataverse is None:
            return [("bc_property", _("Choose a field, of one side at least."))]
        if bc and dataverse and self.cleaned_data["constant"]:
            return [("constant", _("A constant is for a row with one field only."))]
        if bc and dataverse and not self.cleaned_data["related_mapping"] and {bc.kind, dataverse.kind} & _KEYS:
            return [("related_mapping", _("The field leads to another record. Choose the mapping that couples those."))]
        if self.mapping.fields.filter(bc_property=bc.name if bc else "", dataverse_column=_name(dataverse)).exists():
            return [("dataverse_column", _("There is a row with these two fields already."))]
        return list(faults(self.row(), self.columns))

    def _column(self, side: Side) -> Column | None:
        return self.columns[side].get(self.cleaned_data.get(_INPUTS[side], ""))

    def _is_mapping(self, name: str) -> bool:
        return self.mapping.connection.mappings.filter(name__in=named(name)).exists()

    def _option_name(self, caption: str) -> str:
        return caption.upper()[:LONGEST_NAME].strip()


def _name(column: Column | None) -> str:
    return column.name if column else ""
