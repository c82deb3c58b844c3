"""What Test Connection asks alike of both systems: address, token, tables. Steps of one system are in its client."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from syncadmin.connections.clients.contract import Check, Step
from syncadmin.connections.clients.errors import (
    AddressUnknown,
    NotAllowed,
    RemoteError,
    RequestRefused,
    RowGone,
    TableMissing,
    Unreachable,
)
from syncadmin.connections.clients.http import Http

Look = Callable[[], str]
_UNREADABLE = (NotAllowed, RowGone, RequestRefused)


def run(steps: Sequence[tuple[Step, Look]]) -> Iterator[Check]:
    """The steps one by one; ends after the first that fails."""
    for step, look in steps:
        try:
            detail = look()
        except RemoteError as error:
            yield Check(step, problem=error.problem)
            return
        yield Check(step, detail)


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


def tables(http: Http, names: Sequence[str], read_one: Callable[[str], None]) -> str:
    """The tables, each of which could be read."""
    for name in names:
        try:
            read_one(name)
        except _UNREADABLE as error:
            facts = {"table": name}
            raise TableMissing(http.side, error.message or str(error.status), facts=facts) from None
    return ", ".join(names)
