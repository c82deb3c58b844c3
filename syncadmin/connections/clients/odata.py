"""The texts of OData: literals, filters, query strings, links; pages by following them; long look-ups in pieces.

Nothing here knows a table or sends anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from urllib.parse import quote, urljoin

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.http import Json
from syncadmin.connections.clients.values import outgoing, stamp
from syncadmin.engine.values import Side, Value

T = TypeVar("T")
_SAFE = "$'(),;=:@!*/-._~"


def literal(value: Value) -> str:
    """A value as it stands in a filter (GUIDs are no texts: they stand there bare)."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, int) else quoted(value)


def quoted(text: str) -> str:
    """A text between quotes, its own quotes doubled."""
    return "'" + text.replace("'", "''") + "'"


def equals(side: Side, column: Column, value: Value) -> str:
    """The condition that a column has a value, blank forms included."""
    raw = outgoing(side, column, value)
    if raw is not None and column.kind in (ColumnKind.GUID, ColumnKind.LOOKUP, ColumnKind.DATE, ColumnKind.MOMENT):
        return f"{column.read_as} eq {raw}"
    return f"{column.read_as} eq {literal(raw)}"


def since(column: str, moment: datetime) -> str:
    """The condition that a row was changed at a moment or later."""
    return f"{column} ge {stamp(moment)}"


def is_in(column: str, keys: Iterable[str]) -> str:
    """The condition that a column has one of these values, by the query function of Dataverse."""
    listed = ",".join(quoted(key) for key in keys)
    return f"Microsoft.Dynamics.CRM.In(PropertyName={quoted(column)},PropertyValues=[{listed}])"


def query(path: str, options: Mapping[str, str]) -> str:
    """A path with system query options, encoded; empty options are left out."""
    given = "&".join(f"${name}={quote(text, safe=_SAFE)}" for name, text in options.items() if text)
    return f"{path}?{given}" if given else path


def pieces(items: Iterable[T], width: Callable[[T], int], room: int, most: int) -> Iterator[list[T]]:
    """The items in pieces that are no wider than there is room and hold so many at most; each holds at least one."""
    piece: list[T] = []
    left = room
    for item in items:
        needed = width(item)
        if piece and (needed > left or len(piece) >= most):
            yield piece
            piece, left = [], room
        piece.append(item)
        left -= needed
    if piece:
        yield piece


def encoded_width(text: str) -> int:
    """How long a text is in an address."""
    return len(quote(text, safe=_SAFE))


def link(document: Json, name: str, of: str = "") -> str:
    """A link of a document, or of a list in it, byte for byte; one that is relative starts from the context if told."""
    found = str(document.get(f"{of}@odata.{name}") or "")
    context = str(document.get("@odata.context") or "")
    if not found or "://" in found.partition("?")[0] or "://" not in context:
        return found
    return urljoin(context, found)


def pages(fetch: Callable[[str], Json], target: str) -> Iterator[list[Json]]:
    """The rows page by page; each link is followed as it was given."""
    while target:
        page = fetch(target)
        target = link(page, "nextLink")
        yield list(page.get("value", ()))


def read_ahead(source: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is being fetched while the caller works on the current one, which is kept by nobody
    but the caller."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as thread:
        coming = thread.submit(next, source, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, source, None)
            yield item
            del item
