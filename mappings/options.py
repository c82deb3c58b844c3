"""What an option mapping is made of: the values a field of Business Central can have, and the options of Dataverse.

A value that is the key of another record (a property called ``paymentTermsId``) is named by that record, read live from
the table whose name the property has. Other values are options, or what records had when they were last read.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from mappings.compile import Columns
from mappings.models import FieldMapping
from mappings.trial import samples
from mappings.value_lines import as_typed
from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.contract import Column, ColumnKind, Remote
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

MOST_VALUES = 300
_NAMING = ("code", "number", "displayName", "description")


@dataclass(frozen=True)
class BcValue:
    """A value of Business Central; ``names`` is how people call it, code first."""

    value: str
    names: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """The names in one line."""
        return " – ".join(dict.fromkeys(self.names)) or self.value


def bc_values(row: FieldMapping, columns: Columns) -> list[BcValue] | Problem:
    """The values the row's field can have, as far as they are known; a problem if Business Central does not tell."""
    column = columns[Side.BC].get(row.bc_property)
    if column is None:
        return []
    if column.kind is ColumnKind.OPTION:
        return [BcValue(name, (name,)) for name in column.options.values() if name]
    if column.kind in (ColumnKind.GUID, ColumnKind.LOOKUP):
        return _related(row.mapping.connection, column)
    found = samples(row.mapping, row, Side.BC, MOST_VALUES)
    return [BcValue(as_typed(one.value), (as_typed(one.value),)) for one in found]


def equal_option(value: BcValue, options: Iterable[tuple[int, str]]) -> int | None:
    """The option whose caption is one of the names of a value, if there is exactly one."""
    names = {name.strip().casefold() for name in value.names}
    found = [number for number, label in options if label.strip().casefold() in names]
    return found[0] if len(found) == 1 else None


def _related(connection: Connection, column: Column) -> list[BcValue] | Problem:
    return ask({Side.BC: partial(_read, connection, column.name)})[Side.BC]


def _read(connection: Connection, name: str) -> list[BcValue]:
    client = open_hurried(connection, Side.BC)
    with closing(client):
        stem = name.removesuffix("Id")
        table = next((one for one in (stem, f"{stem}s") if one in client.tables()), "")
        return _rows(client, table) if table else []


def _rows(client: Remote, table: str) -> list[BcValue]:
    there = client.columns(table)
    naming = [one for one in _NAMING if one in there]
    found: list[BcValue] = []
    for page in client.changes(table, naming, ""):
        for record in page.records:
            names = [record.values.get(one) for one in naming]
            found.append(BcValue(record.key, tuple(str(one) for one in names if one)))
        if len(found) >= MOST_VALUES:
            break
    return sorted(found[:MOST_VALUES], key=lambda one: one.caption.casefold())
