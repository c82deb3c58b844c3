"""Changing the options of choices while the service runs: at once, or when they are published.

The options are those of the tables as they are now (`store.schema`); what waits to be published is remembered beside
the rows, by the name of the set: `account.paymenttermscode`, or the name of a shared one.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from ..columns import DATAVERSE, Column, Option, Table
from ..descriptions import describe, undescribe
from ..store import Store

FACT = "unpublished options"
Waiting = dict[str, list[object]]


@dataclass(frozen=True)
class OptionSet:
    """The options of one column, or of all columns that share a set."""

    name: str
    columns: tuple[tuple[Table, Column], ...]

    @property
    def column(self) -> Column:
        """The column, or the first of those that share the set."""
        return self.columns[0][1]


def option_set(store: Store, shared: str, table: str = "", column: str = "") -> OptionSet | None:
    """A shared set by its name, or that of a column; None if there is none."""
    tables = [one for one in store.tables.values() if one.service == DATAVERSE]
    if not shared:
        found = next((one.by_logical.get(column) for one in tables if one.entity == table), None)
        if found is None or not found.options:
            return None
        if not found.option_set:
            return OptionSet(f"{table}.{column}", ((store.tables[table], found),))
        shared = found.option_set
    members = tuple((one, each) for one in tables for each in one.columns if each.option_set == shared)
    return OptionSet(shared, members) if members else None


def options_of(store: Store, found: OptionSet) -> tuple[Option, ...]:
    """The options with what waits to be published."""
    waiting = _waiting(store).get(found.name)
    return found.column.options if waiting is None else _read(waiting)


def change(store: Store, found: OptionSet, options: tuple[Option, ...], at_once: bool) -> None:
    """Put other options in the place of those there are."""
    if at_once:
        _apply(store, found, options)
        return
    waiting = {**_waiting(store), found.name: [describe(option) for option in options]}
    store.remember(FACT, json.dumps(waiting))


def publish(store: Store, names: Collection[str] | None) -> None:
    """Let everybody see what waits: all of it, or that of some tables and shared sets."""
    left: Waiting = {}
    for name, options in _waiting(store).items():
        table, _, column = name.rpartition(".")
        if names is not None and (table or name) not in names:
            left[name] = options
            continue
        found = option_set(store, "" if table else name, table, column)
        if found is not None:
            _apply(store, found, _read(options))
    store.remember(FACT, json.dumps(left))


def _apply(store: Store, found: OptionSet, options: tuple[Option, ...]) -> None:
    changed: dict[str, dict[str, Column]] = {}
    for table, column in found.columns:
        changed.setdefault(table.name, {})[column.name] = replace(column, options=options)
    for name, columns in changed.items():
        table = store.tables[name]
        store.schema.restate(replace(table, columns=tuple(columns.get(one.name, one) for one in table.columns)))


def _waiting(store: Store) -> Waiting:
    found = json.loads(store.fact(FACT) or "{}")
    return dict(found)


def _read(options: list[object]) -> tuple[Option, ...]:
    return tuple(undescribe(Option, option) for option in options)
