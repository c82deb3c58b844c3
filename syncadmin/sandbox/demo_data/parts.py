"""What made-up rows of many tables have in common: dates and stamps, owners, currencies.

Everything follows from the 16 numbers a row is drawn with (`businesses.draw`). Does not live here: the rows.
"""

from __future__ import annotations

from decimal import Decimal

from .base import BUSINESS_UNIT_ID, DEFAULT_TEAM_ID, sales_currency_guid, user_guids
from .codes import CURRENCIES, Row, bc_currency_guid

Picks = tuple[int, ...]

USERS = user_guids()
BC_CURRENCY_IDS = {code: bc_currency_guid(code) for code, *_ in CURRENCIES}
RATES = {code: Decimal(rate) for code, _, _, rate in CURRENCIES}
SALES_CURRENCY_IDS = {code: sales_currency_guid(code) for code, *_ in CURRENCIES}
DAYS = tuple(
    f"2025-{month:02d}-{day:02d}"
    for month, last in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
    for day in range(1, last + 1)
)
ACTIVE: Row = {"statecode": 0, "statuscode": 1}


def time_of_day(pick: int) -> str:
    """A number below 65536 as a time."""
    minutes, second = divmod(pick, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def bc_stamp(picks: Picks) -> str:
    """When a row of Business Central was last changed."""
    return f"{DAYS[picks[15] % 365]}T{time_of_day(picks[11])}.{picks[12] % 1000:03d}Z"


def sales_stamps(picks: Picks) -> Row:
    """When a row of Dataverse was made and last changed, and by whom."""
    return {
        "_createdby_value": USERS[picks[7] % len(USERS)],
        "_modifiedby_value": USERS[picks[12] % len(USERS)],
        "createdon": f"{DAYS[picks[8] % 180]}T{time_of_day(picks[9])}Z",
        "modifiedon": f"{DAYS[180 + picks[10] % 185]}T{time_of_day(picks[11])}Z",
    }


def owned(picks: Picks) -> Row:
    """Who owns a row of Dataverse: mostly the default team, sometimes a person."""
    is_team, owner = picks[6] % 3 > 0, USERS[picks[7] % len(USERS)]
    return {
        "_ownerid_value": DEFAULT_TEAM_ID if is_team else owner,
        "_owningteam_value": DEFAULT_TEAM_ID if is_team else None,
        "_owninguser_value": None if is_team else owner,
        "_owningbusinessunit_value": BUSINESS_UNIT_ID,
    }


def bc_currency(code: str) -> Row:
    """A currency on a page of Business Central."""
    return {"currencyId": BC_CURRENCY_IDS[code], "currencyCode": code}


def sales_currency(code: str) -> Row:
    """A currency on a row of Dataverse, with its rate."""
    return {"_transactioncurrencyid_value": SALES_CURRENCY_IDS[code], "exchangerate": RATES[code]}


def money(code: str, **amounts: Decimal) -> Row:
    """Amounts of Dataverse, each with its value in the base currency."""
    row: Row = dict(amounts)
    row.update((f"{name}_base", round(amount / RATES[code], 4)) for name, amount in amounts.items())
    return row
