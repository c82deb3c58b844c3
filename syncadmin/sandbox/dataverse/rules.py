"""What Dataverse does to an account or a user beyond storing: owner, state, currency and base amounts, names.

A rule gets the row as it is about to be stored, the columns that were sent and the row before, and completes or
refuses it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from ..values import Reason, Refused
from .tables import ACCOUNTS

if TYPE_CHECKING:
    from ..store import Row, Store

RATE_SCALE = 10**10
LOOKUPS = {"_transactioncurrencyid_value": ("transactioncurrency",), "_ownerid_value": ("systemuser", "team")}


def complete_account(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """Owner, state and status, currency and base amount of an account."""
    if before is None and row["_ownerid_value"] is None:
        row["_ownerid_value"] = row["_createdby_value"]
    for name, targets in LOOKUPS.items():
        _check_lookup(store, name, given, targets)
    if before is None or "_ownerid_value" in given:
        _complete_owner(store, row)
    _complete_state(row, given)
    if before is None or given.keys() & {"creditlimit", "_transactioncurrencyid_value"}:
        _complete_amounts(store, row)


def complete_user(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """The full name of a user follows from the two names."""
    del store, before
    if "fullname" not in given:
        row["fullname"] = " ".join(str(part) for part in (row["firstname"], row["lastname"]) if part) or None


def base_currency(store: Store) -> str | None:
    """The organisation's own currency."""
    found = store.find("organization", limit=1)
    return str(found[0]["_basecurrencyid_value"]) if found and found[0]["_basecurrencyid_value"] else None


def _check_lookup(store: Store, name: str, given: Row, targets: tuple[str, ...]) -> None:
    key = given.get(name)
    if key is not None and all(store.stored(target, str(key)) is None for target in targets):
        raise Refused(Reason.RELATION, ACCOUNTS.by_name[name], key, detail=targets[0])


def _complete_owner(store: Store, row: Row) -> None:
    owner = row["_ownerid_value"]
    if owner is None:
        raise Refused(Reason.MISSING, ACCOUNTS.by_name["_ownerid_value"])
    is_team = store.stored("team", str(owner)) is not None
    row["_owningteam_value"] = owner if is_team else None
    row["_owninguser_value"] = None if is_team else owner


def _complete_state(row: Row, given: Row) -> None:
    status = ACCOUNTS.by_name["statuscode"]
    fitting = [option.value for option in status.options if option.state == row["statecode"]]
    if "statecode" in given and "statuscode" not in given:
        row["statuscode"] = fitting[0]
    if row["statuscode"] not in fitting:
        raise Refused(Reason.STATE, status, row["statuscode"])


def _complete_amounts(store: Store, row: Row) -> None:
    if row["_transactioncurrencyid_value"] is None:
        row["_transactioncurrencyid_value"] = base_currency(store)
    currency = row["_transactioncurrencyid_value"]
    found = store.stored("transactioncurrency", str(currency)) if currency else None
    rate = int(str(found["exchangerate"] or RATE_SCALE)) if found else RATE_SCALE
    places = int(str(found["currencyprecision"] or 0)) if found else 2
    row["exchangerate"] = rate
    if row["creditlimit"] is None:
        row["creditlimit_base"] = None
        return
    amount = Decimal(int(str(row["creditlimit"]))).scaleb(-4).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    row["creditlimit"] = int(amount.scaleb(4))
    base = (amount * RATE_SCALE / rate).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    row["creditlimit_base"] = int(base.scaleb(4))
