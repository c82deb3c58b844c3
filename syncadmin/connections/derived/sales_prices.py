"""Sales prices of which several are for one item, group and unit, by minimum quantity or by date: Dataverse has one.

The first of them stands for all, so that one and the same stays coupled as days go by; it carries the price that is
valid today with the lowest minimum quantity. The others say that they are not the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.values import Record, Value

_TABLE = "salesPrices"
_OF = ("salesType", "salesCode", "itemId", "unitOfMeasureCode")
_READ = (*_OF, "minimumQuantity", "startingDate", "endingDate", "unitPrice")
Family = tuple[Value, ...]


def _first(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """Whether each price is the first of its family."""
    firsts = {min(some, key=_place).key for some in _families(neighbours).values()}
    return [one.key in firsts for one in records]


def _today(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """The price of today in the family of each price."""
    families, today = _families(neighbours), neighbours.today()
    prices = {name: _price(some, today) for name, some in families.items()}
    return [prices.get(_family(one, neighbours)) for one in records]


def _families(neighbours: Neighbours) -> Mapping[Family, list[Record]]:
    def gather() -> Mapping[Family, list[Record]]:
        found: dict[Family, list[Record]] = defaultdict(list)
        for one in neighbours.whole(_TABLE, _READ):
            found[_family(one, neighbours)].append(one)
        return found

    return neighbours.remember("families of sales prices", gather)


def _family(price: Record, neighbours: Neighbours) -> Family:
    """What a price is for. One without a unit is for the base unit."""
    values = price.values
    code = values.get("unitOfMeasureCode") or _base_units(neighbours).get(values.get("itemId"))
    return values.get("salesType"), values.get("salesCode"), values.get("itemId"), code


def _base_units(neighbours: Neighbours) -> Mapping[Value, Value]:
    """The base units of the items that have prices without a unit."""

    def read() -> Mapping[Value, Value]:
        blank = (one for one in neighbours.whole(_TABLE, _READ) if not one.values.get("unitOfMeasureCode"))
        keys = {str(key) for one in blank if (key := one.values.get("itemId"))}
        rows = neighbours.by_keys("items", ["baseUnitOfMeasureCode"], sorted(keys))
        return {key: one.values.get("baseUnitOfMeasureCode") for key, one in rows.items()}

    return neighbours.remember("base units of sales prices", read)


def _place(price: Record) -> tuple[date, Decimal, str]:
    return _day(price, "startingDate") or date.min, _least(price), price.key


def _price(prices: Sequence[Record], today: date) -> Value:
    """The price valid on a day with the lowest minimum quantity; of several the one that began last."""
    valid = [
        one
        for one in prices
        if (_day(one, "startingDate") or date.min) <= today <= (_day(one, "endingDate") or date.max)
    ]
    valid.sort(key=lambda one: (_least(one), -(_day(one, "startingDate") or date.min).toordinal(), one.key))
    return valid[0].values.get("unitPrice") if valid else None


def _day(price: Record, name: str) -> date | None:
    value = price.values.get(name)
    return value if isinstance(value, date) else None


def _least(price: Record) -> Decimal:
    value = price.values.get("minimumQuantity")
    return value if isinstance(value, Decimal) else Decimal(0)


SALES_PRICES = (
    Derived(
        derived_column("standsForAll", ColumnKind.BOOLEAN, "First Price of Item, Group and Unit"),
        _READ,
        _first,
        ("items",),
        moves=True,
    ),
    Derived(
        replace(derived_column("unitPriceToday", ColumnKind.DECIMAL, "Unit Price Today"), scale=5),
        _READ,
        _today,
        ("items",),
        moves=True,
    ),
)
