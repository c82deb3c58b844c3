"""The alternate keys of tables: which there are, whether they work yet, and that no two rows share one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..columns import Table
from ..options import Options
from ..store import Row, Selection, Store
from .errors import Failure

ACCOUNT_NUMBER = ("accountnumber",)


@dataclass(frozen=True)
class Key:
    """An alternate key by the names under which its columns are read."""

    name: str
    columns: tuple[str, ...]


def defined(table: Table, options: Options) -> list[Key]:
    """All keys of a table; accounts have one only where an administrator has made it."""
    own = [ACCOUNT_NUMBER] if options.alternate_key and table.name == "account" else []
    found = [columns for columns in (*table.keys, *own) if set(columns) <= table.by_name.keys()]
    logical = [[table.by_name[name].logical for name in columns] for columns in found]
    return [Key("_".join((*names, "key")), columns) for names, columns in zip(logical, found, strict=True)]


def active(table: Table, options: Options) -> list[Key]:
    """The keys rows can be looked up by: those whose index is built."""
    return defined(table, options) if options.key_status == "Active" else []


def check(store: Store, options: Options, table: Table, values: Mapping[str, object], before: Row | None) -> None:
    """Refuse values (as a client sends them, by column) with which two rows would share a key; raises Failure."""
    for key in active(table, options):
        if not set(key.columns).isdisjoint(values):
            _check(store, table, key, values, before)


def _check(store: Store, table: Table, key: Key, values: Mapping[str, object], before: Row | None) -> None:
    given = store.schema.intake(table).clean({name: values[name] for name in key.columns if name in values})
    wanted = {name: given[name] if name in given else before and before[name] for name in key.columns}
    if None in wanted.values():
        return
    compared = {f'fold("{name}")' if table.by_name[name].is_text else f'"{name}"': name for name in wanted}
    where = " AND ".join(f"{sql} = ?" for sql in compared)
    folded = tuple(value.casefold() if isinstance(value, str) else value for value in wanted.values())
    found = store.select(Selection(table, (table.key,), where, folded, limit=2))
    if any(row[0] != (before and before[table.key]) for row in found):
        titles = ", ".join(table.by_name[name].title for name in key.columns)
        raise Failure(
            412,
            "0x80060892",
            f"A record that has the attribute values {titles} already exists. The entity key requires that this set "
            f"of attributes contains unique values. Select unique values and try again.",
        )
