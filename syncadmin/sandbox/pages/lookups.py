"""The rows a column may refer to: all of them in a list to choose from, or those a search finds where they are many."""

from __future__ import annotations

from dataclasses import dataclass

from ..business_central.rules.related import local_currency
from ..columns import Column, Kind, Table
from ..store import Row, Store
from .values import option_name

MANY = 150


@dataclass(frozen=True)
class Choice:
    """One entry of a drop-down list."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class Lookup:
    """What a field offers; `searchable` where there are more rows than a list can show."""

    choices: tuple[Choice, ...] = ()
    searchable: bool = False


def lookup_of(store: Store, column: Column, value: str, wanted: str = "") -> Lookup:
    """What may be chosen in a column that says something, of many rows those a search finds."""
    related = [store.tables[name] for name in column.targets if name in store.tables]
    if not related:
        return Lookup(_choices(_options(column), value))
    many = sum(store.count(table.name) for table in related) > MANY
    search = wanted if many else ""
    found: dict[str, str] = {}
    for table in related:
        rows = store.find(table.name, search, table.name_column, limit=MANY) if search or not many else []
        found |= {_value(table, column, row): row_title(table, row, len(related) > 1) for row in rows}
    if value and value not in found:
        found = {value: title_of(store, column, value) or value} | found
    return Lookup(_choices(_blank(store, column) | found, value), many)


def title_of(store: Store, column: Column, value: object) -> str:
    """What people call the row a column refers to; empty where there is none."""
    for table in (store.tables[name] for name in column.targets if name in store.tables):
        by = _key(table, column)
        row = store.get(table.name, str(value)) if by == table.key else _by(store, table, by, value)
        if row is not None:
            return row_title(table, row)
    return ""


def row_title(table: Table, row: Row, says_what: bool = False) -> str:
    """What people call a row: its number or code and its name."""
    keys = [column.name for column in table.columns if column.unique and column.kind is not Kind.GUID][:1]
    names = dict.fromkeys(name for name in (*keys, table.name_column) if name in table.by_name)
    text = " – ".join(str(row[name]) for name in names if row[name])
    return f"{text} ({(table.label or table.entity).lower()})" if says_what else text or str(row[table.key])


def _by(store: Store, table: Table, name: str, value: object) -> Row | None:
    stored = store.stored_by(table.name, name, value)
    return None if stored is None else store.shown(table.name, stored)


def _key(table: Table, column: Column) -> str:
    """The column of a related table that is referred to: its id, or its code or number."""
    if column.kind in (Kind.GUID, Kind.LOOKUP):
        return table.key
    return next((name for name in ("code", "number", "no") if name in table.by_name), table.key)


def _value(table: Table, column: Column, row: Row) -> str:
    return str(row[_key(table, column)])


def _blank(store: Store, column: Column) -> dict[str, str]:
    """Nothing, which for a currency is the local one."""
    local = local_currency(store) if column.name == "currencyCode" else ""
    return {local: f"{local} – local currency" if local else "–"}


def _options(column: Column) -> dict[str, str]:
    if column.kind is Kind.BOOLEAN:
        return {"false": "No", "true": "Yes"}
    if column.kind is Kind.ENUM:
        return {option.name: option_name(option.name) for option in column.options}
    if column.kind is Kind.CHOICE:
        blank = {"": "–"} if column.default is None else {}
        return blank | {str(option.value): option.name for option in column.options}
    return {}


def _choices(offered: dict[str, str], value: str) -> tuple[Choice, ...]:
    if offered and value not in offered:
        offered = {**offered, value: value or "–"}
    return tuple(Choice(key, text, key == value) for key, text in offered.items())
