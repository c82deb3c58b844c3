"""The SQLite database under the store: one connection, nested transactions, and the tables' SQL.

Knows columns and indexes; what rows mean is the store's business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from .columns import Column, Kind, Table

WHOLE_NUMBERS = {Kind.INTEGER, Kind.BIG, Kind.DECIMAL, Kind.BOOLEAN, Kind.CHOICE}
VERSION = "_version"
FORMAT = 1


class BrokenData(Exception):
    """A data file that cannot be used; the text says which and why in one line."""


def fold(text: str | int | None) -> str | int | None:
    """Text as the services' case-insensitive comparisons see it."""
    return text.casefold() if isinstance(text, str) else text


class Database:
    """One SQLite connection shared by all request threads under one re-entrant lock."""

    def __init__(self, path: Path | None, tables: Iterable[Table]) -> None:
        self.lock = RLock()
        self._depth = 0
        try:
            self._connection = _connect(path)
            self._create(list(tables), path)
            self._check(path)
        except (sqlite3.Error, OSError) as error:
            raise BrokenData(f"The data file {path} cannot be used: {error}.") from error

    def run(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        """Execute one statement; the caller holds the lock or needs only this one."""
        with self.lock:
            return self._connection.execute(sql, parameters)

    def all(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Execute one query and fetch everything."""
        with self.lock:
            return self._connection.execute(sql, parameters).fetchall()

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute one statement for each row."""
        with self.lock:
            self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; may be nested, and an inner one may fail alone."""
        with self.lock:
            name = f"level{self._depth}"
            self._connection.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self._undo(name)
                raise
            self._depth -= 1
            self._connection.execute(f"RELEASE {name}" if self._depth else "COMMIT")

    @contextmanager
    def indexes_at_the_end(self, tables: Iterable[Table]) -> Iterator[None]:
        """For a big load: indexes are built once, which is far quicker than row by row."""
        every = [pair for table in tables for pair in indexes(table)]
        for name, _ in every:
            self.run(f'DROP INDEX IF EXISTS "{name}"')
        yield
        for _, statement in every:
            self.run(statement)

    def close(self) -> None:
        """Give the file back."""
        with self.lock:
            self._connection.close()

    def _undo(self, name: str) -> None:
        if self._depth:
            self._connection.execute(f"ROLLBACK TO {name}")
            self._connection.execute(f"RELEASE {name}")
        else:
            self._connection.execute("ROLLBACK")

    def _check(self, path: Path | None) -> None:
        """A file that was cut off shows here and not in the middle of a demo."""
        (verdict,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if path is not None and verdict != "ok":
            raise BrokenData(f"The data file {path} is damaged; remove it to start anew.")

    def _create(self, tables: list[Table], path: Path | None) -> None:
        (stored,) = self._connection.execute("PRAGMA user_version").fetchone()
        if stored not in (0, FORMAT):
            raise BrokenData(f"The data file {path} was written by another version of the sandbox; remove it.")
        with self.transaction():
            for table in tables:
                for statement in statements(table):
                    self._connection.execute(statement)
            self._connection.execute("CREATE TABLE IF NOT EXISTS _facts (name TEXT PRIMARY KEY, value TEXT)")
            self._connection.execute(f"PRAGMA user_version = {FORMAT}")


def statements(table: Table) -> Iterator[str]:
    """The SQL that creates a table and its indexes where they are missing."""
    columns = ", ".join(_column_sql(column, table.key) for column in table.columns)
    yield f'CREATE TABLE IF NOT EXISTS "{table.name}" ({columns}, {VERSION} INTEGER NOT NULL)'
    yield from (statement for _, statement in indexes(table))


def indexes(table: Table) -> Iterator[tuple[str, str]]:
    """Name and SQL of each index of a table."""
    if table.modified:
        yield _index(table, table.modified, f'"{table.modified}", "{table.key}"')
    if table.tracked:
        yield _index(table, VERSION, VERSION)
    for column in table.columns:
        if column.unique:
            yield _index(table, column.name, f'"{column.name}"', unique="UNIQUE ")
        elif column.indexed:
            yield _index(table, column.name, f'fold("{column.name}"), "{table.key}"')


def _column_sql(column: Column, key: str) -> str:
    kind = "INTEGER" if column.kind in WHOLE_NUMBERS else "TEXT"
    return f'"{column.name}" {kind}{" PRIMARY KEY" if column.name == key else ""}'


def _index(table: Table, name: str, what: str, unique: str = "") -> tuple[str, str]:
    full = f"{table.name}_{name}"
    return full, f'CREATE {unique}INDEX IF NOT EXISTS "{full}" ON "{table.name}" ({what})'


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=1, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -262144")
    return connection
