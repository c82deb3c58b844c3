"""What options are called that a mapping names by their number: in filters, templates, archive values and constants.

The labels are kept with the mapping whenever its tables are looked at, so that no page has to ask for them. Until then
the states of Dataverse's own tables are known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping
from mappings.value_lines import as_typed
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side, Value
from syncadmin.ui.rendering import plain

Naming = Callable[[Value], str]
_ACTIVE = {"0": _("Active"), "1": _("Inactive")}
_KNOWN: Mapping[tuple[str, str], Mapping[str, Promise]] = {
    ("account", "statecode"): _ACTIVE,
    ("contact", "statecode"): _ACTIVE,
    ("pricelevel", "statecode"): _ACTIVE,
    ("transactioncurrency", "statecode"): _ACTIVE,
    ("product", "statecode"): {"0": _("Active"), "1": _("Retired"), "2": _("Draft"), "3": _("Under Revision")},
    ("opportunity", "statecode"): {"0": _("Open"), "1": _("Won"), "2": _("Lost")},
    ("salesorder", "statecode"): {
        **{"0": _("Active"), "1": _("Submitted"), "2": _("Canceled")},
        **{"3": _("Fulfilled"), "4": _("Invoiced")},
    },
    ("invoice", "statecode"): {
        **{"0": _("Active"), "1": _("Closed (deprecated)")},
        **{"2": _("Paid"), "3": _("Canceled")},
    },
    ("salesorder", "statuscode"): {"100003": _("Invoiced")},
    ("uomschedule", "statecode"): _ACTIVE,
    ("account", "customertypecode"): {"3": _("Customer"), "10": _("Supplier"), "11": _("Vendor")},
    ("product", "producttypecode"): {"1": _("Sales Inventory"), "3": _("Services")},
    ("productpricelevel", "pricingmethodcode"): {"1": _("Currency Amount")},
    ("systemuser", "isdisabled"): {"false": _("Enabled"), "true": _("Disabled")},
}


def keep_labels(mapping: TableMapping, columns: Mapping[Side, Mapping[str, Column]]) -> None:
    """Keep the labels that these columns tell of what the mapping names; of other columns they stay as they were."""
    found = {side.value: dict(mapping.labels.get(side.value, {})) for side in Side}
    for side, name in _named(mapping):
        column = columns.get(side, {}).get(name)
        if column and column.kind is ColumnKind.OPTION and column.options:
            found[side.value][name] = {str(number): label for number, label in column.options.items()}
    wanted = {side: labels for side, labels in found.items() if labels}
    if wanted != mapping.labels:
        mapping.labels = wanted
        TableMapping.objects.filter(pk=mapping.pk).update(labels=wanted)


def naming(mapping: TableMapping, side: Side, name: str) -> Naming:
    """How the values of a column are called: options by their label, the own company by its name."""
    labels = mapping.labels.get(side.value, {}).get(name) or _KNOWN.get((mapping.table(side), name), {})
    company = mapping.connection.own_company if mapping.connection_id else {}

    def called(value: Value) -> str:
        return str(labels.get(as_typed(value)) or company.get(str(value)) or plain(value))

    return called


def _named(mapping: TableMapping) -> Iterator[tuple[Side, str]]:
    """The columns whose values the mapping names."""
    yield from _of_conditions(mapping.filters)
    for one in mapping.templates:
        yield from _of_conditions(one.get("conditions", ()))
        yield from ((Side(one["side"]), name) for name in one["values"])
    for side, values in mapping.archive.items():
        yield from ((Side(side), name) for name in values)
    for row in mapping.fields.all():
        if row.constant:
            yield (Side.BC, row.bc_property) if row.bc_property else (Side.DATAVERSE, row.dataverse_column)


def _of_conditions(stored: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Side, str]]:
    return ((Side(one["side"]), one["property"]) for one in stored)
