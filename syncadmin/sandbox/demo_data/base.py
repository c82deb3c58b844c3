"""The rows that are there before the first customer: company, currencies, terms, salespeople, users, teams.

Lives here: few, fixed, made-up rows, the same with every seed. Does not live here: the codes of Business Central
(`codes`), customers and accounts (`generate`).
Business Central has no row for the local currency (NOK); Dataverse has one for each currency, NOK being its base.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from .businesses import fixed_guid
from .codes import BC_STAMP, CURRENCIES, LOCAL_CURRENCY, bc_row, code_rows

Row = dict[str, object]

COMPANY_NAME: Final = "Nordlys Handel AS (demo)"
COMPANY_ID: Final = fixed_guid("company")
ORGANIZATION_ID: Final = fixed_guid("organization")
BUSINESS_UNIT_ID: Final = fixed_guid("business unit")
INTEGRATION_USER_ID: Final = fixed_guid("integration user")
INTEGRATION_APPLICATION_ID: Final = fixed_guid("integration application")
SALES_COMPANY_ID: Final = fixed_guid("company in sales")
DEFAULT_TEAM_ID: Final = fixed_guid("team 0")
SALES_STAMP: Final = "2025-01-02T08:00:00Z"

SALESPEOPLE = (  # code, first name, last name, title
    ("IM", "Ingeborg", "Myrvold", "Sales manager"),
    ("JK", "Jonas", "Kvist", "Account manager"),
    ("ÅB", "Åshild", "Bøe", "Account manager"),
    ("PD", "Paul", "D'Souza", "Key account manager"),
    ("EZ", "Eliška", "Zámečníková", "Inside sales"),
    ("HT", "Haruka", "Tanabe", "Inside sales"),
    ("OL", "Omar", "Lahlou", "Field sales"),
    ("BK", "Björn", "Källman", "Purchaser"),
)
INTEGRATION_SETUP = {
    "extensionVersion": "1.0.0.0",
    "pricingModel": "Extended",
    "defaultPriceListCode": "",
    "allowEditingDefaultPrices": False,
    "unitGroupMapping": True,
    "salesOrderMode": "Bidirectional",
    "writeInProductNumber": "",
    "freightAccountNumber": "",
    "customerRelationCode": "CUST",
    "vendorRelationCode": "VEND",
}
MORE_USERS = (  # first name, last name, title, disabled, licensed
    ("Greta", "Sandvik", "Marketing", False, True),
    ("Tomasz", "Wierzba", "Service desk", False, False),
    ("Nadia", "Qureshi", "Former account manager", True, True),
    ("Erik", "Holmgren", "Former trainee", True, False),
)
TEAMS = ("Nordlys Handel (default)", "Business Central – Nordlys Handel AS (demo)", "Key accounts")


def user_guids() -> tuple[str, ...]:
    """The ids of the twelve people in Sales, the disabled and unlicensed last."""
    return tuple(fixed_guid(f"user {number}") for number in range(len(SALESPEOPLE) + len(MORE_USERS)))


def sales_currency_guid(code: str) -> str:
    """The id of a currency in Dataverse."""
    return fixed_guid(f"transaction currency {code}")


def base_rows() -> Iterator[tuple[str, Row]]:
    """All fixed rows as (entity set, row), those others refer to first."""
    yield from _company()
    yield from code_rows()
    yield from _salespeople()
    yield from _organization()
    yield from _company_and_units()
    yield from _users()


def _company() -> Iterator[tuple[str, Row]]:
    yield (
        "companies",
        {
            "id": COMPANY_ID,
            "name": COMPANY_NAME,
            "displayName": COMPANY_NAME,
            "businessProfileId": "",
            "systemVersion": "29.0.0.0",
            "systemCreatedAt": BC_STAMP,
            "systemModifiedAt": BC_STAMP,
        },
    )
    yield (
        "generalLedgerSetup",
        bc_row("general ledger setup", localCurrencyCode=LOCAL_CURRENCY, localCurrencySymbol="kr"),
    )
    yield "integrationSetup", bc_row("integration setup", **INTEGRATION_SETUP)


def _sales_row(**values: object) -> Row:
    return {**values, "createdon": SALES_STAMP, "modifiedon": SALES_STAMP}


def _salespeople() -> Iterator[tuple[str, Row]]:
    for number, (code, first, last, title) in enumerate(SALESPEOPLE):
        yield (
            "salespeoplePurchasers",
            bc_row(
                f"salesperson {number}",
                code=code,
                displayName=f"{first} {last}",
                email=_mail(number),
                email2="",
                phoneNo=_phone(number),
                jobTitle=title,
            ),
        )


def _mail(number: int) -> str:
    return f"user{number + 1:02d}@nordlys-handel.example"


def _phone(number: int) -> str:
    return f"+47 00 20 00 {number + 1:02d}"


def _organization() -> Iterator[tuple[str, Row]]:
    yield (
        "organization",
        _sales_row(
            organizationid=ORGANIZATION_ID,
            name="nordlysdemo",
            friendlyname=COMPANY_NAME,
            languagecode=1033,
            _basecurrencyid_value=sales_currency_guid(LOCAL_CURRENCY),
        ),
    )
    for code, name, symbol, rate in CURRENCIES:
        yield (
            "transactioncurrency",
            _sales_row(
                transactioncurrencyid=sales_currency_guid(code),
                isocurrencycode=code,
                currencyname=name,
                currencysymbol=symbol,
                currencyprecision=2,
                exchangerate=Decimal(rate),
                statecode=0,
                statuscode=1,
            ),
        )


def _company_and_units() -> Iterator[tuple[str, Row]]:
    """What Business Central is called in Sales, and the unit group each environment begins with."""
    key, base = fixed_guid("default unit group"), fixed_guid("primary unit")
    owner = {"_ownerid_value": DEFAULT_TEAM_ID, "_owningteam_value": DEFAULT_TEAM_ID, "statecode": 0, "statuscode": 1}
    yield "businessunit", _sales_row(businessunitid=BUSINESS_UNIT_ID, name="nordlysdemo", isdisabled=False)
    yield (
        "bcbi_company",
        _sales_row(bcbi_companyid=SALES_COMPANY_ID, bcbi_name=COMPANY_NAME, bcbi_externalid=COMPANY_ID, **owner),
    )
    state = {"statecode": 0, "statuscode": 1}
    yield "uomschedule", _sales_row(uomscheduleid=key, name="Default Unit", baseuomname="Primary Unit", **state)
    unit = {"name": "Primary Unit", "quantity": 1, "isschedulebaseuom": True, "_uomscheduleid_value": key}
    yield "uom", _sales_row(uomid=base, **unit)


def _user(number: int, first: str, last: str, title: str, disabled: bool = False, licensed: bool = True) -> Row:
    return _sales_row(
        systemuserid=fixed_guid(f"user {number}"),
        firstname=first,
        lastname=last,
        fullname=f"{first} {last}",
        internalemailaddress=_mail(number),
        personalemailaddress=None,
        mobilephone=_phone(number),
        jobtitle=title,
        domainname=_mail(number),
        applicationid=None,
        isdisabled=disabled,
        islicensed=licensed,
        isintegrationuser=False,
        _businessunitid_value=BUSINESS_UNIT_ID,
    )


def _users() -> Iterator[tuple[str, Row]]:
    for number, (_, first, last, title) in enumerate(SALESPEOPLE):
        yield "systemuser", _user(number, first, last, title)
    for number, (first, last, title, disabled, licensed) in enumerate(MORE_USERS, start=len(SALESPEOPLE)):
        yield "systemuser", _user(number, first, last, title, disabled, licensed)
    integration = _user(len(SALESPEOPLE) + len(MORE_USERS), "#", "syncadmin integration", "", licensed=False)
    yield (
        "systemuser",
        integration
        | {
            "systemuserid": INTEGRATION_USER_ID,
            "mobilephone": None,
            "applicationid": INTEGRATION_APPLICATION_ID,
            "isintegrationuser": True,
        },
    )
    for number, name in enumerate(TEAMS):
        yield (
            "team",
            _sales_row(
                teamid=fixed_guid(f"team {number}"),
                name=name,
                teamtype=0,
                isdefault=number == 0,
                _businessunitid_value=BUSINESS_UNIT_ID,
            ),
        )
