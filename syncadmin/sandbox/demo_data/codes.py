"""The codes of Business Central that are there before the first customer: currencies, terms, methods, units.

Lives here: few, fixed, made-up rows, the same with every seed, and their ids. Does not live here: what else is there
from the start (`base`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from .businesses import fixed_guid

Row = dict[str, object]

NOTHING: Final = "00000000-0000-0000-0000-000000000000"
LOCAL_CURRENCY: Final = "NOK"
BC_STAMP: Final = "2025-01-02T08:00:00.000Z"

CURRENCIES = (  # code, name, symbol, rate of one base unit
    ("NOK", "Norwegian krone", "kr", "1"),
    ("EUR", "Euro", "€", "0.0855"),
    ("USD", "US dollar", "$", "0.0940"),
    ("SEK", "Swedish krona", "kr", "0.9700"),
)
RATE_DAYS = ("2025-01-01", "2025-07-01")
PAYMENT_TERMS = (  # code, name, due date formula, discount date formula, discount per cent
    ("NET 30", "Net 30 days", "30D", "", 0),
    ("2% 10N30", "2% 10, Net 30", "30D", "10D", 2),
    ("NET 45", "Net 45 days", "45D", "", 0),
    ("NET 60", "Net 60 days", "60D", "", 0),
    ("14 DAYS", "Net 14 days", "14D", "", 0),
    ("COD", "Cash on delivery", "0D", "", 0),
)
SHIPMENT_METHODS = (
    ("FOB", "Free on board"),
    ("NO CHARGE", "No charge"),
    ("EXW", "Ex works"),
    ("DAP", "Delivered at place"),
)
SHIPPING_AGENTS = (
    ("AIRBORNE", "Airborne parcels (demo)"),
    ("OWN", "Own van"),
    ("NORDPAKKE", "Nordpakke (demo)"),
    ("WILL CALL", "Customer collects"),
)
PAYMENT_METHODS = (("BANK", "Bank transfer"), ("CARD", "Card"), ("CASH", "Cash"))
ITEM_CATEGORIES = (("LAMPS", "Lamps"), ("TOOLS", "Tools"), ("TEXTILES", "Textiles"), ("SERVICE", "Services"))
PRICE_GROUPS = (("RETAIL", "Retail customers"), ("LARGE", "Large customers"), ("PARTNER", "Partners"))
UNITS = (  # code, name, international code
    ("PCS", "Piece", "EA"),
    ("BOX", "Box", "BX"),
    ("PALLET", "Pallet", "PF"),
    ("HOUR", "Hour", "HUR"),
    ("KM", "Kilometre", "KMT"),
)


def bc_row(identity: str, **values: object) -> Row:
    """A row of Business Central with the id that belongs to its name."""
    return {"id": fixed_guid(identity), **values, "lastModifiedDateTime": BC_STAMP}


def payment_terms_guid(number: int) -> str:
    """The id of row `number` of `PAYMENT_TERMS`."""
    return fixed_guid(f"payment terms {number}")


def shipment_method_guid(number: int) -> str:
    """The id of row `number` of `SHIPMENT_METHODS`."""
    return fixed_guid(f"shipment method {number}")


def payment_method_guid(number: int) -> str:
    """The id of row `number` of `PAYMENT_METHODS`."""
    return fixed_guid(f"payment method {number}")


def unit_guid(code: str) -> str:
    """The id of a unit of measure."""
    return fixed_guid(f"unit of measure {code}")


def bc_currency_guid(code: str) -> str:
    """The id of a currency: nothing for the local one."""
    return NOTHING if code == LOCAL_CURRENCY else fixed_guid(f"currency {code}")


def code_rows() -> Iterator[tuple[str, Row]]:
    """All of them as (table, row)."""
    yield from _currencies()
    for number, (code, name, due, discount_due, percent) in enumerate(PAYMENT_TERMS):
        yield (
            "paymentTerms",
            bc_row(
                f"payment terms {number}",
                code=code,
                displayName=name,
                dueDateCalculation=due,
                discountDateCalculation=discount_due,
                discountPercent=percent,
                calculateDiscountOnCreditMemos=False,
            ),
        )
    yield from _named("shipmentMethods", "shipment method", SHIPMENT_METHODS)
    yield from _named("shippingAgents", "shipping agent", SHIPPING_AGENTS)
    yield from _named("paymentMethods", "payment method", PAYMENT_METHODS)
    yield from _named("itemCategories", "item category", ITEM_CATEGORIES)
    yield from _named("customerPriceGroups", "customer price group", PRICE_GROUPS)
    for code, name, standard in UNITS:
        values = {"code": code, "displayName": name, "internationalStandardCode": standard}
        yield "unitsOfMeasure", bc_row(f"unit of measure {code}", **values)


def _currencies() -> Iterator[tuple[str, Row]]:
    foreign = [currency for currency in CURRENCIES if currency[0] != LOCAL_CURRENCY]
    for code, name, symbol, _ in foreign:
        rounding = {"amountDecimalPlaces": "2:2", "amountRoundingPrecision": Decimal("0.01")}
        yield "currencies", bc_row(f"currency {code}", code=code, displayName=name, symbol=symbol, **rounding)
    for code, _, _, rate in foreign:
        for day in RATE_DAYS:
            rates = {"exchangeRateAmount": Decimal(rate), "relationalExchangeRateAmount": 1}
            yield "currencyExchangeRates", bc_row(f"rate {code} {day}", currencyCode=code, startingDate=day, **rates)


def _named(table: str, identity: str, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Row]]:
    """Rows with a code and a name."""
    for number, (code, name) in enumerate(rows):
        yield table, bc_row(f"{identity} {number}", code=code, displayName=name)
