"""The rows of both services: every way to change them. Looking at them is in `rows`.

Speaks in API names and API values (text, exact decimals, UTC times as text); knows nothing of HTTP. Requests,
tests and the pages on which a person plays the other user all change rows through here, so the same rules hold.
"""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from .catalogue import AFTERMATHS, FOLLOW_UPS, REMOVALS, RULES
from .clock import Clock, SteadyClock, utc_now
from .columns import DATAVERSE, Table
from .database import COMPANY, VERSION, Database
from .deletions import Deletions
from .rows import Row, Rows, Selection
from .schema import Schema
from .shapes import reshaping_of
from .values import Reason, Refused, time_text
from .watching import Change, Event, Watchers

__all__ = ["EDITOR", "Row", "Selection", "Store"]

EDITOR = "editor_id"
DELEGATE = "_modifiedonbehalfby_value"
FIRST_VERSION = 1_000_000
VERSION_COLUMNS = ("versionnumber", "systemRowVersion")


@dataclass
class _Counter:
    """The last version given; one for all views of a store."""

    last: int


class Store(Rows):
    """All rows of both services, with what it takes to change them."""

    def __init__(self, path: Path | None = None, clock: Clock = utc_now, seed: int = 1) -> None:
        self.database = Database(path)
        self.schema = Schema(self.database)
        self.clock = SteadyClock(clock)
        self.deletions = Deletions(self.database)
        self.watchers = Watchers(self.database)
        self.company = ""
        self._visible: Mapping[str, str] = {}
        self._counter = _Counter(self._highest_version())
        self._seed = seed
        self._random = random.Random(f"{seed} {self._version}")  # noqa: S311 - made-up ids

    def version(self) -> int:
        """The version of the last change that is committed."""
        with self.database.lock:
            return self._version

    def reshape(self, name: str, **change: object) -> Table:
        """Change a table as `shapes.Reshaping` says; KeyError if there is none, raises `BadShape`."""
        return self.schema.reshape(name, reshaping_of(change))

    def transaction(self) -> AbstractContextManager[None]:
        """Several changes as one; an exception undoes all of them."""
        return self.watchers.transaction() if self.watchers else self.database.transaction()

    def create(self, name: str, values: Mapping[str, object], by: str | None = None) -> Row:
        """A new row as a user of the service would make it; raises `Refused`."""
        table = self.tables[name]
        intake = self.schema.intake(table)
        given = intake.clean(values)
        with self.transaction():
            row: Row = {**self.schema.hidden(table), **intake.defaults, **given}
            row[table.key] = row[table.key] if table.key in given else self.new_id()
            self._stamp(table, row, given, by, is_new=True)
            self._complete(table, row, given, None)
            self._insert(table, row)
            row = self._follow(table, row, None, by) or row
            self.watchers.note(
                Change(Event.CREATED, table, self.company, str(row[table.key]), None, row, (*given,), by)
            )
        return self.shown(name, row)

    def change(self, name: str, key: str, values: Mapping[str, object], by: str | None = None) -> Row:
        """Change columns of a row as a user of the service would; KeyError if it is gone, raises `Refused`."""
        table = self.tables[name]
        given = self.schema.intake(table).clean(values)
        with self.transaction():
            before = self.stored(name, key)
            if before is None:
                raise KeyError(key)
            row = {**before, **given}
            self._stamp(table, row, given, by)
            self._complete(table, row, given, before)
            self._update(table, row, before)
            row = self._follow(table, row, before, by) or row
            self.watchers.note(Change(Event.UPDATED, table, self.company, key.lower(), before, row, (*given,), by))
        return self.shown(name, row)

    def remove(self, name: str, key: str, by: str | None = None) -> bool:
        """Delete a row and what goes with it; False if there was none, raises `Refused`."""
        table, key = self.tables[name], key.lower()
        where = self.scoped(table, f'"{table.key}" = ?')
        sql = f'DELETE FROM "{name}" WHERE {where}'  # noqa: S608 - own names
        with self.transaction():
            before = self.stored(name, key) if self.watchers or name in REMOVALS or name in FOLLOW_UPS else None
            if before is not None and name in REMOVALS:
                REMOVALS[name](self, before, by)
            if self.database.run(sql, (key,)).rowcount == 0:
                return False
            if table.tracked:
                self._version += 1
                self.deletions.add(name, key, self._version)
            self._remove_lines(name, key, by)
            if before is not None and name in AFTERMATHS:
                AFTERMATHS[name](self, before, by)
            self._follow(table, None, before, by)
            self.watchers.note(Change(Event.DELETED, table, self.company, key, before, by=by))
        return True

    def _remove_lines(self, name: str, key: str, by: str | None) -> None:
        for table in [table for table in self.tables.values() if table.parent and table.parent.table == name]:
            lines = Selection(table, (table.key,), f'"{table.parent.column}" = ?' if table.parent else "", (key,))
            for (line,) in self.select(lines):
                self.remove(table.name, str(line), by)

    def load(self, rows: Iterable[tuple[str, Mapping[str, object]]], big: bool = False) -> None:
        """Take in many rows at once, with the keys and stamps they carry; rules are not applied."""
        later = self.database.indexes_at_the_end(self.tables.values()) if big else nullcontext()
        with self.transaction(), later:
            for name, group in groupby(rows, key=lambda pair: pair[0]):
                self._load(self.tables[name], (row for _, row in group))

    def clear(self) -> None:
        """Delete all rows of all tables and what was remembered about them; changed tables are as at the start."""
        self.schema.restore()
        with self.transaction():
            for name in (*self.tables, "_facts"):
                self.database.run(f'DELETE FROM "{name}"')  # noqa: S608 - own names
            self.deletions.clear()
        self._random.seed(f"{self._seed} {FIRST_VERSION}")

    def fact(self, name: str) -> str | None:
        """Something remembered beside the rows of the company, such as the last number of a series."""
        found = self.database.all("SELECT value FROM _facts WHERE name = ?", (f"{name} {self.company}".strip(),))
        return str(found[0][0]) if found else None

    def remember(self, name: str, value: str) -> None:
        """Keep a fact beside the rows."""
        self.database.run("INSERT OR REPLACE INTO _facts VALUES (?, ?)", (f"{name} {self.company}".strip(), value))

    def new_id(self) -> str:
        """A fresh id; the same sequence for the same seed."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def _stamp(self, table: Table, row: Row, given: Row, by: str | None, is_new: bool = False) -> None:
        self._version += 1
        row[VERSION] = self._version
        self._number(table, row)
        only_calculated = bool(given) and all(table.by_name[name].calculated for name in given)
        if table.modified and table.modified not in given and (is_new or not only_calculated):
            row[table.modified] = time_text(self.clock.now(table.service), table.by_name[table.modified].digits)
        if is_new and table.created and table.created not in given:
            row[table.created] = row.get(table.modified)
        if table.service == DATAVERSE:
            self._sign(table, row, by or self.fact(EDITOR), is_new)
            if DELEGATE in table.by_name:
                row[DELEGATE] = given.get(DELEGATE)

    def _number(self, table: Table, row: Row) -> None:
        for name in VERSION_COLUMNS:
            if name in table.by_name:
                row[name] = self._version

    def _sign(self, table: Table, row: Row, by: str | None, is_new: bool) -> None:
        if "_modifiedby_value" in table.by_name:
            row["_modifiedby_value"] = by
            row["_createdby_value"] = by if is_new else row["_createdby_value"]

    def _complete(self, table: Table, row: Row, given: Row, before: Row | None) -> None:
        rule = RULES.get(table.name)
        if rule is not None:
            rule(self, row, given, before)
        for name in self.schema.hidden(table):
            row.pop(name, None)

    def _follow(self, table: Table, row: Row | None, before: Row | None, by: str | None) -> Row | None:
        """What a change brings about in other rows; gives the row, which may have changed by that."""
        follow_up = FOLLOW_UPS.get(table.name)
        if follow_up is None:
            return row
        follow_up(self, {**self.schema.hidden(table), **row} if row else None, before, by)
        return self.stored(table.name, str(row[table.key])) if row else None

    def _insert(self, table: Table, row: Row) -> None:
        row = {**row, COMPANY: self.company} if table.in_companies else row
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
        names = [*table.by_name, VERSION, *([COMPANY] if table.in_companies else [])]
        listed = ", ".join(f'"{name}"' for name in names)
        sql = f'INSERT INTO "{table.name}" ({listed}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608 - own names
        self.database.many(sql, (self._loaded(table, row) for row in rows))

    def _loaded(self, table: Table, values: Mapping[str, object]) -> tuple[object, ...]:
        intake = self.schema.intake(table)
        row = {**intake.defaults, **intake.clean(values)}
        row[table.key] = row[table.key] if table.key in values else self.new_id()
        self._version += 1
        self._number(table, row)
        if table.modified and table.modified not in values:
            row[table.modified] = time_text(self.clock.now(table.service), table.by_name[table.modified].digits)
        company = (self.company,) if table.in_companies else ()
        return (*map(row.__getitem__, table.by_name), self._version, *company)

    @property
    def _version(self) -> int:
        return self._counter.last

    @_version.setter
    def _version(self, version: int) -> None:
        self._counter.last = version

    def _highest_version(self) -> int:
        highest = (self.database.all(f'SELECT max({VERSION}) FROM "{name}"')[0][0] for name in self.tables)  # noqa: S608
        return max(FIRST_VERSION, self.deletions.highest(), *(int(str(version)) for version in highest if version))


def _duplicate(table: Table, message: str) -> Refused:
    name = message.partition(", ")[0].rpartition(".")[2]
    column = table.by_name.get(name)
    return Refused(Reason.DUPLICATE if name == table.key else Reason.DUPLICATE_KEY, column)
