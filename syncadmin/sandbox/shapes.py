"""How a table can change while the service runs: what an administrator of either system does to it.

Values in, a new table out. Keeping it, and bringing the rows along, is for `schema` and `database`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .columns import DATAVERSE, Column, Kind, Option, Table, Writable
from .descriptions import BadDescription, Described, read_field, undescribe

NAME = re.compile(r"[A-Za-z_]\w{0,120}", re.ASCII)


class BadShape(ValueError):
    """A change that a table cannot go through."""


@dataclass(frozen=True)
class Reshaping:
    """What becomes of one table, in this order; columns are named as they are read.

    remove: columns that disappear, with their values
    rename: new names by old ones; the values stay
    alter: by column, other values for fields of `Column`: `{"name": {"length": 40, "writable": "never"}}`
    options: by column, members its enumeration or choice gets in addition
    add: new columns, blank in all rows
    """

    remove: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    alter: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    add: tuple[Column, ...] = ()


def reshaping_of(wanted: Mapping[str, object]) -> Reshaping:
    """A change from its JSON form or from keyword arguments; raises BadShape."""
    known = {
        "remove": _names,
        "rename": dict,
        "alter": dict,
        "options": _options,
        "add": lambda columns: tuple(_one(Column, column) for column in _list(columns)),
    }
    try:
        return Reshaping(**{name: known[name](value) for name, value in wanted.items()})  # type: ignore[operator]
    except KeyError as error:
        raise BadShape(f"A table cannot be changed by {error}; there are {', '.join(known)}.") from error
    except (BadDescription, TypeError, ValueError) as error:
        raise BadShape(str(error)) from error


def reshaped(table: Table, change: Reshaping) -> Table:
    """The table after a change; raises BadShape."""
    _check(table, change)
    columns = [_renamed(column, change) for column in table.columns if column.name not in change.remove]
    columns = [_altered(column, change) for column in columns]
    names = [column.name.lower() for column in (*columns, *change.add)]
    if len(set(names)) < len(names):
        raise BadShape(f"{table.name} would have two columns of one name.")
    parent = table.parent
    return replace(
        table,
        columns=(*columns, *change.add),
        modified=_role(table.modified, change),
        created=_role(table.created, change),
        name_column=_role(table.name_column, change),
        parent=None if parent is None else replace(parent, column=_role(parent.column, change)),
        keys=tuple(key for key in table.keys if not {*change.remove, *change.rename}.intersection(key)),
    )


def new_table(wanted: Mapping[str, object]) -> Table:
    """A table from its description, completed with what every table of its service has; raises BadShape.

    `{"service": "dataverse", "entity": "cr_thing", "entity_set": "cr_things", "columns": [{"name": "cr_name"}]}`
    """
    is_dataverse = wanted.get("service") == DATAVERSE
    entity = str(wanted.get("entity", ""))
    key = str(wanted.get("key") or (f"{entity}id" if is_dataverse else "id"))
    usual = _usual(is_dataverse)
    try:
        given = tuple(_one(Column, column) for column in _list(wanted.get("columns", ())))
        taken = {column.name for column in given}
        every = (Column(key, Kind.GUID, writable=Writable.ON_CREATE), *given, *usual)
        columns = tuple(column for column in every if column in given or column.name not in taken)
        roles = {"modified": usual[0].name, "created": usual[1].name if is_dataverse else "", "label": entity}
        name = next((column.name for column in given if column.kind is Kind.TEXT), key)
        return undescribe(Table, {**roles, "name_column": name, "key": key, **wanted, "columns": columns})
    except BadDescription as error:
        raise BadShape(str(error)) from error


def _usual(is_dataverse: bool) -> tuple[Column, ...]:
    """The columns a service itself gives to each table."""
    if is_dataverse:
        times = (Column(name, Kind.TIME, writable=Writable.NEVER) for name in ("modifiedon", "createdon"))
        return (*times, Column("versionnumber", Kind.BIG, writable=Writable.NEVER))
    return (Column("lastModifiedDateTime", Kind.TIME, digits=3, writable=Writable.NEVER),)


def _check(table: Table, change: Reshaping) -> None:
    """Whether all columns a change is about are there, and may go."""
    left = (table.by_name.keys() - {*change.remove, *change.rename}) | {*change.rename.values()}
    for names, there in (
        ((*change.remove, *change.rename), table.by_name.keys()),
        ((*change.alter, *change.options), left),
    ):
        for name in names:
            if name not in there:
                raise BadShape(f"{table.name} has no column {name}.")
    if table.key not in left or table.parent is not None and table.parent.column in change.remove:
        raise BadShape(f"{table.name} keeps its key, and what leads to its parent.")
    for column in change.add:
        if not NAME.fullmatch(column.name):
            raise BadShape(f"{column.name!r} is no name for a column.")


def _renamed(column: Column, change: Reshaping) -> Column:
    new = change.rename.get(column.name)
    return column if new is None else replace(column, name=new)


def _altered(column: Column, change: Reshaping) -> Column:
    added = change.options.get(column.name, ())
    if added:
        column = replace(column, options=(*column.options, *added))
    try:
        wanted = {name: read_field(Column, name, value) for name, value in change.alter.get(column.name, {}).items()}
    except BadDescription as error:
        raise BadShape(str(error)) from error
    if "name" in wanted or "kind" in wanted:
        raise BadShape(f"{column.name} keeps its kind, and is given another name by renaming it.")
    return replace(column, **wanted)


def _role(name: str, change: Reshaping) -> str:
    """What a column with a special part is called afterwards; empty where it is gone."""
    return "" if name in change.remove else change.rename.get(name, name)


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in ([value] if isinstance(value, str) else _list(value)))


def _options(value: object) -> dict[str, tuple[Option, ...]]:
    if not isinstance(value, Mapping):
        raise BadShape("Options are given by the name of their column.")
    return {str(name): tuple(_one(Option, option) for option in _list(found)) for name, found in value.items()}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else [value]


def _one(kind: type[Described], value: object) -> Described:
    return value if isinstance(value, kind) else undescribe(kind, value)
