"""The rows of the second company in Business Central: a Swedish sister with a ledger of her own and no customers yet.

They are the same with every seed. The rows of the first company are in `base` and `generate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from .base import INTEGRATION_SETUP
from .businesses import fixed_guid
from .codes import BC_STAMP, Row

SECOND_COMPANY_ID: Final = fixed_guid("second company, a sister")
SECOND_COMPANY_NAME: Final = "Nordlys Handel AB (demo)"
CURRENCIES = (("NOK", "Norsk krona", "kr"), ("EUR", "Euro", "€"))
PAYMENT_TERMS = (("30 DAGAR", "30 dagar netto", "30D"), ("10 DAGAR", "10 dagar netto", "10D"))
SALESPEOPLE = (("KL", "Karin Lindqvist"), ("MS", "Mats Sjögren"))


def second_company() -> Row:
    """The row of the company itself, which belongs to none."""
    return {
        "id": SECOND_COMPANY_ID,
        "name": SECOND_COMPANY_NAME,
        "displayName": SECOND_COMPANY_NAME,
        "systemVersion": "29.0.0.0",
        "systemCreatedAt": BC_STAMP,
        "systemModifiedAt": BC_STAMP,
    }


def second_rows() -> Iterator[tuple[str, Row]]:
    """All rows of the company as (table, row)."""
    yield _row("generalLedgerSetup", "setup", localCurrencyCode="SEK", localCurrencySymbol="kr")
    yield _row("integrationSetup", "setup", **INTEGRATION_SETUP)
    for code, name, symbol in CURRENCIES:
        rounding = {"amountDecimalPlaces": "2:2", "amountRoundingPrecision": Decimal("0.01")}
        yield _row("currencies", code, code=code, displayName=name, symbol=symbol, **rounding)
    for code, name, due in PAYMENT_TERMS:
        yield _row("paymentTerms", code, code=code, displayName=name, dueDateCalculation=due)
    yield _row("shipmentMethods", "FRAKTFRITT", code="FRAKTFRITT", displayName="Fraktfritt")
    for number, (code, name) in enumerate(SALESPEOPLE, start=1):
        mail = f"sales{number:02d}@nordlys-handel.example"
        yield _row("salespeoplePurchasers", code, code=code, displayName=name, email=mail)


def _row(table: str, identity: str, **values: object) -> tuple[str, Row]:
    key = fixed_guid(f"second company, {table} {identity}")
    return table, {"id": key, **values, "lastModifiedDateTime": BC_STAMP}
