"""Which derived columns there are, by side and table."""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.connections.clients.business_central.extension import is_needed_for
from syncadmin.connections.derived.contacts import CONTACTS
from syncadmin.connections.derived.currencies import CURRENCIES
from syncadmin.connections.derived.default_prices import DEFAULT_PRICES
from syncadmin.connections.derived.definition import Derived
from syncadmin.connections.derived.documents import DOCUMENTS
from syncadmin.connections.derived.freight import FREIGHT
from syncadmin.connections.derived.names import NAMES
from syncadmin.connections.derived.orders import ORDERS
from syncadmin.connections.derived.prices import PRICES
from syncadmin.connections.derived.products import PRODUCTS
from syncadmin.connections.derived.referred import REFERRED
from syncadmin.connections.derived.unit_groups import UNIT_GROUPS
from syncadmin.engine.values import Side

_THEMES: tuple[Mapping[tuple[Side, str], tuple[Derived, ...]], ...] = (
    CONTACTS,
    CURRENCIES,
    DEFAULT_PRICES,
    DOCUMENTS,
    FREIGHT,
    NAMES,
    ORDERS,
    PRICES,
    PRODUCTS,
    REFERRED,
    UNIT_GROUPS,
)


def derived_of(side: Side, table: str) -> tuple[Derived, ...]:
    """The derived columns of a table."""
    return tuple(one for theme in _THEMES for one in theme.get((side, table), ()))


def is_derived(side: Side, table: str, name: str) -> bool:
    """Whether a column is worked out where the system has none of that name."""
    return any(one.column.name == name for one in derived_of(side, table))


def needs_extension(side: Side, table: str, name: str) -> bool:
    """Whether a derived column is there only with our extension."""
    found = next((one for one in derived_of(side, table) if one.column.name == name), None)
    if side is not Side.BC or found is None:
        return False
    return any(map(is_needed_for, found.tables)) or any(is_needed_for(table, need) for need in found.needs)
