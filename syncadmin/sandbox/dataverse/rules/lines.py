"""The lines of orders and invoices: what they sell, for how much, and the totals of their header."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ...values import Reason, Refused
from .documents import totals_of
from .money import CURRENCY, amount, stored_amount
from .products import DEFAULT_GROUP, LIST, PRODUCT, UNIT
from .references import keys_with
from .states import is_locked
from .units import check_unit

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

HEADERS = {"salesorderdetail": "salesorder", "invoicedetail": "invoice"}
INPUTS = {"quantity", "priceperunit", "manualdiscountamount", "tax"}
ITEMS = "productpricelevel"
DRAFT, RETIRED = 2, 1


def complete_line(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """Product, currency, price and amounts of a line."""
    header = _header(store, table, row)
    if header is None:
        return
    _check_open(store, table, header)
    row[CURRENCY] = header[CURRENCY]
    _complete_product(store, table, row, given, before, header)
    if before is None or any(row[name] != before[name] for name in INPUTS):
        base = amount(row, "priceperunit") * amount(row, "quantity", 5)
        extended = base - amount(row, "manualdiscountamount") + amount(row, "tax")
        found = {"baseamount": base, "extendedamount": extended}
        row.update((name, stored_amount(value)) for name, value in found.items() if name not in given)


def follow_line(name: str, store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """The header's totals follow its lines."""
    header = _header(store, store.tables[name], row or before or {})
    if header is None:
        return
    table = store.tables[HEADERS[name]]
    totals = {name: value for name, value in totals_of(store, table, header).items() if name in table.by_name}
    changed = {name: Decimal(int(str(value))).scaleb(-4) for name, value in totals.items() if header[name] != value}
    if changed:
        store.change(table.name, str(header[table.key]), changed, by)


def check_line_removal(name: str, store: Store, before: Row) -> None:
    """Refuse to take a line out of a header that is closed."""
    header = _header(store, store.tables[name], before)
    if header is not None:
        _check_open(store, store.tables[name], header)


def _header(store: Store, table: Table, row: Row) -> Row | None:
    header = HEADERS[table.name]
    return store.stored(header, str(row.get(f"_{header}id_value")))


def _check_open(store: Store, table: Table, header: Row) -> None:
    parent = store.tables[HEADERS[table.name]]
    if is_locked(parent, header):
        detail = f"The {parent.label} is not active; its lines cannot be added, changed or deleted."
        raise Refused(Reason.RULE, detail=detail)


def _complete_product(store: Store, table: Table, row: Row, given: Row, before: Row | None, header: Row) -> None:
    """An existing product with one of its units, or a description of one that is written in."""
    if row["isproductoverridden"] or (row[PRODUCT] is None and row["productdescription"] is not None):
        row["isproductoverridden"] = 1
        if row["productdescription"] is None:
            raise Refused(Reason.MISSING, table.by_name.get("productdescription"))
        row[table.name_column] = str(row["productdescription"])[:100]
        return
    product = store.stored("product", str(row[PRODUCT])) if row[PRODUCT] else None
    if product is None:
        raise Refused(Reason.MISSING, table.by_name.get(PRODUCT))
    row[table.name_column] = product["name"]
    if before is None or PRODUCT in given or UNIT in given:
        _check_product(store, table, row, product)
    asked = before is None or {PRODUCT, UNIT, "ispriceoverridden"} & given.keys()
    if asked and not row["ispriceoverridden"]:
        row["priceperunit"] = _price(store, row, header, row["priceperunit"])


def _check_product(store: Store, table: Table, row: Row, product: Row) -> None:
    if product["statecode"] in (DRAFT, RETIRED):
        raise Refused(Reason.RULE, detail="Only active products can be added.")
    if row[UNIT] is None:
        raise Refused(Reason.MISSING, table.by_name.get(UNIT))
    check_unit(store, row[UNIT], product[DEFAULT_GROUP])


def _price(store: Store, row: Row, header: Row, otherwise: object) -> object:
    """The price on the header's list, if there is one."""
    wanted = {LIST: header[LIST], PRODUCT: row[PRODUCT], UNIT: row[UNIT]}
    found = keys_with(store, ITEMS, wanted, 1) if header[LIST] else []
    return (store.stored(ITEMS, found[0]) or {}).get("amount") if found else otherwise
