"""A client and its derived columns, as one ``Remote``: nothing above knows which columns a system has itself.

Derived columns that are asked for are replaced by those they need, and worked out for each page of records that comes
back. Where none is asked for, nothing is done and nothing is sent besides. How written values become plain ones is in
``writing``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from syncadmin.connections.clients.contract import (
    Changes,
    Check,
    Column,
    Identity,
    Need,
    Remote,
    TableFacts,
    Write,
    Written,
)
from syncadmin.connections.clients.sending import columns_of
from syncadmin.connections.derived.asked import Asked
from syncadmin.connections.derived.definition import Derived
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.registry import derived_of
from syncadmin.connections.derived.writing import plain_writes
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Record, Value


class Deriving:
    """A client with derived columns; ``plain`` is the client itself."""

    def __init__(self, plain: Remote, facts: Mapping[str, Any]) -> None:
        self.plain, self.side = plain, plain.side
        self._neighbours = Neighbours(plain, facts)
        self._known: dict[str, dict[str, Derived]] = {}

    def check(self, tables: Sequence[str]) -> Iterator[Check]:
        """See ``contract.Remote``, here and below."""
        return self.plain.check(tables)

    def probe(self, needs: Sequence[Need]) -> Iterator[Check]:
        """Rights are looked at on the tables themselves."""
        return self.plain.probe(needs)

    def identity(self) -> Identity:
        """As the client says."""
        return self.plain.identity()

    def tables(self) -> Mapping[str, TableFacts]:
        """As the client says."""
        return self.plain.tables()

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of the table, and those that are derived."""
        return self._with_derived(table, self.plain.columns(table))

    def describe(self, table: str) -> Mapping[str, Column]:
        """The columns of the table, and those that are derived."""
        return self._with_derived(table, self.plain.describe(table))

    def forget_metadata(self) -> None:
        """Ask for tables and columns afresh next time."""
        self._known.clear()
        self._neighbours.forget()
        self.plain.forget_metadata()

    def changes(self, table: str, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """What changed since a mark; the whole table where a column that was asked for may move without a stamp."""
        asked = self._asked(table, columns)
        self._neighbours.forget()
        for page in self.plain.changes(table, asked.plain, "" if asked.moves else mark):
            yield replace(page, records=self._completed(asked, page.records)) if asked.derived else page

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """The rows with these keys."""
        asked = self._asked(table, columns)
        found = self.plain.by_keys(table, asked.plain, keys)
        return dict(zip(found, self._completed(asked, list(found.values())), strict=True))

    def keys(self, table: str) -> Iterator[list[str]]:
        """The keys of all rows."""
        return self.plain.keys(table)

    def count(self, table: str, conditions: Sequence[Condition] = ()) -> int | None:
        """How many rows satisfy the conditions; nobody counts by derived columns."""
        own = self.plain.columns(table) if conditions else {}
        return self.plain.count(table, conditions) if all(one.property in own for one in conditions) else None

    def find(self, table: str, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]:
        """The rows whose column has one of these values; by a derived column all rows are read."""
        asked = self._asked(table, [*columns, column])
        if column not in asked.names:
            asked = self._asked(table, columns)
            return self._completed(asked, self.plain.find(table, asked.plain, column, values))
        pages = (page.records for page in self.changes(table, [*columns, column], ""))
        return [one for page in pages for one in page if one.values.get(column) in values]

    def lines(
        self, table: str, columns: Sequence[str], parents: Sequence[str], above: str = ""
    ) -> dict[str, list[Record]]:
        """The rows of a line table below each of these parent rows."""
        asked = self._asked(table, columns)
        found = self.plain.lines(table, asked.plain, parents, above)
        done = iter(self._completed(asked, [one for some in found.values() for one in some]))
        return {key: [next(done) for _ in some] for key, some in found.items()}

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """The rows that carry exactly these values; derived ones are compared here."""
        asked = self._asked(table, [*columns, *values])
        own = {name: value for name, value in values.items() if name not in asked.names}
        derived = {name: value for name, value in values.items() if name in asked.names}
        found = self._completed(asked, self.plain.alike(table, asked.plain, own, since))
        return [one for one in found if derived.items() <= one.values.items()]

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Write rows; derived values as the plain ones they stand for."""
        tables = {one: self._derived(one) for one in (table, *(one.lines.table for one in writes if one.lines))}
        if not any(tables.values()):
            return self.plain.write(table, columns, writes)
        asked = self._asked(table, columns_of(columns, writes))
        turned, refused = plain_writes(self.side, tables, table, writes, self._neighbours)
        answers = self.plain.write(table, asked.plain, turned)
        return [*self._answered(asked, answers), *refused]

    def now(self) -> datetime:
        """The service's own clock."""
        return self.plain.now()

    def asked(self) -> int:
        """How many requests were answered so far."""
        return self.plain.asked()

    def close(self) -> None:
        """Give back the session."""
        self.plain.close()

    def _with_derived(self, table: str, columns: Mapping[str, Column]) -> Mapping[str, Column]:
        found = {name: one.column for name, one in self._derived(table).items()}
        return {**columns, **found} if found else columns

    def _derived(self, table: str) -> dict[str, Derived]:
        """The derived columns that the table has as both systems are now."""
        if table not in self._known:
            candidates = derived_of(self.side, table)
            own = self.plain.columns(table) if candidates else {}
            self._known[table] = {one.column.name: one for one in candidates if self._is_there(one, own)}
        return self._known[table]

    def _is_there(self, one: Derived, own: Mapping[str, Column]) -> bool:
        tables = self.plain.tables() if one.tables else {}
        own_one = one.column.name in own
        return not own_one and all(name in own for name in one.needs) and all(name in tables for name in one.tables)

    def _asked(self, table: str, columns: Sequence[str]) -> Asked:
        return Asked(tuple(dict.fromkeys(columns)), self._derived(table))

    def _completed(self, asked: Asked, records: Sequence[Record]) -> list[Record]:
        self._neighbours.next_page()
        return asked.completed(records, self._neighbours)

    def _answered(self, asked: Asked, answers: Sequence[Written]) -> list[Written]:
        there = [one.record for one in answers if one.record]
        done = iter(self._completed(asked, there))
        return [replace(one, record=next(done)) if one.record else one for one in answers]
