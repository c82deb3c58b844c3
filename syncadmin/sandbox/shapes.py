"""How a table can change while the service runs: what an administrator of either system does to it.

Values in, a new table out. Keeping it, and bringing the rows along, is for `schema` and `database`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .columns import Column, Option, Table
from .descriptions import BadDescription, read_field, undescribe


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
    _check_names(table, change)
    columns = [_renamed(column, change) for column in table.columns if column.name not in change.remove]
    columns = [_altered(column, change) for column in columns]
    names = [column.name for column in (*columns, *change.add)]
    if len({name.lower() for name in names}) < len(names):
        raise BadShape(f"{table.name} would have two columns of one name.")
    return replace(
        table,
        columns=(*columns, *change.add),
        modified=_role(table.modified, change),
        created=_role(table.created, change),
        name_column=_role(table.name_column, change),
        keys=tuple(key for key in table.keys if not set(key) & {*change.remove, *change.rename}),
    )


def _check_names(table: Table, change: Reshaping) -> None:
    asked = (*change.remove, *change.rename, *(name for name in change.alter if name not in change.rename.values()))
    for name in asked:
        if name not in table.by_name:
            raise BadShape(f"{table.name} has no column {name}.")
    if table.key in (*change.remove, *change.rename):
        raise BadShape(f"The key of {table.name} stays.")
    for name in change.options:
        if name not in table.by_name and name not in change.rename.values():
            raise BadShape(f"{table.name} has no column {name}.")


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


def _one[Described](kind: type[Described], value: object) -> Described:
    return value if isinstance(value, kind) else undescribe(kind, value)
