"""What both clients answer alike: tables as they are now, and rows read by the means of each system.

A request that is refused because metadata moved on is sent once more (see ``drift``). What only one system is asked,
and how rows are written, is in its own client.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from syncadmin.connections.clients.contract import Changes, Column
from syncadmin.connections.clients.drift import Catalogue, current, current_pages
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Record, Value


class Described(Catalogue, Protocol):
    """A catalogue that also knows captions and options."""

    def described(self, name: str) -> Table:
        """A table with all there is to show of its columns."""


class Reads(Protocol):
    """How a system reads the rows of a table that is known."""

    def changes(self, table: Table, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """See ``contract.Remote``, here and below."""

    def by_keys(self, table: Table, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]: ...

    def keys(self, table: Table) -> Iterator[list[str]]: ...

    def count(self, table: Table, conditions: Sequence[Condition]) -> int | None: ...

    def find(self, table: Table, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]: ...

    def alike(
        self, table: Table, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]: ...


C = TypeVar("C", bound=Described)
R = TypeVar("R", bound=Reads)


class Client(Generic[C, R]):
    """The part of ``contract.Remote`` that is the same for both systems, over the catalogue and the reads of each."""

    _catalogue: C
    _reads: R
    _lanes: Lanes

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of a table, as far as reading and writing need them."""
        return self._table(table).columns

    def describe(self, table: str) -> Mapping[str, Column]:
        """The columns of a table, captions and options included."""
        return self._catalogue.described(table).columns

    def changes(self, table: str, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """What changed since a mark, page by page; the next page is read while one is worked on."""
        return current_pages(self._catalogue, table, lambda known: self._reads.changes(known, columns, mark))

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """Rows by key, many in a request."""
        return current(self._catalogue, table, lambda known: self._reads.by_keys(known, columns, keys))

    def keys(self, table: str) -> Iterator[list[str]]:
        """The keys of all rows."""
        return current_pages(self._catalogue, table, self._reads.keys)

    def count(self, table: str, conditions: Sequence[Condition] = ()) -> int | None:
        """How many rows satisfy the conditions."""
        return current(self._catalogue, table, lambda known: self._reads.count(known, conditions))

    def find(self, table: str, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]:
        """Rows by the value of one column, many in a request."""
        return current(self._catalogue, table, lambda known: self._reads.find(known, columns, column, values))

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """Rows with exactly these values."""
        return current(self._catalogue, table, lambda known: self._reads.alike(known, columns, values, since))

    def forget_metadata(self) -> None:
        """Ask for tables and columns afresh next time."""
        self._catalogue.forget()

    def close(self) -> None:
        """Give back all sessions."""
        self._lanes.close()

    def _table(self, name: str) -> Table:
        return self._catalogue.table(name)
