"""The rows of both services: what is in them, and every way to change them.

Speaks in API names and API values (text, exact decimals, UTC times as text); knows nothing of HTTP. Requests,
tests and the pages on which a person plays the other user all change rows through here, so the same rules hold.
"""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from .catalogue import RULES, TABLES
from .clock import Clock, SteadyClock, utc_now
from .columns import DATAVERSE, Table
from .database import VERSION, Database
from .deletions import Deletions
from .etags import etag
from .intake import Intake
from .values import Reason, Refused, shown, time_text

Row = dict[str, object]
EDITOR = "editor_id"
FIRST_VERSION = 1_000_000


@dataclass(frozen=True)
class Selection:
    """What to read: conditions and order are SQL made by this package, values are bound."""

    table: Table
    columns: Sequence[str]
    where: str = ""
    parameters: tuple[object, ...] = ()
    order: str = ""
    limit: int = -1
    offset: int = 0


class Store:
    """All rows of both services, by name of table (`customers`, `account`, ...) and key."""

    def __init__(self, path: Path | None = None, clock: Clock = utc_now, seed: int = 1) -> None:
        self.tables: dict[str, Table] = dict(TABLES)
        self.database = Database(path, TABLES.values())
        self._intakes = {name: Intake(table) for name, table in TABLES.items()}
        self.clock = SteadyClock(clock)
        self.deletions = Deletions(self.database)
        self._version = self._highest_version()
        self._seed = seed
        self._random = random.Random(f"{seed} {self._version}")  # noqa: S311 - made-up ids

    def table(self, name: str) -> Table:
        """The description of a table; KeyError if there is none."""
        return self.tables[name]

    def sets(self, service: str) -> dict[str, Table]:
        """The tables of one service by entity set."""
        return {table.entity_set: table for table in self.tables.values() if table.service == service}

    def version(self) -> int:
        """The version of the last change that is committed."""
        with self.database.lock:
            return self._version

    def transaction(self) -> AbstractContextManager[None]:
        """Several changes as one; an exception undoes all of them."""
        return self.database.transaction()

    def get(self, name: str, key: str) -> Row | None:
        """One row by its key, or None."""
        found = self.stored(name, key)
        return None if found is None else self.shown(name, found)

    def find(
        self,
        name: str,
        search: str = "",
        order_by: str = "",
        descending: bool = False,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Row]:
        """Rows whose searched columns contain a text, in an order, a page of them."""
        table = self.tables[name]
        where, parameters = _search(table, search)
        order = _order(table, order_by, descending)
        names = [*table.by_name, VERSION]
        found = self.select(Selection(table, names, where, parameters, order, limit, offset))
        return [self.shown(name, dict(zip(names, values, strict=True))) for values in found]

    def count(self, name: str, search: str = "") -> int:
        """How many rows `find` would give without a limit."""
        where, parameters = _search(self.tables[name], search)
        sql = f'SELECT count(*) FROM "{name}"' + (f" WHERE {where}" if where else "")  # noqa: S608 - own names
        return int(str(self.database.all(sql, parameters)[0][0]))

    def create(self, name: str, values: Mapping[str, object], by: str | None = None) -> Row:
        """A new row as a user of the service would make it; raises `Refused`."""
        table = self.tables[name]
        given = self._intakes[table.name].clean(values)
        with self.transaction():
            row: Row = {**self._intakes[name].defaults, **given}
            row[table.key] = row[table.key] if table.key in given else self.new_id()
            self._stamp(table, row, given, by, is_new=True)
            self._complete(table, row, given, None)
            self._insert(table, row)
        return self.shown(name, row)

    def change(self, name: str, key: str, values: Mapping[str, object], by: str | None = None) -> Row:
        """Change columns of a row as a user of the service would; KeyError if it is gone, raises `Refused`."""
        table = self.tables[name]
        given = self._intakes[table.name].clean(values)
        with self.transaction():
            before = self.stored(name, key)
            if before is None:
                raise KeyError(key)
            row = {**before, **given}
            self._stamp(table, row, given, by)
            self._complete(table, row, given, before)
            self._update(table, row, before)
        return self.shown(name, row)

    def remove(self, name: str, key: str) -> bool:
        """Delete a row; False if there was none."""
        table = self.tables[name]
        sql = f'DELETE FROM "{name}" WHERE "{table.key}" = ?'  # noqa: S608 - own names
        with self.transaction():
            is_gone = self.database.run(sql, (key.lower(),)).rowcount > 0
            if is_gone and table.tracked:
                self._version += 1
                self.deletions.add(name, key.lower(), self._version)
        return is_gone

    def load(self, rows: Iterable[tuple[str, Mapping[str, object]]], big: bool = False) -> None:
        """Take in many rows at once, with the keys and stamps they carry; rules are not applied."""
        later = self.database.indexes_at_the_end(self.tables.values()) if big else nullcontext()
        with self.transaction(), later:
            for name, group in groupby(rows, key=lambda pair: pair[0]):
                self._load(self.tables[name], (row for _, row in group))

    def clear(self) -> None:
        """Delete all rows of all tables and what was remembered about them."""
        with self.transaction():
            for name in (*self.tables, "_facts"):
                self.database.run(f'DELETE FROM "{name}"')  # noqa: S608 - own names
            self.deletions.clear()
        self._random.seed(f"{self._seed} {FIRST_VERSION}")

    def fact(self, name: str) -> str | None:
        """Something remembered beside the rows, such as the seed of the demo data."""
        found = self.database.all("SELECT value FROM _facts WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def remember(self, name: str, value: str) -> None:
        """Keep a fact beside the rows."""
        self.database.run("INSERT OR REPLACE INTO _facts VALUES (?, ?)", (name, value))

    def select(self, selection: Selection) -> list[tuple[object, ...]]:
        """Stored values of the selected columns; used by the services' queries."""
        names = ", ".join(f'"{name}"' for name in selection.columns)
        sql = f'SELECT {names} FROM "{selection.table.name}"'  # noqa: S608 - own names
        sql += f" WHERE {selection.where}" if selection.where else ""
        sql += f" ORDER BY {selection.order}" if selection.order else ""
        sql += " LIMIT ? OFFSET ?"
        return self.database.all(sql, (*selection.parameters, selection.limit, selection.offset))

    def stored(self, name: str, key: str) -> Row | None:
        """One row in its stored form, with its version."""
        return self.stored_by(name, self.tables[name].key, key.lower())

    def stored_by(self, name: str, column: str, value: object) -> Row | None:
        """The first row, in its stored form, that has a value in a column."""
        names = [*self.tables[name].by_name, VERSION]
        found = self.select(Selection(self.tables[name], names, f'"{column}" = ?', (value,), limit=1))
        return dict(zip(names, found[0], strict=True)) if found else None

    def shown(self, name: str, stored: Mapping[str, object]) -> Row:
        """A stored row as its service shows it, with its ETag."""
        table = self.tables[name]
        row: Row = {"@odata.etag": etag(table.service, int(str(stored[VERSION])))}
        for column, convert in converters(table):
            row[column] = stored[column] if convert is None else convert(stored[column])
        return row

    def new_id(self) -> str:
        """A fresh id; the same sequence for the same seed."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _stamp(self, table: Table, row: Row, given: Row, by: str | None, is_new: bool = False) -> None:
        self._version += 1
        row[VERSION] = self._version
        only_calculated = bool(given) and all(table.by_name[name].calculated for name in given)
        if table.modified and table.modified not in given and (is_new or not only_calculated):
            row[table.modified] = time_text(self.clock.now(), table.by_name[table.modified].digits)
        if is_new and table.created and table.created not in given:
            row[table.created] = row[table.modified]
        if table.service == DATAVERSE:
            row["versionnumber"] = self._version
            self._sign(table, row, by or self.fact(EDITOR), is_new)

    def _sign(self, table: Table, row: Row, by: str | None, is_new: bool) -> None:
        if "_modifiedby_value" in table.by_name:
            row["_modifiedby_value"] = by
            row["_createdby_value"] = by if is_new else row["_createdby_value"]

    def _complete(self, table: Table, row: Row, given: Row, before: Row | None) -> None:
        rule = RULES.get(table.name)
        if rule is not None:
            rule(self, row, given, before)

    def _insert(self, table: Table, row: Row) -> None:
        marks = ", ".join("?" * len(row))
        names = ", ".join(f'"{name}"' for name in row)
        sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - own names
        self._write(table, sql, tuple(row.values()))

    def _update(self, table: Table, row: Row, before: Row) -> None:
        changed = [name for name, value in row.items() if before[name] != value]
        assignments = ", ".join(f'"{name}" = ?' for name in changed)
        sql = f'UPDATE "{table.name}" SET {assignments} WHERE "{table.key}" = ?'  # noqa: S608 - own names
        self._write(table, sql, (*(row[name] for name in changed), before[table.key]))

    def _write(self, table: Table, sql: str, parameters: Sequence[object]) -> None:
        try:
            self.database.run(sql, parameters)
        except sqlite3.IntegrityError as error:
            raise _duplicate(table, str(error)) from error

    def _load(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        names = [*table.by_name, VERSION]
        sql = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - own names
        self.database.many(sql, (self._loaded(table, row) for row in rows))

    def _loaded(self, table: Table, values: Mapping[str, object]) -> tuple[object, ...]:
        intake = self._intakes[table.name]
        row = {**intake.defaults, **intake.clean(values)}
        row[table.key] = row[table.key] if table.key in values else self.new_id()
        self._version += 1
        if table.service == DATAVERSE:
            row["versionnumber"] = self._version
        if table.modified and table.modified not in values:
            row[table.modified] = time_text(self.clock.now(), table.by_name[table.modified].digits)
        return (*row.values(), self._version)

    def _highest_version(self) -> int:
        highest = (self.database.all(f'SELECT max({VERSION}) FROM "{name}"')[0][0] for name in self.tables)  # noqa: S608
        return max(FIRST_VERSION, self.deletions.highest(), *(int(str(version)) for version in highest if version))


def converters(table: Table) -> list[tuple[str, Callable[[object], object] | None]]:
    """For each column of a table, how its stored values are shown."""
    return [(column.name, shown(column, trimmed=table.service != DATAVERSE)) for column in table.columns]


def _search(table: Table, text: str) -> tuple[str, tuple[object, ...]]:
    if not text:
        return "", ()
    where = " OR ".join(f'instr(fold("{column.name}"), ?)' for column in table.searched)
    return f"({where})", (text.casefold(),) * len(table.searched)


def _order(table: Table, name: str, descending: bool) -> str:
    direction = " DESC" if descending else ""
    if not name or name == table.key:
        return f'"{table.key}"{direction}'
    column = table.by_name[name]
    expression = f'fold("{name}")' if column.is_text and not column.unique else f'"{name}"'
    return f'{expression}{direction}, "{table.key}"{direction}'


def _duplicate(table: Table, message: str) -> Refused:
    name = message.rpartition(".")[2]
    column = table.by_name.get(name)
    return Refused(Reason.DUPLICATE if name == table.key else Reason.DUPLICATE_KEY, column)
