"""What leads to other rows: codes and ids that must exist, pairs of both that must agree, and renaming.

The local currency has no row: its code is shown where none is stored, and its id is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...columns import ZERO_GUID, Column, Kind, Table
from ...values import Reason, Refused
from .writing import alter

if TYPE_CHECKING:
    from ...store import Row, Store

BLANK = ("", ZERO_GUID)
NUMBERED = ("customers", "vendors", "contacts", "opportunities", "items", "resources", "salesOrders", "salesInvoices")
TYPED = {"lineObjectNumber", "assetNumber", "assetId", "salesCode"}  # what they lead to depends on the row


@dataclass(frozen=True)
class Pair:
    """Two properties for one related row: its id and its code or number; a page may have only one of them."""

    id: str
    code: str
    target: str
    what: str


CURRENCY = Pair("currencyId", "currencyCode", "currencies", "currency")
TERMS = Pair("paymentTermsId", "paymentTermsCode", "paymentTerms", "payment terms")
SHIPMENT = Pair("shipmentMethodId", "shipmentMethodCode", "shipmentMethods", "shipment method")
CURRENCY_NAMES = (CURRENCY.id, CURRENCY.code)
PAYMENT = Pair("paymentMethodId", "paymentMethodCode", "paymentMethods", "payment method")
BASE_UNIT = Pair("baseUnitOfMeasureId", "baseUnitOfMeasureCode", "unitsOfMeasure", "unit of measure")


def key_column(table: str) -> str:
    """The property by which others name a row of a table: its number or its code."""
    return "number" if table in NUMBERED else "code"


def local_currency(store: Store) -> str:
    """The code shown where the stored currency is blank."""
    setup = store.find("generalLedgerSetup", limit=1)
    return str(setup[0].get("localCurrencyCode", "")) if setup else ""


def check_related(store: Store, table: Table, given: Row) -> None:
    """Every code and id that was sent leads to a row; pairs and local currency apart."""
    for name, value in given.items():
        column = table.by_name.get(name)  # None: somebody added it
        if column is None or name in TYPED or name in CURRENCY_NAMES:
            continue
        if column.targets and value not in BLANK:
            _check(store, column, value)


def complete_pair(store: Store, table: Table, pair: Pair, row: Row, given: Row) -> None:
    """From what was sent of a pair follows the rest of it."""
    key, code = given.get(pair.id), given.get(pair.code)
    if key is None and code is None:
        return
    by_key = None if key is None else _by_id(store, table, pair, str(key))
    by_code = None if code is None else _by_code(store, table, pair, str(code))
    if by_key and by_code and by_key != by_code:
        detail = f"The {pair.what} values do not match to a specific {pair.what.capitalize()}."
        raise Refused(Reason.DISAGREES, table.by_name[pair.code], code, detail)
    found = by_code or by_key or BLANK
    row.update((name, value) for name, value in zip((pair.code, pair.id), found, strict=True) if name in table.by_name)


def complete_currency(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """The pair of a currency, where blank stands for the local one."""
    local = local_currency(store)
    blank = {name: "" if name == CURRENCY.code else value for name, value in given.items() if value == local}
    complete_pair(store, table, CURRENCY, row, {**given, **blank})
    if before is None or given.keys() & {CURRENCY.id, CURRENCY.code}:
        row[CURRENCY.code] = row[CURRENCY.code] or local


def rename(store: Store, table: str, row: Row, before: Row | None) -> None:
    """Another number or code of a row is taken over by all rows that name it."""
    name = key_column(table)
    if before is None or before.get(name) == row.get(name):
        return
    for other in sorted(store.tables.values(), key=lambda table: not table.keys):  # units before their items
        for column in other.columns:
            if table in column.targets and column.kind is Kind.CODE:
                _replace(store, other, column, before[name], row[name])


def _replace(store: Store, table: Table, column: Column, old: object, new: object) -> None:
    for found in store.stored_all_by(table.name, column.name, old):
        alter(store, table.name, found[table.key], {column.name: new})


def _check(store: Store, column: Column, value: object) -> None:
    for target in column.targets:
        name = "id" if column.kind is Kind.GUID else key_column(target)
        if store.stored_by(target, name, value) is not None:
            return
    raise Refused(Reason.RELATION, column, value)


def _by_id(store: Store, table: Table, pair: Pair, key: str) -> tuple[str, str]:
    if key == ZERO_GUID:
        return BLANK
    found = store.stored(pair.target, key)
    if found is None:
        raise Refused(Reason.RELATION, table.by_name[pair.id], key)
    return str(found[key_column(pair.target)]), key


def _by_code(store: Store, table: Table, pair: Pair, code: str) -> tuple[str, str]:
    if not code:
        return BLANK
    found = store.stored_by(pair.target, key_column(pair.target), code)
    if found is None:
        raise Refused(Reason.RELATION, table.by_name[pair.code], code)
    return code, str(found["id"])
