"""What Test Connection asks alike of both systems (address, token, tables, clock), and of each about currencies."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.auth import Basic
from syncadmin.connections.clients.contract import Check, Step
from syncadmin.connections.clients.errors import (
    SYSTEM_NAMES,
    AddressUnknown,
    NotAllowed,
    NotAnApplication,
    PasswordWrong,
    RemoteError,
    RequestRefused,
    RowGone,
    SignInRefused,
    TableMissing,
    Unreachable,
)
from syncadmin.connections.clients.http import Http
from syncadmin.engine.problems import Problem

# More than this, in seconds, and tokens and certificates begin to be refused.
MOST_SKEW = 300
Look = Callable[[], str | Sequence[RemoteError]]
_UNREADABLE = (NotAllowed, RowGone, RequestRefused)


def run(steps: Sequence[tuple[Step, Look]]) -> Iterator[Check]:
    """The steps one by one; ends after the first that fails. A step may find several things wrong."""
    for step, look in steps:
        try:
            found = look()
        except RemoteError as error:
            found = [error]
        if isinstance(found, str):
            yield Check(step, found)
            continue
        yield from (Check(step, problem=error.problem) for error in found)
        return


def address(http: Http) -> str:
    """The host whose name resolves and which takes connections; raises otherwise."""
    parts = urlsplit(http.root)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressUnknown(http.side, "the name does not resolve", facts={"host": host}) from None
    try:
        socket.create_connection((host, port), http.patience.connect).close()
    except OSError:
        raise Unreachable(http.side, f"{host} accepts no connection") from None
    return host


def token(http: Http) -> str:
    """The kind of authorisation that was obtained, and nothing more of it."""
    return http.auth.authorisation().partition(" ")[0]


def admitted(http: Http, look: Callable[[], str]) -> str:
    """What is seen first of Business Central; a refusal now is about the user, or about what BC knows of the app."""
    try:
        return look()
    except SignInRefused as error:
        kind = PasswordWrong if isinstance(http.auth, Basic) else NotAnApplication
        raise kind(http.side, error.message or str(error.status), status=error.status) from None


def tables(http: Http, names: Sequence[str], read_one: Callable[[str], None]) -> str | list[RemoteError]:
    """The tables, each of which could be read; or an error for each that could not."""
    unreadable: list[RemoteError] = []
    for name in names:
        try:
            read_one(name)
        except TableMissing as error:
            unreadable.append(error)
        except _UNREADABLE as error:
            unreadable.append(TableMissing(http.side, error.message or str(error.status), facts={"table": name}))
    return unreadable or ", ".join(names)


def local_currency(http: Http, company: str) -> Iterator[Check]:
    """The code of Business Central's local currency, where the version tells it."""
    try:
        found = http.get(odata.query(f"{company}/generalLedgerSetup", {"select": "localCurrencyCode"}))
    except (RowGone, NotAllowed, RequestRefused):
        return
    code = next((str(row.get("localCurrencyCode") or "") for row in found.get("value") or ()), "")
    if code:
        yield Check(Step.CURRENCY, code)


def currencies(http: Http) -> Iterator[Check]:
    """The codes of the currencies that Dataverse has."""
    shown = {"select": "isocurrencycode", "orderby": "isocurrencycode"}

    def look() -> str:
        rows = http.get(odata.query("transactioncurrencies", shown), If_None_Match="null").get("value") or ()
        return ", ".join(str(row.get("isocurrencycode") or "") for row in rows)

    return run(((Step.CURRENCY, look),))


def clock(http: Http) -> Check:
    """How far the service's clock, as of its last answer, is from ours."""
    skew = abs(http.service.now().timestamp() - http.service.clock())
    if skew <= MOST_SKEW:
        return Check(Step.CLOCK)
    facts = {"system": SYSTEM_NAMES[http.side], "minutes": str(round(skew / 60))}
    return Check(Step.CLOCK, problem=Problem("clock_differs", facts), warning=True)
