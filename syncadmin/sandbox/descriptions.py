"""Tables, columns and their like as plain JSON values, and back again.

Used for what is kept in the data file and for what another process sends. Values at their default are left out, so
that an added field of a dataclass changes nothing that was written before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Described = TypeVar("Described")


class BadDescription(ValueError):
    """A description nothing can be made of."""


def describe(value: object) -> Any:
    """A dataclass, or what is inside one, as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        said = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: describe(found) for field, found in said if not _is_default(field, found)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): describe(found) for name, found in value.items()}
    return [describe(found) for found in value] if isinstance(value, (list, tuple)) else value


def undescribe(kind: type[Described], value: object) -> Described:
    """The dataclass a description stands for; raises BadDescription."""
    hints = _hints_of(cast(Any, kind))
    if not isinstance(value, Mapping):
        raise BadDescription(f"A {kind.__name__} is described by an object, not by {value!r}.")
    for name in value:
        if name not in hints:
            raise BadDescription(f"A {kind.__name__} has no {name}.")
    try:
        return kind(**{name: _read(hints[name], found) for name, found in value.items()})
    except TypeError as error:
        raise BadDescription(str(error)) from error


def read_field(kind: type, name: str, value: object) -> Any:
    """The value of one field of a dataclass; raises BadDescription."""
    if name not in _hints_of(kind):
        raise BadDescription(f"A {kind.__name__} has no {name}.")
    return _read(_hints_of(kind)[name], value)


@cache
def _hints_of(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init and not field.name.startswith("_")}


def _is_default(field: Field[Any], value: object) -> bool:
    return field.default is not MISSING and value == field.default and type(value) is type(field.default)


def _read(hint: Any, value: object) -> Any:
    kind: Any = get_origin(hint) or hint
    if kind in (Union, UnionType):
        return _read_one_of([one for one in get_args(hint) if one is not type(None)], value)
    if kind is tuple:
        return _read_tuple(get_args(hint), value)
    if isinstance(value, kind) and (is_dataclass(kind) or isinstance(value, Enum)):
        return value
    if is_dataclass(kind):
        found: object = undescribe(cast(Any, kind), value)
        return found
    return _member(kind, value) if issubclass(kind, Enum) else _read_plain(kind, value)


def _read_plain(kind: Any, value: object) -> object:
    """A text, number or truth value; a truth value is no number."""
    if kind is float and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return float(value)
    if kind is not object and (not isinstance(value, kind) or isinstance(value, bool) and kind is not bool):
        raise BadDescription(f"{value!r} is not of type {kind.__name__}.")
    return value


def _read_one_of(hints: list[Any], value: object) -> Any:
    """The first kind that fits; whether None is among them was seen to by whoever wrote it down."""
    for hint in hints[:-1]:
        try:
            return _read(hint, value)
        except BadDescription:
            continue
    return None if value is None else _read(hints[-1], value)


def _read_tuple(inner: tuple[Any, ...], value: object) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise BadDescription(f"A list was expected, not {value!r}.")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_read(inner[0], found) for found in value)
    return tuple(_read(one, found) for one, found in zip(inner, value, strict=False))


def _member(hint: type[Enum], value: object) -> Enum:
    try:
        return hint(value)
    except ValueError as error:
        raise BadDescription(str(error)) from error
