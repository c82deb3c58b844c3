"""The mapped tables of a connection in the groups in which people look for them, named after the BC tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping
from mappings.wording import table_plural
from syncadmin.engine.values import Side

_OTHER = _("More")
_PRICE_TABLES = ("priceListHeaders", "priceListLines", "customerPriceGroups", "salesPrices")
# Where these are written, it is about prices, whatever table of BC they come from.
_PRICES = ("pricelevel", "productpricelevel")
_PRICED = 3  # the place of the group
_GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (_("Relations"), ("customers", "vendors", "contacts", "opportunities")),
    (_("Documents"), ("salesOrders", "salesOrderLines", "postedSalesInvoices", "postedSalesInvoiceLines")),
    (
        _("Products"),
        ("items", "resources", "unitsOfMeasure", "unitGroups", "itemUnitsOfMeasure", "resourceUnitsOfMeasure"),
    ),
    (_("Prices"), _PRICE_TABLES),
    (_("Codes"), ("salespeoplePurchasers", "currencies", "paymentTerms", "shipmentMethods", "shippingAgents")),
)


@dataclass(frozen=True)
class MappedTable:
    """A mapping as the table of BC that people look for."""

    mapping: TableMapping
    caption: str


@dataclass(frozen=True)
class Group:
    """Tables that belong together."""

    caption: str | Promise
    tables: tuple[MappedTable, ...]


def grouped(mappings: Iterable[TableMapping]) -> list[Group]:
    """The mappings of a connection, group by group; groups without one are left out."""
    found: dict[str, list[TableMapping]] = {}
    for one in sorted(mappings, key=lambda one: (_rank(one), one.name)):
        found.setdefault(str(_group_of(one)), []).append(one)
    named = _captions([one for some in found.values() for one in some])
    order = [str(caption) for caption, _names in (*_GROUPS, (_OTHER, ()))]
    return [
        Group(caption, tuple(MappedTable(one, named[one.pk]) for one in found[caption]))
        for caption in order
        if caption in found
    ]


def _group_of(mapping: TableMapping) -> str | Promise:
    if mapping.dataverse_table in _PRICES:
        return _GROUPS[_PRICED][0]
    return next((caption for caption, names in _GROUPS if mapping.bc_table in names), _OTHER)


def _rank(mapping: TableMapping) -> int:
    """The place of a table within its group; prices of something come behind it."""
    places = [name for _caption, names in _GROUPS for name in names]
    place = places.index(mapping.bc_table) if mapping.bc_table in places else len(places)
    return place + (len(places) if mapping.dataverse_table in _PRICES and mapping.bc_table not in _PRICE_TABLES else 0)


def _captions(mappings: Iterable[TableMapping]) -> dict[int, str]:
    """How each is called: by its table; where an earlier one has the same, with the name of the mapping."""
    found: dict[int, str] = {}
    for one in mappings:
        plain = table_plural(one, Side.BC)
        found[one.pk] = f"{plain} ({one})" if plain in found.values() else plain
    return found
