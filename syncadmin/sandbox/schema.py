"""The tables as they are now: those of the catalogue, and what has been made of them since.

Keeps changed tables in the data file, brings the SQL tables along, and has what is made once per table: the way of
values in (`Intake`) and out (`converters`). How a table changes is in `shapes`; rows are the store's business.

Rules of the services are written for the catalogue's columns: where one is gone, they see what it would hold by
default. Whoever changes a table sees to it that no request is under way (`gate`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from .catalogue import TABLES
from .columns import BUSINESS_CENTRAL, DATAVERSE, Table
from .database import Database
from .descriptions import describe, undescribe
from .intake import Intake
from .shapes import NAME, BadShape, Reshaping, reshaped
from .values import shown

Converters = list[tuple[str, Callable[[object], object] | None]]


class Schema:
    """All tables of both services by name, changeable."""

    def __init__(self, database: Database) -> None:
        self.tables: dict[str, Table] = {}
        self._database = database
        self._intakes: dict[str, Intake] = {}
        self._converters: dict[str, Converters] = {}
        self._hidden: dict[str, dict[str, object]] = {}
        self._changes: dict[str, int] = {}
        database.run("CREATE TABLE IF NOT EXISTS _shapes (name TEXT PRIMARY KEY, changes INTEGER, shape TEXT)")
        for table in self._kept():
            database.create(table)
            self._take(table)

    def known(self, name: str) -> Table | None:
        """A table, or None where one of the catalogue was dropped; KeyError for what never was a table."""
        return self.tables.get(name) or (None if name in TABLES else self.tables[name])

    def intake(self, table: Table) -> Intake:
        """The way of values into a table."""
        return self._intakes[table.name]

    def converters(self, table: Table) -> Converters:
        """For each column of a table, how its stored values are shown."""
        return self._converters[table.name]

    def hidden(self, table: Table) -> dict[str, object]:
        """Columns of the catalogue the table no longer has, with the values rules see in them."""
        return self._hidden[table.name]

    def changes(self, name: str) -> int:
        """How often a table was reshaped; whatever was made for an earlier shape is stale."""
        return self._changes.get(name, 0)

    def reshape(self, name: str, change: Reshaping) -> Table:
        """Change a table; KeyError if there is none, raises BadShape."""
        before = self.tables[name]
        after = reshaped(before, change)
        with self._database.transaction():
            self._database.rebuild(after, change.rename)
            self._fill(after, change)
            self._keep(after.name, after)
        self._take(after)
        return after

    def restate(self, table: Table) -> None:
        """Say something else of a table whose columns and their kinds stay, such as its options."""
        with self._database.transaction():
            self._write(table.name, table)
        self._take(table)

    def add(self, table: Table) -> Table:
        """A table neither service had so far; raises BadShape."""
        _check_new(table, self.tables)
        with self._database.transaction():
            self._database.drop(table.name)
            self._database.create(table)
            self._keep(table.name, table)
        self._take(table)
        return table

    def drop(self, name: str) -> None:
        """A table that is there no more; KeyError if there was none."""
        self.tables = {other: table for other, table in self.tables.items() if other != self.tables[name].name}
        self._keep(name, None)

    def restore(self) -> None:
        """The tables of the catalogue again; the rows of those that were changed are gone."""
        with self._database.transaction():
            for (name,) in self._database.all("SELECT name FROM _shapes"):
                self._database.drop(str(name))
            self._database.run("DELETE FROM _shapes")
            for table in TABLES.values():
                if self.tables.get(table.name) is not table:
                    self._database.create(table)
                    self._take(table)
        self._changes.clear()
        self.tables = {name: self.tables[name] for name in TABLES}

    def _kept(self) -> Iterator[Table]:
        """The tables of the data file; raises BadDescription where it cannot be read."""
        kept = {}
        for name, changes, shape in self._database.all("SELECT name, changes, shape FROM _shapes"):
            self._changes[str(name)] = int(str(changes))
            kept[str(name)] = None if shape is None else undescribe(Table, json.loads(str(shape)))
        every = {**TABLES, **kept}
        return (table for table in every.values() if table is not None)

    def _fill(self, table: Table, change: Reshaping) -> None:
        """What new columns say in the rows that are there already."""
        for column, value in Intake(replace(table, columns=change.add)).defaults.items():
            if value is not None:
                self._database.run(f'UPDATE "{table.name}" SET "{column}" = ?', (value,))  # noqa: S608 - own names

    def _take(self, table: Table) -> None:
        """Everything that is made once per table; the table itself comes last, for those who read meanwhile."""
        original = TABLES.get(table.name)
        missing = [column for column in original.columns if column.name not in table.by_name] if original else []
        self._intakes[table.name] = Intake(table)
        self._converters[table.name] = converters(table)
        self._hidden[table.name] = Intake(replace(table, columns=tuple(missing))).defaults
        self.tables = {**self.tables, table.name: table}

    def _keep(self, name: str, table: Table | None) -> None:
        self._changes[name] = self.changes(name) + 1
        self._write(name, table)

    def _write(self, name: str, table: Table | None) -> None:
        shape = None if table is None else json.dumps(describe(table))
        self._database.run("INSERT OR REPLACE INTO _shapes VALUES (?, ?, ?)", (name, self.changes(name), shape))


def converters(table: Table) -> Converters:
    """For each column of a table, how its stored values are shown."""
    return [(column.name, shown(column, trimmed=table.service != DATAVERSE)) for column in table.columns]


def _check_new(table: Table, tables: Mapping[str, Table]) -> None:
    """Whether a table can be added; raises BadShape."""
    taken = {other.entity_set for other in tables.values() if other.service == table.service}
    if table.service not in (BUSINESS_CENTRAL, DATAVERSE):
        raise BadShape(f"There is no service {table.service!r}.")
    if not all(NAME.fullmatch(name) for name in (table.name, table.entity_set, table.entity, *table.by_name)):
        raise BadShape(f"{table.name!r} or one of its columns is no name.")
    if table.name.lower() in {name.lower() for name in tables} or table.entity_set in taken:
        raise BadShape(f"There is a table {table.name} already.")
    if not {table.key, *filter(None, (table.modified, table.created, table.name_column))} <= table.by_name.keys():
        raise BadShape(f"{table.name} lacks the column of its key, of its time or of its name.")
