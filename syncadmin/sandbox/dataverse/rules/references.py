"""What rows have to do with each other: lookups lead somewhere, and what becomes of those left behind by a deletion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...columns import DATAVERSE, Column, OnDelete, Table, Writable
from ...values import Reason, Refused

if TYPE_CHECKING:
    from ...store import Row, Store


def check_lookups(store: Store, table: Table, given: Row) -> None:
    """Refuse a lookup that leads nowhere."""
    for name, key in given.items():
        column = table.lookups.get(name) if key is not None else None
        if column is not None:
            known = [target for target in column.targets if target in store.tables]
            if known and not any(_is_there(store, target, key) for target in known):
                raise Refused(Reason.RELATION, column, key, detail=known[0])


def _is_there(store: Store, name: str, key: object) -> bool:
    return bool(keys_with(store, name, {store.tables[name].key: key}, 1))


def check_required(table: Table, row: Row, before: Row | None) -> None:
    """Refuse a row without what the service insists on, and a change that takes it away."""
    for column in table.enforced:
        if row[column.name] is None and (before is None or before[column.name] is not None):
            raise Refused(Reason.MISSING, column)


def check_unique(store: Store, table: Table, row: Row, before: Row | None, *names: str) -> None:
    """Refuse a row for which another one has the same values in some columns; text without regard to case."""
    if any(row[name] is None for name in names) or (before and all(row[name] == before[name] for name in names)):
        return
    if any(key != row[table.key] for key in keys_with(store, table.name, {name: row[name] for name in names}, 2)):
        raise Refused(Reason.DUPLICATE, table.by_name.get(names[-1]))


def keys_with(store: Store, name: str, values: Row, limit: int = -1) -> list[str]:
    """The keys of the rows of a table with some stored values; none where table or columns are gone."""
    table = store.tables.get(name)
    if table is None or not values.keys() <= table.by_name.keys():
        return []
    conditions = [f'fold("{name}") = fold(?)' if table.by_name[name].is_text else f'"{name}" = ?' for name in values]
    sql = f'SELECT "{table.key}" FROM "{table.name}" WHERE {" AND ".join(conditions)} LIMIT ?'  # noqa: S608 - own names
    return [str(key) for (key,) in store.database.all(sql, (*values.values(), limit))]


def check_associations(store: Store, name: str, before: Row) -> None:
    """Refuse to delete a row that others cannot do without."""
    table = store.tables[name]
    for other, column in _referring(store, table):
        restricts = column.on_delete is OnDelete.RESTRICT
        if restricts and keys_with(store, other.name, {column.name: before[table.key]}, 1):
            raise Refused(Reason.ASSOCIATED, column, before[table.key], detail=other.entity)


def follow_deletion(name: str, store: Store, before: Row, by: str | None) -> None:
    """Delete what goes with a row that is gone, and clear the references to it."""
    table = store.tables[name]
    for other, column in _referring(store, table):
        for key in keys_with(store, other.name, {column.name: before[table.key]}):
            if column.on_delete is OnDelete.CASCADE:
                store.remove(other.name, key, by)
            else:
                store.change(other.name, key, {column.name: None}, by)


def _referring(store: Store, table: Table) -> Iterator[tuple[Table, Column]]:
    """The columns through which rows may refer to rows of a table; those the service keeps for itself do not count."""
    for other in [one for one in store.tables.values() if one.service == DATAVERSE]:
        for column in other.lookups.values():
            if table.name in column.targets and column.writable is not Writable.NEVER:
                yield other, column
