"""Customers, vendors and accounts: how each system writes a business down, and how the accounts differ.

Does not live here: making up a business (`businesses`), how many there are and who tells of which (`generate`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from .base import SALESPEOPLE
from .businesses import Business, business, draw
from .codes import (
    NOTHING,
    PAYMENT_METHODS,
    PAYMENT_TERMS,
    SHIPMENT_METHODS,
    SHIPPING_AGENTS,
    Row,
    payment_method_guid,
    payment_terms_guid,
    shipment_method_guid,
)
from .names import COUNTRY_NAMES
from .parts import RATES, bc_currency, bc_stamp, owned, sales_currency, sales_stamps

BLOCKED = ("All", "Ship", "Invoice")
OPTIONS = 4  # the first four payment terms and the first two shipment methods have an option in Sales
FREIGHT_OPTIONS = 2
TERMS_IDS = tuple(payment_terms_guid(number) for number in range(len(PAYMENT_TERMS)))
SHIPMENT_IDS = tuple(shipment_method_guid(number) for number in range(len(SHIPMENT_METHODS)))
METHOD_IDS = tuple(payment_method_guid(number) for number in range(len(PAYMENT_METHODS)))


def customer_row(made_up: Business, number: int) -> Row:
    """A customer as Business Central has it."""
    picks, place = made_up.picks, made_up.place
    terms, shipment = picks[13] % len(TERMS_IDS), picks[14] % len(SHIPMENT_IDS)
    row: Row = {
        "id": made_up.guid,
        "number": f"K{number + 1:05d}",
        "displayName": made_up.name[:100],
        "type": "Person" if picks[9] % 23 == 0 else "Company",
        "addressLine1": made_up.address,
        "addressLine2": "",
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "postalCode": place.postcode,
        "phoneNumber": made_up.phone,
        "email": f"{made_up.language.mailbox}@{made_up.host}",
        "website": f"https://{made_up.host}",
        "salespersonCode": SALESPEOPLE[picks[10] % len(SALESPEOPLE)][0],
        "balanceDue": Decimal(picks[11] * 11 % 40_000_00).scaleb(-2) if picks[11] % 3 else Decimal(0),
        "creditLimit": made_up.credit,
        "taxLiable": picks[9] % 2 == 0,
        "taxAreaId": NOTHING,
        "taxAreaDisplayName": "",
        "taxRegistrationNumber": f"{place.country}000{picks[12]:05d}",
        **bc_currency(made_up.currency),
        "paymentTermsId": TERMS_IDS[terms],
        "paymentTermsCode": PAYMENT_TERMS[terms][0],
        "shipmentMethodId": SHIPMENT_IDS[shipment],
        "shipmentMethodCode": SHIPMENT_METHODS[shipment][0],
        "paymentMethodId": NOTHING,
        "blocked": BLOCKED[number // 17 % 3] if number % 17 == 5 else "_x0020_",
        "lastModifiedDateTime": bc_stamp(picks),
    }
    row.update(CUSTOMER_GAPS.get(number % 29, {}))
    return row


# What some customers lack or have only blanks in, by their place in a round of 29.
CUSTOMER_GAPS: dict[int, Row] = {
    1: {"email": ""},
    4: {"phoneNumber": ""},
    8: {"website": ""},
    11: {"addressLine2": " ", "state": ""},
    15: {"addressLine1": "", "city": "", "postalCode": "", "state": "", "country": ""},
    19: {"addressLine2": "c/o 2. etasje"},
    22: {"salespersonCode": ""},
    25: {"paymentTermsId": NOTHING, "paymentTermsCode": "", "shipmentMethodId": NOTHING, "shipmentMethodCode": ""},
    27: {"taxRegistrationNumber": "", "country": ""},
}


def vendor_row(seed: int, made_up: Business, number: int) -> Row:
    """A vendor as Business Central has it."""
    guid, picks = draw("vendor", seed, number)
    place, terms = made_up.place, picks[13] % len(TERMS_IDS)
    method = picks[14] % len(METHOD_IDS)
    return {
        "id": guid,
        "number": f"L{number + 1:05d}",
        "displayName": (made_up.name or made_up.host)[:100],
        "addressLine1": made_up.address,
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "postalCode": place.postcode,
        "phoneNumber": made_up.phone,
        "email": f"{made_up.language.mailbox}@{made_up.host}",
        "website": f"https://{made_up.host}",
        "taxRegistrationNumber": f"{place.country}000{picks[12]:05d}",
        **bc_currency(made_up.currency),
        "paymentTermsId": TERMS_IDS[terms],
        "paymentTermsCode": PAYMENT_TERMS[terms][0],
        "paymentMethodId": METHOD_IDS[method],
        "paymentMethodCode": PAYMENT_METHODS[method][0],
        "blocked": "Payment" if number % 17 == 5 else "_x0020_",
        "balance": Decimal(picks[11] * 7 % 20_000_00).scaleb(-2),
        "purchaserCode": SALESPEOPLE[-1][0],
        "shippingAgentCode": SHIPPING_AGENTS[picks[9] % len(SHIPPING_AGENTS)][0],
        "lastModifiedDateTime": bc_stamp(picks),
    }


def account_row(seed: int, number: int, pairs: int, customers: int) -> Row:
    """An account as Dataverse has it; the first `pairs` tell of every second customer's business."""
    guid, picks = draw("account", seed, number)
    if number < pairs:
        row = _account_of(business(seed, 2 * number), guid, picks, number)
        row["customertypecode"] = None if picks[0] % 11 == 0 else 3
        if number % 3 == 0:
            row["accountnumber"] = f"K{2 * number + 1:05d}"
        DIFFERENCES[number % len(DIFFERENCES)](row)
        return row
    row = _account_of(business(seed, customers + number), guid, picks, number)
    row["customertypecode"] = (3, 3, 3, 3, 3, 11, 11, 8, None)[number % 9]
    if pairs and number % 29 == 4:
        row["name"] = business(seed, 2 * (number * 7 % pairs)).name or row["name"]  # a second account of that name
    if number % 97 == 11:
        row["emailaddress1"] = f"{'purchasing.and.after-sales.' * 2}{number}@regional.customers.example.com"
    return row


