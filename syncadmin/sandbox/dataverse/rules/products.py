"""Products, price lists and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...values import Reason, Refused
from .money import CURRENCY
from .references import check_unique
from .units import check_unit

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

PRODUCT, LIST, UNIT, GROUP = "_productid_value", "_pricelevelid_value", "_uomid_value", "_uomscheduleid_value"
DEFAULT_UNIT, DEFAULT_GROUP = "_defaultuomid_value", "_defaultuomscheduleid_value"


def complete_product(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """Numbers are unique, and the default unit is in the unit group."""
    check_unique(store, table, row, before, "productnumber")
    if {DEFAULT_UNIT, DEFAULT_GROUP} & given.keys():
        check_unit(store, row[DEFAULT_UNIT], row[DEFAULT_GROUP])


def complete_price_list(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """No two lists have one name, and none ends before it begins."""
    del given
    check_unique(store, table, row, before, "name")
    begin, end = row["begindate"], row["enddate"]
    if begin is not None and end is not None and str(end) < str(begin):
        raise Refused(Reason.RULE, detail="The end date of a price list cannot be before its start date.")


def complete_price(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """An item has the currency of its list, the number and group of its product, and is there once per unit."""
    product = store.stored("product", str(row[PRODUCT])) or {}
    prices = store.stored("pricelevel", str(row[LIST])) or {}
    if CURRENCY in given and given[CURRENCY] not in (None, prices.get(CURRENCY)):
        raise Refused(Reason.RULE, detail="The currency of the price list item must be that of its price list.")
    row[CURRENCY] = prices.get(CURRENCY)
    row["productnumber"] = product.get("productnumber")
    if GROUP in given and row[GROUP] not in (None, product.get(DEFAULT_GROUP)):
        raise Refused(Reason.RULE, detail="The unit group of the price list item must be that of its product.")
    row[GROUP] = product.get(DEFAULT_GROUP)
    check_unit(store, row[UNIT], row[GROUP])
    check_unique(store, table, row, before, LIST, PRODUCT, UNIT)
