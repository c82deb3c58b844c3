"""Deep insert: a new row with new rows of other tables that lead to it, all of them or none.

They are named by the collections of the first row's table; what one of them says is a body as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call
from ..places import Back
from ..store import Row
from . import writing
from .bodies import values_of
from .errors import bad_payload
from .relations import collections

if TYPE_CHECKING:
    from .service import Dataverse

Body = Mapping[str, object]


def apart(service: Dataverse, table: Table, body: Body) -> tuple[Row, dict[str, object]]:
    """What a body says of its own row, and the collections in it by name."""
    ways = collections(service.store.tables, table) if any(isinstance(one, list) for one in body.values()) else {}
    own = {name: value for name, value in body.items() if name not in ways}
    return own, {name: value for name, value in body.items() if name in ways}


def create(service: Dataverse, call: Call, table: Table, values: Row, below: Mapping[str, object]) -> Row:
    """A new row and the rows below it."""
    ways = collections(service.store.tables, table)
    with service.store.transaction():
        row = writing.create(service, call, table, values)
        for way, child in _children(ways, below):
            own, further = apart(service, way.table, child)
            given = {**values_of(service, way.table, own, is_new=True), way.column.name: row[table.key]}
            create(service, call, way.table, given, further)
        return service.store.get(table.name, str(row[table.key])) or row


def _children(ways: Mapping[str, Back], below: Mapping[str, object]) -> Iterator[tuple[Back, Body]]:
    for name, rows in below.items():
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise bad_payload(f"The property '{name}' is a collection of entities.")
        yield from ((ways[name], one) for one in rows)
