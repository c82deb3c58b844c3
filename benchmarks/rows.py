"""Made-up customers and accounts of equal size for measuring: number n of both sides is the same business.

The keys follow from the numbers, so that nobody has to be asked for them. Stamps are old: nothing counts as just
changed.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

Row = dict[str, object]

# The fields that are mapped while measuring: BC property and Dataverse column.
MAPPED = {
    "displayName": "name",
    "addressLine1": "address1_line1",
    "addressLine2": "address1_line2",
    "postalCode": "address1_postalcode",
    "city": "address1_city",
    "country": "address1_country",
    "state": "address1_stateorprovince",
    "email": "emailaddress1",
    "website": "websiteurl",
    "phoneNumber": "telephone1",
    "creditLimit": "creditlimit",
}
CUSTOMER_TYPE = 3
_STAMP = "2025-01-02T08:00:00Z"
_CITIES = ("Oslo", "Bergen", "Tromsø", "Ålesund", "Trondheim")


def customer(number: int) -> Row:
    """A customer as Business Central has it."""
    return {
        "id": customer_key(number),
        "number": f"T{number:06}",
        "type": "Company",
        "blocked": "_x0020_",
        "currencyCode": "NOK",
        "lastModifiedDateTime": _STAMP,
        **_business(number),
    }


def account(number: int) -> Row:
    """The same business as Dataverse has it."""
    return {
        "accountid": account_key(number),
        "customertypecode": CUSTOMER_TYPE,
        "statecode": 0,
        "statuscode": 1,
        "createdon": _STAMP,
        "modifiedon": _STAMP,
        **{MAPPED[name]: value for name, value in _business(number).items()},
    }


def customer_key(number: int) -> str:
    """The key of a customer; keys are spread as those of real systems are."""
    return _key("c", number)


def account_key(number: int) -> str:
    """The key of an account."""
    return _key("a", number)


def _business(number: int) -> Row:
    return {
        "displayName": f"Northwind trading house no. {number}",
        "addressLine1": f"{number % 900 + 1} Harbour Street",
        "addressLine2": f"Floor {number % 9}",
        "postalCode": f"{number % 10_000:04}",
        "city": _CITIES[number % len(_CITIES)],
        "country": "NO",
        "state": "Vestland",
        "email": f"office{number}@example.com",
        "website": f"https://house{number}.example.com",
        "phoneNumber": f"+47 555 {number:06}",
        "creditLimit": Decimal(number * 7 % 100_000),
    }


def _key(side: str, number: int) -> str:
    spread = number * 2_654_435_761 % 2**32
    return str(UUID(int=spread << 96 | 4 << 76 | 8 << 60 | ord(side) << 32 | number))
