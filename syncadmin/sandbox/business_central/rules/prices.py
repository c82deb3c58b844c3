"""Prices of both models: what a line or price takes over from its list and its product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...columns import ZERO_GUID
from ...values import Reason, Refused
from ..tables.prices import PRICE_LIST_HEADERS, PRICE_LIST_LINES, SALES_PRICES
from .related import CURRENCY, Pair, check_related, complete_currency, complete_pair, rename
from .series import number
from .writing import alter

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

LIST = Pair("priceListId", "priceListCode", PRICE_LIST_HEADERS.name, "price list")
ITEM = Pair("itemId", "itemNumber", "items", "item")
ASSETS = {"Item": "items", "Resource": "resources"}
FROM_HEADER = ("priceType", "amountType", "startingDate", "endingDate", CURRENCY.code)
STEP = 10_000


def complete_price_list(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A price list about to be stored."""
    number(store, PRICE_LIST_HEADERS.name, row, before, "code")
    complete_currency(store, PRICE_LIST_HEADERS, row, given, before)
    check_related(store, PRICE_LIST_HEADERS, given)


def follow_price_list(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """The lines have the status and the currency of their list, and go with it."""
    if row is None:
        _forget(store, before or {})
        return
    rename(store, PRICE_LIST_HEADERS.name, row, before)
    shared = {name: row[name] for name in ("status", CURRENCY.code) if before and before[name] != row[name]}
    if shared:
        for line in store.stored_all_by(PRICE_LIST_LINES.name, LIST.code, row["code"]):
            alter(store, PRICE_LIST_LINES.name, line["id"], shared)


def _forget(store: Store, row: Row) -> None:
    for line in store.stored_all_by(PRICE_LIST_LINES.name, LIST.code, row["code"]):
        store.remove(PRICE_LIST_LINES.name, str(line["id"]))


def complete_price_list_line(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A line about to be stored: it takes over what it does not say itself from its list and its product."""
    table = PRICE_LIST_LINES
    complete_pair(store, table, LIST, row, given)
    header = store.stored(LIST.target, str(row[LIST.id]))
    if header is None:
        raise Refused(Reason.RULE, table.by_name[LIST.code], detail='A "priceListCode" must be provided.')
    if before is None:
        row["lineNumber"] = row["lineNumber"] or _next_line(store, row)
        row.update((name, header[name]) for name in FROM_HEADER if name not in given)
        row["status"] = header["status"]
    if {"assetType", "assetId", "assetNumber"} & given.keys():
        _complete_asset(store, table, row, given)
    complete_currency(store, table, row, given, before)
    check_related(store, table, given)


def _complete_asset(store: Store, table: Table, row: Row, given: Row) -> None:
    target = ASSETS.get(str(row["assetType"]))
    if target is None:
        row.update(assetId=ZERO_GUID)
        return
    complete_pair(store, table, Pair("assetId", "assetNumber", target, "product"), row, given)
    asset = store.stored(target, str(row["assetId"])) or {}
    row["displayName"] = row["displayName"] or asset.get("displayName", "")
    row["unitOfMeasureCode"] = row["unitOfMeasureCode"] or asset.get("baseUnitOfMeasureCode", "")


def _next_line(store: Store, row: Row) -> int:
    lines = store.stored_all_by(PRICE_LIST_LINES.name, LIST.code, row[LIST.code])
    return max((int(str(line["lineNumber"])) for line in lines), default=0) + STEP


def complete_sales_price(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A price of the older model about to be stored."""
    complete_pair(store, SALES_PRICES, ITEM, row, given)
    if not row[ITEM.code]:
        raise Refused(Reason.RULE, SALES_PRICES.by_name[ITEM.code], detail='An "itemNumber" must be provided.')
    _check_sales_code(store, row)
    complete_currency(store, SALES_PRICES, row, given, before)
    check_related(store, SALES_PRICES, given)


def _check_sales_code(store: Store, row: Row) -> None:
    kind, sold_to = row["salesType"], row["salesCode"]
    targets = {"Customer": ("customers", "number"), "Customer_x0020_Price_x0020_Group": ("customerPriceGroups", "code")}
    if kind in targets and store.stored_by(*targets[str(kind)], sold_to) is None:
        raise Refused(Reason.RELATION, SALES_PRICES.by_name["salesCode"], sold_to)
    if kind == "All_x0020_Customers" and sold_to:
        raise Refused(Reason.RULE, SALES_PRICES.by_name["salesCode"], detail="Sales Code must be blank.")
