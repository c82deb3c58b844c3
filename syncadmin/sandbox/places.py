"""From the names in a filter to SQL: columns of the row a filter is about, of rows its lookups lead to, and of the rows
that lead to it.

What is compared with what is decided in `filters`; which names lead to which table is the service's (`Leads`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from .columns import Column, Table
from .literals import UnknownProperty

Reference = Callable[[str], str]


@dataclass(frozen=True)
class Operand:
    """A column, perhaps inside tolower or the like, as SQL."""

    column: Column
    sql: str
    folded: bool = False
    parameters: tuple[object, ...] = ()


@dataclass(frozen=True)
class Place:
    """A row a filter speaks of: its table, and how SQL calls it."""

    table: Table
    alias: str

    def sql(self, name: str) -> str:
        """A column of the row in SQL."""
        return f'"{self.alias}"."{name}"'


@dataclass(frozen=True)
class Back:
    """A collection-valued property: the rows of a table whose lookup leads here."""

    name: str
    table: Table
    column: Column


@dataclass(frozen=True)
class Leads:
    """Where the names of a table lead: lookups to other tables, and collections back from them."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    collections: Callable[[Mapping[str, Table], Table], Mapping[str, Back]] = lambda tables, table: {}

    def targets(self, table: Table, name: str) -> tuple[Column, tuple[Table, ...]]:
        """The lookup a navigation property writes, and the tables it leads to; raises UnknownProperty."""
        column = table.by_navigation.get(name)
        names = column.navigations[name] if column else ()
        found = tuple(self.tables[target] for target in names if target in self.tables)
        if column is None or not found:
            raise UnknownProperty(name)
        return column, found

    def back(self, table: Table, name: str) -> Back | None:
        """The collection a name stands for."""
        return self.collections(self.tables, table).get(name)


class Paths:
    """Makes SQL of the paths in one filter; every row on the way gets an alias of its own."""

    def __init__(self, leads: Leads) -> None:
        self._leads = leads
        self._numbers = count(1)

    def operand(self, place: Place, names: Sequence[str]) -> Operand:
        """The column at the end of a path; raises UnknownProperty."""
        return self._value(place.table, place.sql, names)

    def collection(self, place: Place, names: Sequence[str]) -> tuple[Place, str]:
        """The rows of a collection at the end of a path, and the SQL that says which those are."""
        *steps, last = names
        table = place.table
        for step in steps:
            table = self._leads.targets(table, step)[1][0]
        back = self._leads.back(table, last)
        if back is None:
            raise UnknownProperty("/".join(names))
        key = self._value(place.table, place.sql, (*steps, table.key)).sql
        found = Place(back.table, self._alias())
        return found, f"{found.sql(back.column.name)} = {key}"

    def _value(self, table: Table, sql: Reference, names: Sequence[str]) -> Operand:
        name, *rest = names
        if not rest:
            column = table.by_name.get(name)
            if column is None:
                raise UnknownProperty(name)
            return Operand(column, sql(name))
        lookup, targets = self._leads.targets(table, name)
        knowing = [target for target in targets if rest[0] in target.by_name or rest[0] in target.by_navigation]
        if not knowing:
            raise UnknownProperty("/".join(names))
        found = [self._value(target, self._related(target, sql(lookup.name)), rest) for target in knowing]
        every = ", ".join(operand.sql for operand in found)
        return found[0] if len(found) == 1 else Operand(found[0].column, f"coalesce({every})")

    def _related(self, table: Table, key: str) -> Reference:
        """How SQL reads a column of the row that has this key."""
        place = Place(table, self._alias())
        behind = f'FROM "{table.name}" AS "{place.alias}" WHERE {place.sql(table.key)} = {key}'
        return lambda name: f"(SELECT {place.sql(name)} {behind})"

    def _alias(self) -> str:
        return f"_related{next(self._numbers)}"
