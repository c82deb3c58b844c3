"""Rows of JSON become records: which columns, which key, which version, normal values.

A column that is missing from a row is missing from the record; it never reads as blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from syncadmin.connections.clients.contract import Write
from syncadmin.connections.clients.errors import BadAnswer, ColumnMissing, DataRefused, RemoteError
from syncadmin.connections.clients.http import Json
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.values import guid, moment, outgoing, reader, settled
from syncadmin.engine.values import Record, Value


def records(table: Table, columns: Sequence[str], rows: Iterable[Json]) -> list[Record]:
    """The records of rows; raises BadAnswer for a row that has no key or holds what its metadata exclude."""
    readers = [(name, reader(table.side, table.column(name))) for name in columns]
    found = []
    for row in rows:
        try:
            key = guid(row[table.key])
            values = {name: read(row[name]) for name, read in readers if name in row}
            modified = moment(row.get(table.stamp)) if table.stamp else None
            version = str(row.get("@odata.etag") or "")
        except (ValueError, KeyError, TypeError) as error:
            raise BadAnswer(table.side, f"a row of {table.name} cannot be read: {error}") from None
        if key is None:
            raise BadAnswer(table.side, f"a row of {table.name} has no key")
        found.append(Record(table.side, table.name, key, version, values, modified))
    return found


def content(table: Table, write: Write) -> Json:
    """The JSON body of a write; raises ColumnMissing for an unknown column."""
    return {name: outgoing(table.side, table.column(name), value) for name, value in write.values.items()}


def carries(table: Table, record: Record, values: Mapping[str, Value]) -> bool:
    """Whether a record has exactly these values, as its columns can hold them."""
    return normal(table, values).items() <= record.values.items()


def normal(table: Table, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values as their columns can hold them."""
    return {name: settled(table.side, table.column(name), value) for name, value in values.items()}


def unsendable(table: Table, write: Write) -> RemoteError | None:
    """The error that keeps a write from being sent: a column that does not exist, a value of another kind."""
    try:
        content(table, write)
    except ColumnMissing as error:
        return error
    except ValueError as error:
        return DataRefused(table.side, str(error))
    return None
