"""Rows of JSON become records: which columns, which key, which version, normal values; and writes become rows.

A column that is missing from a row is missing from the record; it never reads as blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from syncadmin.connections.clients.contract import Change, Column, ColumnKind, Write
from syncadmin.connections.clients.dataverse.lookups import bindings
from syncadmin.connections.clients.errors import BadAnswer, ColumnMissing, DataRefused
from syncadmin.connections.clients.http import Json
from syncadmin.connections.clients.limits import unfit, unwritable
from syncadmin.connections.clients.metadata import ANNOTATION, Table
from syncadmin.connections.clients.values import guid, moment, outgoing, reader, settled
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Side, Value

_Reader = tuple[str, Callable[[object], Value]]


def records(table: Table, columns: Sequence[str], rows: Iterable[Json]) -> list[Record]:
    """The records of rows; raises BadAnswer for a row that has no key or holds what its metadata exclude."""
    plain, ambiguous = _readers(table, columns)
    found = []
    for row in rows:
        try:
            key = guid(row[table.key])
            values = {name: read(row[name]) for name, read in plain if name in row}
            if ambiguous:
                values |= _leading_to(ambiguous, row)
            modified = moment(row.get(table.stamp)) if table.stamp else None
            version = str(row.get("@odata.etag") or "")
        except (ValueError, KeyError, TypeError) as error:
            raise BadAnswer(table.side, f"a row of {table.name} cannot be read: {error}") from None
        if key is None:
            raise BadAnswer(table.side, f"a row of {table.name} has no key")
        found.append(Record(table.side, table.name, key, version, values, modified))
    return found


def content(table: Table, write: Write) -> Json:
    """The JSON body of a write; raises ColumnMissing for an unknown column and ValueError for what it cannot hold."""
    raw = {name: outgoing(table.side, table.column(name), value) for name, value in write.values.items()}
    if table.side is Side.BC:
        return raw
    bound = {name: guid(key) for name, key in raw.items() if table.column(name).kind is ColumnKind.LOOKUP}
    plain = {name: value for name, value in raw.items() if name not in bound}
    if write.change is Change.CREATE and table.facts.parent:
        bound[parent_column(table)] = guid(write.parent)
    return plain | bindings(table, bound)


def parent_column(table: Table) -> str:
    """The name of the lookup of a line table that leads to its parent; raises ColumnMissing."""
    return parent_column_of(table).name


def parent_column_of(table: Table) -> Column:
    """The lookup of a line table that leads to its parent; raises ColumnMissing."""
    leading = (one.name for one in table.columns.values() if one.target == table.facts.parent and one.creatable)
    usual = f"_{table.facts.parent}id_value"
    return table.column(next(leading, usual) if usual not in table.columns else usual)


def lead_elsewhere(table: Table, writes: Iterable[Write]) -> bool:
    """Whether writing these needs to know where other tables are."""
    names = {name for write in writes for name in write.values}
    lookups = (name for name in names if name in table.columns and table.columns[name].kind is ColumnKind.LOOKUP)
    return bool(table.facts.parent) or any(lookups)


def carries(table: Table, record: Record, values: Mapping[str, Value]) -> bool:
    """Whether a record has exactly these values, as its columns can hold them."""
    return normal(table, values).items() <= record.values.items()


def normal(table: Table, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values as their columns can hold them."""
    return {name: settled(table.side, table.column(name), value) for name, value in values.items()}


def wanted(table: Table, name: str, values: Iterable[Value]) -> list[Value]:
    """The values as a column can hold them, each once; what it cannot hold is in no row."""
    column, found = table.column(name), []
    for value in values:
        try:
            found.append(settled(table.side, column, value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def unsendable(table: Table, write: Write) -> Problem | None:
    """What keeps a write from being sent: a column that does not exist or cannot be written, a value it cannot hold."""
    try:
        for name, value in write.values.items():
            column = table.column(name)
            problem = unwritable(table, column, write.change) or unfit(table, column, value)
            if problem:
                return problem
        if lead_elsewhere(table, [write]):
            content(table, write)  # whether what its lookups lead to can be named
    except ColumnMissing as error:
        return error.problem
    except ValueError as error:
        return DataRefused(table.side, str(error)).problem
    return None


def _readers(table: Table, columns: Sequence[str]) -> tuple[list[_Reader], list[Column]]:
    """How to read columns that a row carries under their names, and those that share a property with others."""
    known = [table.column(name) for name in columns]
    plain = [(one.name, reader(table.side, one)) for one in known if not one.source]
    return plain, [one for one in known if one.source]


def _leading_to(columns: Iterable[Column], row: Json) -> dict[str, Value]:
    """Lookups to several tables: the key in the column of the table it leads to, blank in the others."""
    found: dict[str, Value] = {}
    for column in columns:
        key, leads_to = guid(row.get(column.source)), row.get(f"{column.source}@{ANNOTATION}")
        if column.source in row and (key is None or leads_to):
            found[column.name] = key if leads_to == column.target else None
    return found
