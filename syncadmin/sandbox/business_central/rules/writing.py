"""How rules change other rows: whatever an administrator made of the tables, what is gone is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...columns import ZERO_GUID

if TYPE_CHECKING:
    from ...store import Row, Store


def add(store: Store, table: str, values: Mapping[str, object]) -> Row:
    """A new row; one without an id where the table is gone."""
    if store.schema.known(table) is None:
        return {**values, "id": ZERO_GUID}
    return {**values, **store.create(table, _known(store, table, values))}


def alter(store: Store, table: str, key: object, values: Mapping[str, object]) -> Row:
    """Other values for a row; nothing where table or row are gone."""
    if store.schema.known(table) is None or store.stored(table, str(key)) is None:
        return dict(values)
    return {**values, **store.change(table, str(key), _known(store, table, values))}


def shown(store: Store, table: str, row: Row) -> Row:
    """A stored row as its service shows it, with nothing in what is gone."""
    return {**store.schema.hidden(store.tables[table]), **store.shown(table, row)}


def _known(store: Store, table: str, values: Mapping[str, object]) -> Row:
    return {name: value for name, value in values.items() if name in store.tables[table].by_name}
