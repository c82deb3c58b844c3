"""Price lists of both models in Business Central, and the price lists of Dataverse some of them are.

Two lists for all customers (in local currency and in euro) and one price for each price group and item; in Dataverse
the local list, and one nobody knows in Business Central.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .base import SALES_COMPANY_ID
from .businesses import fixed_guid
from .codes import LOCAL_CURRENCY, PRICE_GROUPS, Row, bc_row
from .parts import RATES, money, sales_currency, sales_stamps
from .products import Thing, sales_group_guid, sales_product_guid, sales_unit_guid

MOST_PRICES = 200
STEP = 10_000
CENT = Decimal("0.01")
GROUP_DISCOUNT = (Decimal("0.95"), Decimal("0.88"), Decimal("0.80"))
OWN_LIST = fixed_guid("price list of the web shop")


class List(NamedTuple):
    """A price list for all customers."""

    code: str
    name: str
    currency: str
    status: str


LISTS = (
    List("S00001", "Price list 2025 (demo)", LOCAL_CURRENCY, "Active"),
    List("S00002", "Price list 2025 in euro (demo)", "EUR", "Active"),
    List("S00003", "Price list 2026 (demo)", LOCAL_CURRENCY, "Draft"),
)
PERIOD = {"startingDate": "2025-01-01", "endingDate": "2026-12-31"}


def bc_lists() -> Iterator[Row]:
    """The headers of the price lists."""
    for made_up in LISTS:
        yield bc_row(
            f"price list {made_up.code}",
            code=made_up.code,
            displayName=made_up.name,
            priceType="Sale",
            amountType="Price",
            sourceType="All_x0020_Customers",
            currencyCode=made_up.currency,
            allowUpdatingDefaults=False,
            status=made_up.status,
            **PERIOD,
        )


def bc_list_lines(things: Iterable[Thing]) -> Iterator[Row]:
    """A line for each list and thing."""
    for number, thing in enumerate(things, start=1):
        for made_up in LISTS:
            yield bc_row(
                f"price list {made_up.code} line {number}",
                priceListId=fixed_guid(f"price list {made_up.code}"),
                priceListCode=made_up.code,
                lineNumber=number * STEP,
                priceType="Sale",
                amountType="Price",
                assetType=thing.source,
                assetId=thing.guid,
                assetNumber=thing.number,
                displayName=thing.name,
                unitOfMeasureCode=thing.unit,
                currencyCode=made_up.currency,
                unitPrice=in_currency(thing.price, made_up.currency),
                status=made_up.status,
                **PERIOD,
            )


def bc_sales_prices(things: Iterable[Thing]) -> Iterator[Row]:
    """A price of the older model for each price group and item."""
    for thing in things:
        for (code, _), factor in zip(PRICE_GROUPS, GROUP_DISCOUNT, strict=True):
            yield bc_row(
                f"sales price {code} {thing.number}",
                salesType="Customer_x0020_Price_x0020_Group",
                salesCode=code,
                itemId=thing.guid,
                itemNumber=thing.number,
                unitOfMeasureCode=thing.unit,
                currencyCode=LOCAL_CURRENCY,
                startingDate=PERIOD["startingDate"],
                unitPrice=(thing.price * factor).quantize(CENT),
            )


def in_currency(amount: Decimal, code: str) -> Decimal:
    """An amount of local currency in another one."""
    return (amount * RATES[code]).quantize(CENT)


def sales_lists() -> Iterator[Row]:
    """The price lists of Dataverse."""
    picks = (0,) * 16
    shared: Row = {"statecode": 0, "statuscode": 100001, **sales_currency(LOCAL_CURRENCY), **sales_stamps(picks)}
    days = {"begindate": PERIOD["startingDate"], "enddate": PERIOD["endingDate"]}
    company = {"_bcbi_companyid_value": SALES_COMPANY_ID}
    name = LISTS[0].code
    yield {"pricelevelid": sales_list_guid(), "name": name, "description": LISTS[0].name, **company, **days, **shared}
    yield {"pricelevelid": OWN_LIST, "name": "Web shop (demo)", **shared}


def sales_list_guid() -> str:
    """The id of the local price list in Dataverse."""
    return fixed_guid("price list in sales")


def sales_prices(things: Iterable[Thing]) -> Iterator[Row]:
    """The items of the local price list, one for each unit of a product."""
    for thing in things:
        for code, size in thing.units:
            yield {
                "productpricelevelid": fixed_guid(f"price of {thing.guid} per {code}"),
                "_pricelevelid_value": sales_list_guid(),
                "_productid_value": sales_product_guid(thing),
                "productnumber": thing.number,
                "_uomid_value": sales_unit_guid(thing, code),
                "_uomscheduleid_value": sales_group_guid(thing),
                "pricingmethodcode": 1,
                "quantitysellingcode": 1,
                **sales_currency(LOCAL_CURRENCY),
                **money(LOCAL_CURRENCY, amount=thing.price * size),
                **sales_stamps(thing.picks),
            }