def _account_of(made_up: Business, guid: str, picks: tuple[int, ...], number: int) -> Row:
    place, terms, shipment = made_up.place, made_up.picks[13] % len(TERMS_IDS), made_up.picks[14] % len(SHIPMENT_IDS)
    inactive = number % 19 == 7
    credit = made_up.credit if picks[5] % 3 == 0 else None
    row: Row = {
        "accountid": guid,
        "name": made_up.name or made_up.host,
        "accountnumber": None,
        "address1_line1": made_up.address,
        "address1_line2": None,
        "address1_city": place.city,
        "address1_stateorprovince": place.state,
        "address1_postalcode": place.postcode,
        "address1_country": place.country,
        "address1_primarycontactname": made_up.contact,
        "address1_freighttermscode": shipment + 1 if shipment < FREIGHT_OPTIONS else None,
        "address1_shippingmethodcode": picks[1] % 7 + 1 if picks[1] % 3 else None,
        "telephone1": made_up.phone,
        "telephone2": f"{made_up.phone[:-2]}99" if picks[2] % 4 == 0 else None,
        "fax": f"{made_up.phone[:-2]}98" if picks[3] % 6 == 0 else None,
        "emailaddress1": f"{made_up.language.mailbox}@{made_up.host}",
        "websiteurl": f"https://{made_up.host}",
        "description": f"Made up.\r\nMet {made_up.contact} at a fair." if picks[4] % 5 == 0 else None,
        "creditlimit": credit,
        "creditlimit_base": None if credit is None else round(credit / RATES[made_up.currency], 4),
        "paymenttermscode": terms + 1 if terms < OPTIONS else None,
        "customertypecode": None,
        **sales_currency(made_up.currency),
        **owned(picks),
        "statecode": 1 if inactive else 0,
        "statuscode": 2 if inactive else 1,
        **sales_stamps(picks),
    }
    row.update(ACCOUNT_GAPS.get(number % 31, {}))
    return row


# What some accounts lack or write differently, by their place in a round of 31.
ACCOUNT_GAPS: dict[int, Row] = {
    3: {"emailaddress1": None},
    9: {"telephone1": None, "websiteurl": None},
    14: {"address1_line1": None, "address1_city": None, "address1_postalcode": None, "address1_stateorprovince": None},
    20: {"address1_country": None},
    26: {"address1_line2": "2. etasje"},
}


def _rewrite(column: str, change: Callable[[str], str | None], row: Row) -> None:
    """Change the text of one column, if there is any."""
    if text := row[column]:
        row[column] = change(str(text))


def _shouted(name: str) -> str:
    """In capitals, which may take more letters (ß becomes SS) than an account's name has room for."""
    return name.upper()[:160]


def _same(row: Row) -> None:
    """The account says what the customer says."""


# How the account of a customer's business differs from it, in turn.
DIFFERENCES: tuple[Callable[[Row], None], ...] = (
    _same,
    partial(_rewrite, "telephone1", lambda text: text.replace(" ", "")),
    _same,
    partial(_rewrite, "name", lambda text: text.rsplit(" ", 1)[0]),
    partial(_rewrite, "address1_line1", lambda text: f"{text} B"),
    _same,
    partial(_rewrite, "emailaddress1", lambda text: f"sales{text[text.index('@') :]}"),
    partial(_rewrite, "address1_city", str.upper),
    _same,
    partial(_rewrite, "address1_country", lambda text: COUNTRY_NAMES.get(text, text)),
    partial(_rewrite, "name", _shouted),
    partial(_rewrite, "websiteurl", lambda text: f"{text}/"),
)
