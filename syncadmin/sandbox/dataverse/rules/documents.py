"""Opportunities, and the headers of orders and invoices: customers, numbers, currencies and totals."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ...values import Reason, Refused
from .money import CURRENCY, amount, stored_amount
from .products import LIST
from .references import keys_with

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

CUSTOMER, ACCOUNT, CONTACT = "_customerid_value", "_parentaccountid_value", "_parentcontactid_value"
NUMBERS = {"salesorder": ("ordernumber", "ORD"), "invoice": ("invoicenumber", "INV")}
DISCOUNTS = {"discountamount", "discountpercentage", "freightamount"}
TOTALS = (
    "totallineitemamount",
    "totallineitemdiscountamount",
    "totaltax",
    "totaldiscountamount",
    "totalamountlessfreight",
    "totalamount",
)
HUNDRED = Decimal(100)


def complete_opportunity(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """The customer is the account, or else the contact; a closed opportunity has the day on which it was closed."""
    del table
    if row.get(CUSTOMER) is not None and CUSTOMER in given:
        is_account = store.stored("account", str(row[CUSTOMER])) is not None
        row[ACCOUNT if is_account else CONTACT] = row[CUSTOMER]
    row[CUSTOMER] = row[ACCOUNT] or row[CONTACT]
    if "actualclosedate" not in given and (before or {}).get("statecode", 0) != row["statecode"]:
        row["actualclosedate"] = _today(store) if row["statecode"] else None


def complete_document(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """Number, currency and totals of an order or invoice."""
    name, prefix = NUMBERS[table.name]
    if before is None and row[name] is None:
        row[name] = _next_number(store, name, prefix)
    _complete_currency(store, row, given, before)
    if "submitdate" in table.by_name and row["statecode"] == 1 and (before or {}).get("statecode") == 0:
        row["submitdate"] = row["submitdate"] or _today(store)
    if before is None or any(row[name] != before[name] for name in DISCOUNTS):
        _total(store, table, row, given)


def totals_of(store: Store, table: Table, row: Row) -> Row:
    """What the lines of a document and its discounts come to, in stored form."""
    lines = _lines(store, table, row)
    detail = sum((amount(line, "extendedamount") - amount(line, "tax") for line in lines), Decimal(0))
    tax = sum((amount(line, "tax") for line in lines), Decimal(0))
    by_line = sum((amount(line, "manualdiscountamount") for line in lines), Decimal(0))
    discount = amount(row, "discountamount") + detail * amount(row, "discountpercentage", 5) / HUNDRED
    net = detail - discount
    found = (detail, by_line, tax, discount + by_line, net, net + amount(row, "freightamount") + tax)
    return {name: stored_amount(value) for name, value in zip(TOTALS, found, strict=True)}


def _total(store: Store, table: Table, row: Row, given: Row) -> None:
    """Totals that were sent stay as they are."""
    found = totals_of(store, table, row)
    row.update((name, value) for name, value in found.items() if name not in given)


def _lines(store: Store, table: Table, row: Row) -> list[Row]:
    name = f"{table.name}detail"
    keys = keys_with(store, name, {f"_{table.name}id_value": row[table.key]})
    return [store.stored(name, key) or {} for key in keys]


def _complete_currency(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A document is in the currency of its price list."""
    prices = store.stored("pricelevel", str(row[LIST])) if row[LIST] and (LIST in given or CURRENCY in given) else None
    if prices is None:
        return
    if before is None and given.get(CURRENCY) is None:
        row[CURRENCY] = prices[CURRENCY]
    if row[CURRENCY] != prices[CURRENCY]:
        raise Refused(Reason.RULE, detail="The currency of the record does not match the currency of the price list.")


def _next_number(store: Store, name: str, prefix: str) -> str:
    number = int(store.fact(f"last {name}") or 999) + 1
    store.remember(f"last {name}", str(number))
    return f"{prefix}-{number:05d}-{store.new_id()[:6].upper()}"


def _today(store: Store) -> str:
    return store.clock.now().date().isoformat()
