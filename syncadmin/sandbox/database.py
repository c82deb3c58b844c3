"""The SQLite database under the store: one connection, nested transactions, and the tables' SQL.

Knows columns and indexes; what rows mean is the store's business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from .columns import ZERO_GUID, Column, Kind, Table

WHOLE_NUMBERS = {Kind.INTEGER, Kind.BIG, Kind.DECIMAL, Kind.DOUBLE, Kind.MONEY, Kind.BOOLEAN, Kind.CHOICE}
VERSION = "_version"
COMPANY = "_company"
FORMAT = 2


class BrokenData(Exception):
    """A data file that cannot be used; the text says which and why in one line."""


def fold(text: str | int | None) -> str | int | None:
    """Text as the services' case-insensitive comparisons see it."""
    return text.casefold() if isinstance(text, str) else text


class Database:
    """One SQLite connection shared by all request threads under one re-entrant lock."""

    def __init__(self, path: Path | None) -> None:
        self.lock = RLock()
        self._path = path
        self._depth = 0
        try:
            self._connection = _connect(path)
            self._prepare(path)
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

    @property
    def is_busy(self) -> bool:
        """Whether a transaction is under way; asked by whoever holds the lock."""
        return self._depth > 0

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

    def create(self, table: Table) -> None:
        """A table of SQL where there is none yet; raises BrokenData if the one that is there is another."""
        for statement in statements(table):
            self.run(statement)
        if not {*table.by_name, VERSION} <= self._columns(table.name):
            raise _other_version(self._path)

    def drop(self, name: str) -> None:
        """A table and its rows go, if it is there."""
        self.run(f'DROP TABLE IF EXISTS "{name}"')

    def rebuild(self, table: Table, renamed: Mapping[str, str]) -> None:
        """Give a table of SQL another shape; rows keep what still has a column, under its new name."""
        old = f"_old_{table.name}"
        self.run(f'ALTER TABLE "{table.name}" RENAME TO "{old}"')
        for (name,) in self.all("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", (old,)):
            if not str(name).startswith("sqlite_"):
                self.run(f'DROP INDEX "{name}"')
        for statement in statements(table):
            self.run(statement)
        before, sources = self._columns(old), {new: name for name, new in renamed.items()}
        kept = {name: source for name in self._columns(table.name) if (source := sources.get(name, name)) in before}
        names, values = (", ".join(f'"{name}"' for name in some) for some in (kept, kept.values()))
        self.run(f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{old}"')  # noqa: S608 - own names
        self.drop(old)

    def _columns(self, name: str) -> set[str]:
        """The columns a table of SQL has."""
        return {str(row[1]) for row in self.all(f'PRAGMA table_info("{name}")')}

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

    def _prepare(self, path: Path | None) -> None:
        (stored,) = self._connection.execute("PRAGMA user_version").fetchone()
        if stored not in (0, FORMAT):
            raise _other_version(path)
        with self.transaction():
            self._connection.execute("CREATE TABLE IF NOT EXISTS _facts (name TEXT PRIMARY KEY, value TEXT)")
            self._connection.execute(f"PRAGMA user_version = {FORMAT}")


def _other_version(path: Path | None) -> BrokenData:
    return BrokenData(f"The data file {path} was written by another version of the sandbox; remove it.")


def statements(table: Table) -> Iterator[str]:
    """The SQL that creates a table and its indexes where they are missing."""
    columns = ", ".join(_column_sql(column, table.key) for column in table.columns)
    company = f", {COMPANY} TEXT NOT NULL DEFAULT ''" if table.in_companies else ""
    yield f'CREATE TABLE IF NOT EXISTS "{table.name}" ({columns}, {VERSION} INTEGER NOT NULL{company})'
    yield from (statement for _, statement in indexes(table))


def indexes(table: Table) -> Iterator[tuple[str, str]]:
    """Name and SQL of each index of a table."""
    if table.modified:
        yield _index(table, table.modified, f'"{table.modified}", "{table.key}"')
    if table.tracked:
        yield _index(table, VERSION, VERSION)
    for column in table.columns:
        if column.unique:
            own = f", {COMPANY}" if table.in_companies else ""
            where = f""" WHERE "{column.name}" <> '{ZERO_GUID}'""" if column.kind is Kind.GUID else ""
            yield _index(table, column.name, f'"{column.name}"{own}', "UNIQUE ", where)
        elif column.indexed:
            what = f'fold("{column.name}")' if column.is_text else f'"{column.name}"'
            where = f' WHERE "{column.name}" IS NOT NULL' if column.kind is Kind.LOOKUP else ""
            yield _index(table, column.name, f'{what}, "{table.key}"', where=where)
    for key in table.keys if table.in_companies else ():
        yield _index(table, "_".join(key), ", ".join((*(f'"{name}"' for name in key), COMPANY)), "UNIQUE ")


def _column_sql(column: Column, key: str) -> str:
    kind = "INTEGER" if column.kind in WHOLE_NUMBERS else "TEXT"
    return f'"{column.name}" {kind}{" PRIMARY KEY" if column.name == key else ""}'


def _index(table: Table, name: str, what: str, unique: str = "", where: str = "") -> tuple[str, str]:
    full = f"{table.name}_{name}"
    return full, f'CREATE {unique}INDEX IF NOT EXISTS "{full}" ON "{table.name}" ({what}){where}'


def _connect(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=1, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -262144")
    return connection
