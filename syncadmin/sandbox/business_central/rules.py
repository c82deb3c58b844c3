"""What Business Central's customer page does beyond storing: numbers, paired fields, related records.

A rule gets the row as it is about to be stored, the columns that were sent and the row before, and completes or
refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..columns import ZERO_GUID
from ..values import Reason, Refused
from .tables import CUSTOMERS

if TYPE_CHECKING:
    from ..store import Row, Store

FIRST_NUMBER = 10_000
LAST_NUMBER = "last_customer_number"
RELATED = {"paymentTermsId": "paymentTerms", "shipmentMethodId": "shipmentMethods"}


def complete_customer(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """Number series, currency pair, salesperson, terms and telephone number of a customer."""
    if not row["number"]:
        row["number"] = before["number"] if before else next_number(store)
    if any(sign.isalpha() for sign in str(given.get("phoneNumber", ""))):
        raise Refused(Reason.CHARACTERS, CUSTOMERS.by_name["phoneNumber"], given["phoneNumber"])
    _complete_currency(store, row, given, before)
    _check_salesperson(store, given)
    for name, entity_set in RELATED.items():
        _check_id(store, name, given, entity_set)


def next_number(store: Store) -> str:
    """The next free number of the series."""
    last = int(store.fact(LAST_NUMBER) or FIRST_NUMBER)
    while True:
        last += 1
        number = f"C{last}"
        if store.stored_by("customers", "number", number) is None:
            store.remember(LAST_NUMBER, str(last))
            return number


def local_currency(store: Store) -> str:
    """The code shown where the stored currency is blank."""
    setup = store.find("generalLedgerSetup", limit=1)
    return str(setup[0]["localCurrencyCode"]) if setup else ""


def _complete_currency(store: Store, row: Row, given: Row, before: Row | None) -> None:
    local = local_currency(store)
    code, key = given.get("currencyCode"), given.get("currencyId")
    if code is None and key is None:
        if before is None:
            row["currencyCode"] = local
        return
    by_code = _currency_of_code(store, str(code), local) if code is not None else None
    by_key = _currency_of_id(store, str(key), local) if key is not None else None
    if by_code and by_key and by_code != by_key:
        raise Refused(Reason.DISAGREES, CUSTOMERS.by_name["currencyCode"], code)
    row["currencyCode"], row["currencyId"] = by_code or by_key or (local, ZERO_GUID)


def _currency_of_code(store: Store, code: str, local: str) -> tuple[str, str]:
    if code in ("", local):
        return local, ZERO_GUID
    found = store.stored_by("currencies", "code", code)
    if found is None:
        raise Refused(Reason.RELATION, CUSTOMERS.by_name["currencyCode"], code)
    return code, str(found["id"])


def _currency_of_id(store: Store, key: str, local: str) -> tuple[str, str]:
    if key == ZERO_GUID:
        return local, ZERO_GUID
    found = store.stored("currencies", key)
    if found is None:
        raise Refused(Reason.RELATION, CUSTOMERS.by_name["currencyId"], key)
    return str(found["code"]), key


def _check_salesperson(store: Store, given: Row) -> None:
    code = given.get("salespersonCode")
    if code and store.stored_by("salespeoplePurchasers", "code", code) is None:
        raise Refused(Reason.RELATION, CUSTOMERS.by_name["salespersonCode"], code)


def _check_id(store: Store, name: str, given: Row, entity_set: str) -> None:
    key = given.get(name, ZERO_GUID)
    if key != ZERO_GUID and store.stored(entity_set, str(key)) is None:
        raise Refused(Reason.RELATION, CUSTOMERS.by_name[name], key)
