"""The rows that are there before the first customer: company, currencies, terms, salespeople, users, teams.

Lives here: few, fixed, made-up rows, the same with every seed. Does not live here: customers and accounts (`generate`).
Business Central has no row for the local currency (NOK); Dataverse has one for each currency, NOK being its base.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from .businesses import fixed_guid

Row = dict[str, object]

NOTHING: Final = "00000000-0000-0000-0000-000000000000"
COMPANY_NAME: Final = "Nordlys Handel AS (demo)"
COMPANY_ID: Final = fixed_guid("company")
ORGANIZATION_ID: Final = fixed_guid("organization")
BUSINESS_UNIT_ID: Final = fixed_guid("business unit")
INTEGRATION_USER_ID: Final = fixed_guid("integration user")
INTEGRATION_APPLICATION_ID: Final = fixed_guid("integration application")
DEFAULT_TEAM_ID: Final = fixed_guid("team 0")
LOCAL_CURRENCY: Final = "NOK"
BC_STAMP: Final = "2025-01-02T08:00:00.000Z"
SALES_STAMP: Final = "2025-01-02T08:00:00Z"

CURRENCIES = (  # code, name, symbol, rate of one base unit
    ("NOK", "Norwegian krone", "kr", "1"),
    ("EUR", "Euro", "€", "0.0855"),
    ("USD", "US dollar", "$", "0.0940"),
    ("SEK", "Swedish krona", "kr", "0.9700"),
)
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


def payment_terms_guid(number: int) -> str:
    """The id of row `number` of `PAYMENT_TERMS`."""
    return fixed_guid(f"payment terms {number}")


def shipment_method_guid(number: int) -> str:
    """The id of row `number` of `SHIPMENT_METHODS`."""
    return fixed_guid(f"shipment method {number}")


def bc_currency_guid(code: str) -> str:
    """The id of a currency in Business Central: nothing for the local one."""
    return NOTHING if code == LOCAL_CURRENCY else fixed_guid(f"currency {code}")


def sales_currency_guid(code: str) -> str:
    """The id of a currency in Dataverse."""
    return fixed_guid(f"transaction currency {code}")


def base_rows() -> Iterator[tuple[str, Row]]:
    """All fixed rows as (entity set, row), those others refer to first."""
    yield from _company()
    yield from _bc_codes()
    yield from _salespeople()
    yield from _organization()
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
        _bc_row("general ledger setup", localCurrencyCode=LOCAL_CURRENCY, localCurrencySymbol="kr"),
    )


def _bc_row(identity: str, **values: object) -> Row:
    return {"id": fixed_guid(identity), **values, "lastModifiedDateTime": BC_STAMP}


def _sales_row(**values: object) -> Row:
    return {**values, "createdon": SALES_STAMP, "modifiedon": SALES_STAMP}


def _bc_codes() -> Iterator[tuple[str, Row]]:
    for code, name, symbol, _ in CURRENCIES:
        if code != LOCAL_CURRENCY:
            yield (
                "currencies",
                _bc_row(
                    f"currency {code}",
                    code=code,
                    displayName=name,
                    symbol=symbol,
                    amountDecimalPlaces="2:2",
                    amountRoundingPrecision=Decimal("0.01"),
                ),
            )
    for number, (code, name, due, discount_due, percent) in enumerate(PAYMENT_TERMS):
        yield (
            "paymentTerms",
            _bc_row(
                f"payment terms {number}",
                code=code,
                displayName=name,
                dueDateCalculation=due,
                discountDateCalculation=discount_due,
                discountPercent=percent,
                calculateDiscountOnCreditMemos=False,
            ),
        )
    for number, (code, name) in enumerate(SHIPMENT_METHODS):
        yield "shipmentMethods", _bc_row(f"shipment method {number}", code=code, displayName=name)


def _salespeople() -> Iterator[tuple[str, Row]]:
    for number, (code, first, last, title) in enumerate(SALESPEOPLE):
        yield (
            "salespeoplePurchasers",
            _bc_row(
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
