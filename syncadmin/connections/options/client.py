"""Dataverse with its options: a table called ``account.paymenttermscode`` is the options of that column.

Everything else is asked of Dataverse itself. What the rows are is in ``table``, what they are called in ``keys``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from syncadmin.connections.clients import writing
from syncadmin.connections.clients.contract import Changes, Column, ColumnKind, TableFacts, Write, Written
from syncadmin.connections.clients.dataverse.client import Dataverse
from syncadmin.connections.clients.errors import TableMissing
from syncadmin.connections.options.keys import is_option_table, place_of, value_of
from syncadmin.connections.options.table import COLUMNS, OptionTable
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Record, Side, Value


class DataverseWithOptions(Dataverse):
    """See ``contract.Remote``."""

    def tables(self) -> Mapping[str, TableFacts]:
        """The tables of the environment; those of options are known when they are asked for by name."""
        return _Tables(super().tables(), lambda name: self._options(name).described.facts)

    def columns(self, table: str) -> Mapping[str, Column]:
        """Value and label."""
        return self._described(table) if is_option_table(table) else super().columns(table)

    def describe(self, table: str) -> Mapping[str, Column]:
        """The same."""
        return self._described(table) if is_option_table(table) else super().describe(table)

    def changes(self, table: str, columns: Sequence[str], mark: str) -> Iterator[Changes]:
        """All options; nothing tells which of them changed."""
        if not is_option_table(table):
            return super().changes(table, columns, mark)
        return iter([Changes(list(self._options(table).records(columns).values()), whole=True)])

    def by_keys(self, table: str, columns: Sequence[str], keys: Sequence[str]) -> dict[str, Record]:
        """Options by key; those that were chosen for new ones lead to these as well."""
        if not is_option_table(table):
            return super().by_keys(table, columns, keys)
        there = self._options(table).records(columns)
        return {key: there[value] for key in keys if (value := value_of(table, key)) in there}

    def keys(self, table: str) -> Iterator[list[str]]:
        """The keys of all options."""
        if not is_option_table(table):
            return super().keys(table)
        return iter([[one.key for one in self._options(table).records().values()]])

    def count(self, table: str, conditions: Sequence[Condition] = ()) -> int | None:
        """How many options satisfy the conditions."""
        if not is_option_table(table):
            return super().count(table, conditions)
        rows = self._options(table).records().values()
        return sum(all(one.admits(row) for one in conditions) for row in rows)

    def find(self, table: str, columns: Sequence[str], column: str, values: Sequence[Value]) -> list[Record]:
        """Options by value or label."""
        if not is_option_table(table):
            return super().find(table, columns, column, values)
        return [row for row in self._options(table).records(columns).values() if row.values.get(column) in values]

    def alike(
        self, table: str, columns: Sequence[str], values: Mapping[str, Value], since: datetime | None
    ) -> list[Record]:
        """Options with exactly these values, however old they are."""
        if not is_option_table(table):
            return super().alike(table, columns, values, since)
        rows = self._options(table).records(columns).values()
        return [row for row in rows if all(row.values.get(name) == value for name, value in values.items())]

    def lines(
        self, table: str, columns: Sequence[str], parents: Sequence[str], above: str = ""
    ) -> dict[str, list[Record]]:
        """Options have no parents."""
        return {} if is_option_table(table) else super().lines(table, columns, parents, above)

    def write(self, table: str, columns: Sequence[str], writes: Sequence[Write]) -> list[Written]:
        """Add and rename options."""
        if not is_option_table(table):
            return super().write(table, columns, writes)
        known = self._options(table)
        send, look = partial(known.send, columns=columns), partial(known.look, columns=columns)
        return writing.carry_out(known.described, writes, send, look, self._http.rest)

    def _described(self, table: str) -> Mapping[str, Column]:
        self._options(table)
        return COLUMNS

    def _options(self, table: str) -> OptionTable:
        """A table of options by name; raises TableMissing."""
        name, column = place_of(table)
        choice = super().columns(name).get(column)
        if choice is None or choice.kind is not ColumnKind.OPTION:
            raise TableMissing(Side.DATAVERSE, f"{column} is no choice of {name}", facts={"table": table})
        return OptionTable(table, choice.caption, self._option_set)


class _Tables(Mapping[str, TableFacts]):
    """The tables there are, with those of options behind them."""

    def __init__(self, rows: Mapping[str, TableFacts], options: Callable[[str], TableFacts]) -> None:
        self._rows, self._of_options = rows, options

    def __getitem__(self, name: str) -> TableFacts:
        if not is_option_table(name):
            return self._rows[name]
        try:
            return self._of_options(name)
        except TableMissing:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
