"""Opportunities of both systems: those of persons in Business Central, and those of accounts in Dataverse.

Every second one of the first kind is in Dataverse too, under the same name, if its person is.
"""

from __future__ import annotations

from decimal import Decimal

from .businesses import Business, draw
from .codes import LOCAL_CURRENCY, Row
from .contacts import company_number, person_name, person_number, sales_contact_guid
from .parts import DAYS, bc_stamp, money, owned, sales_currency, sales_stamps

WANTED = ("Lamps for the hall", "New workshop", "Refit of the van", "Yearly contract", "Blankets for the cabins")
STATUSES = ("Not_x0020_Started", "In_x0020_Progress", "In_x0020_Progress", "Won", "Lost")
CLOSED = ("Won", "Lost")
NO_DAY = "0001-01-01"


def what(picks: tuple[int, ...], number: int) -> str:
    """What an opportunity is about."""
    return f"{WANTED[picks[1] % len(WANTED)]} {number + 1}"


def bc_opportunity(seed: int, number: int, customer: int, made_up: Business, salesperson: object) -> Row:
    """An opportunity of the first person of a customer."""
    guid, picks = draw("opportunity", seed, number)
    status = STATUSES[picks[2] % len(STATUSES)]
    value = Decimal(picks[3] % 900 * 1_000)
    return {
        "id": guid,
        "number": f"OPP{number + 1:05d}",
        "contactNumber": person_number("c", customer, 0),
        "contactName": person_name(made_up, 0),
        "contactCompanyName": made_up.name[:100],
        "contactCompanyNumber": company_number("c", customer),
        "salespersonCode": salesperson,
        "description": what(picks, number),
        "status": status,
        "closed": status in CLOSED,
        "creationDate": DAYS[picks[8] % 180],
        "dateClosed": DAYS[180 + picks[9] % 185] if status in CLOSED else NO_DAY,
        "estimatedClosingDate": DAYS[180 + picks[10] % 185],
        "estimatedValue": value,
        "calculatedCurrentValue": value / 2,
        "chancesOfSuccessPrc": picks[4] % 11 * 10,
        "probabilityPrc": picks[5] % 11 * 10,
        "completedPrc": picks[6] % 5 * 25,
        "systemCreatedAt": f"{DAYS[picks[8] % 180]}T08:00:00.000Z",
        "lastModifiedDateTime": bc_stamp(picks),
    }


def sales_opportunity(seed: int, number: int, account: int, key: object, about: str = "") -> Row:
    """An opportunity of an account and its contact; `about` where Business Central has it too."""
    guid, picks = draw("sales opportunity", seed, number)
    value = Decimal(picks[3] % 900 * 1_000)
    return {
        "opportunityid": guid,
        "name": about or f"{what(picks, number)} (Sales)",
        "_parentaccountid_value": key,
        "_customerid_value": key,
        "_parentcontactid_value": sales_contact_guid(seed, account),
        "estimatedclosedate": DAYS[180 + picks[10] % 185],
        "closeprobability": picks[5] % 11 * 10,
        "opportunityratingcode": picks[4] % 3 + 1,
        "statecode": 0,
        "statuscode": 1,
        **sales_currency(LOCAL_CURRENCY),
        **money(LOCAL_CURRENCY, estimatedvalue=value),
        **owned(picks),
        **sales_stamps(picks),
    }
