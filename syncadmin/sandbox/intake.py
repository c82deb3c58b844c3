"""The way of API values into the columns of a table: names, blanks, checks and defaults.

Made once per table, because every row of every request and of the demo data goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .columns import DATAVERSE, Column, Table
from .values import CLEANERS


class Intake:
    """Turns what a client, a test or the demo data says about a row into stored values."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._ways = {name: _way(table, column) for name, column in (table.by_name | table.by_navigation).items()}
        self.defaults = {column.name: _default(table, column) for column in table.columns}

    def clean(self, values: Mapping[str, object]) -> dict[str, object]:
        """The stored values by column; KeyError for a name the table does not have, raises `Refused`."""
        cleaned: dict[str, object] = {}
        for name, value in values.items():
            if name not in self._ways:
                raise KeyError(f"{self._table.name} has no column {name}")
            column, blank, trims, cleaner = self._ways[name]
            if trims and isinstance(value, str):
                value = value.strip() or None
            cleaned[column.name] = blank if value is None else cleaner(column, value)
        return cleaned


def _way(table: Table, column: Column) -> tuple[Column, object, bool, Callable[[Column, object], object]]:
    """Column, its blank, whether text is trimmed (Dataverse takes blanks for nothing), and the check."""
    return column, table.blank(column), table.service == DATAVERSE and column.is_text, CLEANERS[column.kind]


def _default(table: Table, column: Column) -> object:
    return table.blank(column) if column.default is None else CLEANERS[column.kind](column, column.default)
