"""The texts of OData: literals, filters, query strings; pages by following links; key look-ups in pieces.

Nothing here knows a table or sends anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from urllib.parse import quote

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
        return f"{column.name} eq {raw}"
    return f"{column.name} eq {literal(raw)}"


def since(column: str, moment: datetime) -> str:
    """The condition that a row was changed at a moment or later."""
    return f"{column} ge {stamp(moment)}"


def any_of(column: str, keys: Iterable[str]) -> str:
    """The condition that a key is one of these, as alternatives of one and the same column."""
    return " or ".join(f"{column} eq {key}" for key in keys)


def is_in(column: str, keys: Iterable[str]) -> str:
    """The same by the query function of Dataverse."""
    listed = ",".join(quoted(key) for key in keys)
    return f"Microsoft.Dynamics.CRM.In(PropertyName={quoted(column)},PropertyValues=[{listed}])"


def query(path: str, options: Mapping[str, str]) -> str:
    """A path with system query options, encoded; empty options are left out."""
    given = "&".join(f"${name}={quote(text, safe=_SAFE)}" for name, text in options.items() if text)
    return f"{path}?{given}" if given else path


def pieces(keys: Sequence[str], target: Callable[[Sequence[str]], str], longest: int, most: int) -> Iterator[list[str]]:
    """The keys in pieces whose targets are no longer than ``longest`` and that hold ``most`` keys at most."""
    if not keys:
        return
    fixed, each = len(target(())), max(1, len(target(keys[:2])) - len(target(keys[:1])))
    size = max(1, min(most, (longest - fixed) // each))
    for start in range(0, len(keys), size):
        yield list(keys[start : start + size])


def pages(fetch: Callable[[str], Json], target: str) -> Iterator[list[Json]]:
    """The rows page by page; each link is followed as it was given."""
    link: str | None = target
    while link:
        page = fetch(link)
        link = page.get("@odata.nextLink")
        yield list(page.get("value", ()))


def read_ahead(source: Iterator[T]) -> Iterator[T]:
    """The same items; the next one is being fetched while the caller works on the current one."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as thread:
        coming = thread.submit(next, source, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, source, None)
            yield item
