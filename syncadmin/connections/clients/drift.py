"""When metadata moved on: a request that is refused as not understood, or that finds nothing where the table was, is
sent once more, as the table is now.

If a column is gone, asking again says so (``ColumnMissing``), instead of what the service made of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from syncadmin.connections.clients.contract import Write, Written
from syncadmin.connections.clients.errors import DataRefused, RemoteError, RequestRefused, RowGone, TooLarge
from syncadmin.connections.clients.metadata import Table

T = TypeVar("T")
_UNSPECIFIC = ("", "0x0")


class Catalogue(Protocol):
    """What knows tables and can forget them."""

    def table(self, name: str) -> Table:
        """A table by name."""

    def forget(self) -> None:
        """Ask again next time."""


def current(catalogue: Catalogue, name: str, work: Callable[[Table], T]) -> T:
    """The result of the work on a table as it is."""
    known = catalogue.table(name)
    try:
        return work(known)
    except (RequestRefused, DataRefused, RowGone) as error:
        if not _not_understood(error) or (now := _moved_on(catalogue, known)) is None:
            raise
        return work(now)


def current_pages(catalogue: Catalogue, name: str, work: Callable[[Table], Iterator[T]]) -> Iterator[T]:
    """The same page by page; what is not understood is refused with the first page."""

    def begun(table: Table) -> tuple[T | None, Iterator[T]]:
        source = work(table)
        return next(source, None), source

    first, others = current(catalogue, name, begun)
    if first is not None:
        yield first
        yield from others


def current_writes(
    catalogue: Catalogue, name: str, writes: Sequence[Write], work: Callable[[Table, Sequence[Write]], list[Written]]
) -> list[Written]:
    """The answers to writes to a table as it is; only those that were not understood are sent once more."""
    known = catalogue.table(name)
    found = work(known, writes)
    refused = {one.ref for one in found if one.problem and one.problem.code == RequestRefused.problem_code}
    now = _moved_on(catalogue, known) if refused else None
    if now is None:
        return found
    again = work(now, [write for write in writes if write.ref in refused])
    return [*(one for one in found if one.ref not in refused), *again]


def _not_understood(error: RemoteError) -> bool:
    if isinstance(error, TooLarge):
        return False
    return isinstance(error, (RequestRefused, RowGone)) or error.code in _UNSPECIFIC


def _moved_on(catalogue: Catalogue, known: Table) -> Table | None:
    """The table as it is now, if it is another than was known."""
    catalogue.forget()
    now = catalogue.table(known.name)
    return now if now != known else None
