"""The way of API values into the columns of a table: names, blanks, checks and defaults.

Made once per table, because every row of every request and of the demo data goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .columns import DATAVERSE, Column, Kind, Table
from .values import CLEANERS, Reason, Refused

EARLIEST = "1753-01-01"
Cleaner = Callable[[Column, object], object]


class Intake:
    """Turns what a client, a test or the demo data says about a row into stored values."""

    def __init__(self, table: Table) -> None:
        self._table = table
        names = table.by_logical | table.by_navigation | table.by_name
        self._ways = {name: _way(table, column) for name, column in names.items()}
        self.defaults = {column.name: _default(table, column) for column in table.columns}

    def clean(self, values: Mapping[str, object]) -> dict[str, object]:
        """The stored values by column; KeyError for a name the table does not have, raises `Refused`."""
        cleaned: dict[str, object] = {}
        ways = self._ways
        for name, value in values.items():
            if name not in ways:
                raise KeyError(f"{self._table.name} has no column {name}")
            stored, column, blank, trims, cleaner = ways[name]
            if trims and isinstance(value, str):
                value = value.strip() or None
            cleaned[stored] = blank if value is None else cleaner(column, value)
        return cleaned


def _way(table: Table, column: Column) -> tuple[str, Column, object, bool, Cleaner]:
    """Name and column, its blank, whether text is trimmed (Dataverse takes blanks for nothing), and the check."""
    is_dataverse = table.service == DATAVERSE
    cleaner = _not_too_early if is_dataverse and column.kind in (Kind.DATE, Kind.TIME) else CLEANERS[column.kind]
    trims = is_dataverse and (column.is_text or column.kind is Kind.CHOICES)
    return column.name, column, table.blank(column), trims, cleaner


def _not_too_early(column: Column, value: object) -> object:
    """Dataverse knows no day before 1753."""
    cleaned = CLEANERS[column.kind](column, value)
    if str(cleaned) < EARLIEST:
        raise Refused(Reason.RANGE, column, value)
    return cleaned


def _default(table: Table, column: Column) -> object:
    return table.blank(column) if column.default is None else CLEANERS[column.kind](column, column.default)
