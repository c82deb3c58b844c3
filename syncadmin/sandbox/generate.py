"""Made-up rows for both sandbox systems, by seed: `generate(1, 260)`.

Lives here: how many customers and accounts there are, which of them tell of the same business, and how each system
writes a business down. Does not live here: making up a business (`businesses`), the fixed rows (`base_rows`), keeping
rows (`store`). Everything is made up: no person, company, address or number is meant to exist, and mail and web
addresses use only the domains reserved for examples.

Customer n tells of business n. The first accounts tell of every second customer's business, word for word or with
small differences; the remaining ones of businesses Business Central does not know. Nothing is coupled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from .base_rows import (
    CURRENCIES,
    DEFAULT_TEAM_ID,
    NOTHING,
    PAYMENT_TERMS,
    SALESPEOPLE,
    SHIPMENT_METHODS,
    Row,
    base_rows,
    bc_currency_guid,
    payment_terms_guid,
    sales_currency_guid,
    shipment_method_guid,
    user_guids,
)
from .businesses import Business, business, draw
from .names import COUNTRY_NAMES

ACCOUNTS_PER_CUSTOMER = 0.96
BLOCKED = ("All", "Ship", "Invoice")
OPTIONS = 4  # the first four payment terms and the first two shipment methods have an option in Sales
FREIGHT_OPTIONS = 2
USERS = user_guids()
TERMS_IDS = tuple(payment_terms_guid(number) for number in range(len(PAYMENT_TERMS)))
SHIPMENT_IDS = tuple(shipment_method_guid(number) for number in range(len(SHIPMENT_METHODS)))
BC_CURRENCY_IDS = {code: bc_currency_guid(code) for code, *_ in CURRENCIES}
RATES = {code: Decimal(rate) for code, _, _, rate in CURRENCIES}
SALES_CURRENCY_IDS = {code: sales_currency_guid(code) for code, *_ in CURRENCIES}
DAYS = tuple(
    f"2025-{month:02d}-{day:02d}"
    for month, last in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
    for day in range(1, last + 1)
)


def generate(seed: int, customers: int, accounts: int | None = None) -> Iterator[tuple[str, Row]]:
    """Yield (entity set, row) for both systems, one at a time; the same rows whenever asked for the same numbers."""
    if accounts is None:
        accounts = round(customers * ACCOUNTS_PER_CUSTOMER)
    yield from base_rows()
    for number in range(customers):
        yield "customers", _customer(business(seed, number), number)
    pairs = min((customers + 1) // 2, accounts)
    for number in range(accounts):
        yield "account", _account(seed, number, pairs, customers)


def _customer(made_up: Business, number: int) -> Row:
    picks, place = made_up.picks, made_up.place
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
        "currencyId": BC_CURRENCY_IDS[made_up.currency],
        "currencyCode": made_up.currency,
        "paymentTermsId": TERMS_IDS[picks[13] % len(TERMS_IDS)],
        "shipmentMethodId": SHIPMENT_IDS[picks[14] % len(SHIPMENT_IDS)],
        "paymentMethodId": NOTHING,
        "blocked": BLOCKED[number // 17 % 3] if number % 17 == 5 else "_x0020_",
        "lastModifiedDateTime": f"{DAYS[picks[15] % 365]}T{_time(picks[11])}.{picks[12] % 1000:03d}Z",
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
    25: {"paymentTermsId": NOTHING, "shipmentMethodId": NOTHING},
    27: {"taxRegistrationNumber": "", "country": ""},
}


def _time(pick: int) -> str:
    minutes, second = divmod(pick, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}"


def _account(seed: int, number: int, pairs: int, customers: int) -> Row:
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
    owner, editor = USERS[picks[7] % len(USERS)], USERS[picks[12] % len(USERS)]
    is_team = picks[6] % 3 > 0
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
        "exchangerate": RATES[made_up.currency],
        "paymenttermscode": terms + 1 if terms < OPTIONS else None,
        "customertypecode": None,
        "_transactioncurrencyid_value": SALES_CURRENCY_IDS[made_up.currency],
        "_ownerid_value": DEFAULT_TEAM_ID if is_team else owner,
        "_owningteam_value": DEFAULT_TEAM_ID if is_team else None,
        "_owninguser_value": None if is_team else owner,
        "_createdby_value": owner,
        "_modifiedby_value": editor,
        "statecode": 1 if inactive else 0,
        "statuscode": 2 if inactive else 1,
        "createdon": f"{DAYS[picks[8] % 180]}T{_time(picks[9])}Z",
        "modifiedon": f"{DAYS[180 + picks[10] % 185]}T{_time(picks[11])}Z",
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
