"""Amounts: the currency of a row, rounding to its precision, and the same in the organisation's currency."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from ...columns import Column, Table
from ...values import Reason, Refused
from ..tables.vocabulary import MOST_MONEY

if TYPE_CHECKING:
    from ...store import Row, Store

CURRENCY = "_transactioncurrencyid_value"
RATE_SCALE = 10**10
SMALLEST = Decimal("0.0001")


def complete_amounts(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """Currency, rate, and every amount that was sent; all of them where the row is new or its currency another."""
    if CURRENCY not in table.by_name:
        return
    row[CURRENCY] = row[CURRENCY] or base_currency(store)
    all_of_them = before is None or before[CURRENCY] != row[CURRENCY]
    changed = [name for name in table.amounts if all_of_them or row[name] != before[name] or name in given]  # type: ignore[index]
    if not changed and not all_of_them:
        return
    rate, places = _terms(store, row[CURRENCY])
    row["exchangerate"] = rate
    for name in changed:
        column = table.amounts[name]
        own = _pricing_places(store) if column.priced and row[name] is not None else places
        row[name], row[f"{name}_base"] = _rounded(column, row[name], own, rate)


def _terms(store: Store, currency: object) -> tuple[int, int]:
    """The stored rate of a currency and its decimal places."""
    found = store.stored("transactioncurrency", str(currency)) if currency else None
    if found is None:
        return RATE_SCALE, 2
    return int(str(found["exchangerate"] or RATE_SCALE)), int(str(found["currencyprecision"] or 0))


def base_currency(store: Store) -> str | None:
    """The organisation's own currency."""
    found = _of_organization(store, "_basecurrencyid_value")
    return str(found) if found else None


def amount(row: Row, name: str, scale: int = 4) -> Decimal:
    """The number behind a stored amount; nothing counts as zero."""
    return Decimal(int(str(row.get(name) or 0))).scaleb(-scale)


def stored_amount(value: Decimal) -> int:
    """The stored form of an amount; raises `Refused` for one that is too large."""
    if abs(value) > MOST_MONEY:
        raise Refused(Reason.RULE, detail=f"The amount {value} is larger than {MOST_MONEY}.")
    return int(value.quantize(SMALLEST, ROUND_HALF_EVEN).scaleb(4))


def _pricing_places(store: Store) -> int:
    found = _of_organization(store, "pricingdecimalprecision")
    return 2 if found is None else int(str(found))


def _of_organization(store: Store, column: str) -> object:
    """What the one row of the organisation says in a column."""
    table = store.tables.get("organization")
    if table is None or column not in table.by_name:
        return None
    found = store.database.all(f'SELECT "{column}" FROM "{table.name}" LIMIT 1')  # noqa: S608 - own names
    return found[0][0] if found else None


def _rounded(column: Column, stored: object, places: int, rate: int) -> tuple[int | None, int | None]:
    """The stored amount at a number of places, and in the organisation's currency."""
    if stored is None:
        return None, None
    exact = Decimal(int(str(stored))).scaleb(-column.scale)
    rounded = exact.quantize(Decimal(1).scaleb(-min(places, column.scale)), ROUND_HALF_EVEN)
    return int(rounded.scaleb(column.scale)), stored_amount(rounded * RATE_SCALE / rate)
