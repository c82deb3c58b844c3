"""Dataverse's query functions by name, as SQL: lists, ranges, stretches of time, users, choices with several values.

Those about hierarchies and fiscal periods are not there. Which moments a stretch of time spans is in `periods`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from odata_query import ast

from ..columns import Column, Kind
from ..filters import Condition, Function, Translation
from ..literals import BadFilter, UnknownProperty, literal_value, moment
from ..places import Operand
from ..values import GUID, parse_time
from . import periods
from .periods import Stretch

SPACE = "Microsoft.Dynamics.CRM."
DATED = (Kind.TIME, Kind.DATE)


def one_of(translation: Translation, call: ast.Call) -> Condition:
    """In: the property has one of the values."""
    operand, values = _arguments(translation, call, "PropertyValues")
    pairs = [translation.texts(operand, _value(operand, value)) for value in values]
    marks = ", ".join("?" * len(pairs))
    return Condition(f"{pairs[0][0]} IN ({marks})", tuple(value for _, value in pairs))


def between(translation: Translation, call: ast.Call) -> Condition:
    """Between: the property lies in a closed range."""
    operand, values = _arguments(translation, call, "PropertyValues")
    if len(values) != 2:
        raise BadFilter("Between takes two values.")
    pairs = [translation.texts(operand, _value(operand, value)) for value in values]
    return Condition(f"{pairs[0][0]} BETWEEN ? AND ?", tuple(value for _, value in pairs))


def contain_values(translation: Translation, call: ast.Call) -> Condition:
    """ContainValues: one of the values is among those of a choice that takes several."""
    operand, values = _arguments(translation, call, "PropertyValues")
    if operand.column.kind is not Kind.CHOICES:
        raise BadFilter(f"'{operand.column.name}' does not take several values.")
    listed = [f"%,{_whole(value)},%" for value in values]
    test = " OR ".join([f"(',' || {operand.sql} || ',') LIKE ?"] * len(listed))
    return Condition(f"({test})", tuple(listed))


def opposite(work: Function, translation: Translation, call: ast.Call) -> Condition:
    """The rows a function does not find, but for those with nothing in the property."""
    inner = work(translation, call)
    return Condition(f"NOT ({inner.sql})", inner.parameters)


def on(name: str, translation: Translation, call: ast.Call) -> Condition:
    """On, OnOrAfter, OnOrBefore: by the day."""
    operand, values = _arguments(translation, call, "PropertyValue")
    day = _date(values[0])
    begin, end = (None if name == "OnOrBefore" else day), (None if name == "OnOrAfter" else day + timedelta(days=1))
    return _within(operand, (begin, end))


def fixed(name: str, translation: Translation, call: ast.Call) -> Condition:
    """Today, LastMonth and the like."""
    operand, _ = _arguments(translation, call, "")
    return _within(operand, periods.fixed(name, translation.dialect.now()))


def counted(name: str, translation: Translation, call: ast.Call) -> Condition:
    """LastXDays and the like."""
    operand, values = _arguments(translation, call, "PropertyValue")
    number = _whole(values[0])
    if not 0 < number <= periods.HIGHEST:
        raise BadFilter(f"The value of '{name}' must lie between 1 and {periods.HIGHEST}.")
    try:
        return _within(operand, periods.counted(name, translation.dialect.now(), number))
    except (ValueError, OverflowError) as error:
        raise BadFilter(f"The value of '{name}' is too large.") from error


def equal_user(translation: Translation, call: ast.Call) -> Condition:
    """EqualUserId: the property leads to the user who asks."""
    operand, _ = _arguments(translation, call, "")
    if operand.column.kind not in (Kind.LOOKUP, Kind.GUID):
        raise BadFilter(f"'{operand.column.name}' does not lead to a user.")
    return Condition(f"{operand.sql} = ?", (translation.dialect.user(),))


FUNCTIONS: Mapping[str, Function] = {
    f"{SPACE}In": one_of,
    f"{SPACE}NotIn": partial(opposite, one_of),
    f"{SPACE}Between": between,
    f"{SPACE}NotBetween": partial(opposite, between),
    f"{SPACE}ContainValues": contain_values,
    f"{SPACE}DoesNotContainValues": partial(opposite, contain_values),
    f"{SPACE}EqualUserId": equal_user,
    f"{SPACE}NotEqualUserId": partial(opposite, equal_user),
    **{f"{SPACE}{name}": partial(on, name) for name in ("On", "OnOrAfter", "OnOrBefore")},
    **{f"{SPACE}{name}": partial(fixed, name) for name in periods.FIXED},
    **{f"{SPACE}{name}": partial(counted, name) for name in periods.COUNTED},
}


def _arguments(translation: Translation, call: ast.Call, values_name: str) -> tuple[Operand, list[ast._Node]]:
    """The property a function is about, by any of its names, and its values."""
    named = {node.name.name: node.param for node in call.args if isinstance(node, ast.NamedParam)}
    name, values = named.get("PropertyName"), named.get(values_name)
    if (
        not isinstance(name, ast.String)
        or (values is None and values_name)
        or set(named) - {"PropertyName", values_name}
    ):
        raise BadFilter(f"The function '{call.func.name}' lacks a parameter or has one too many.")
    listed: list[ast._Node] = [*values.val] if isinstance(values, ast.List) else [*filter(None, [values])]
    if values_name == "PropertyValues" and (not isinstance(values, ast.List) or not listed):
        raise BadFilter(f"The function '{call.func.name}' takes a list of values.")
    return _operand(translation, name.val), listed


def _operand(translation: Translation, name: str) -> Operand:
    """A property as functions name it: lookups by the name of the column."""
    try:
        return translation.named(name)
    except UnknownProperty:
        column = translation.table.by_logical.get(name)
        if column is None:
            raise
        return translation.named(column.name)


def _within(operand: Operand, stretch: Stretch | None) -> Condition:
    if operand.column.kind not in DATED or stretch is None:
        raise BadFilter(f"'{operand.column.name}' is not a date.")
    begin, end = (None if limit is None else _stored(operand.column, limit) for limit in stretch)
    tests = [f"{operand.sql} {operator} ?" for operator, limit in ((">=", begin), ("<", end)) if limit is not None]
    return Condition(" AND ".join(tests), tuple(limit for limit in (begin, end) if limit is not None))


def _stored(column: Column, limit: datetime) -> object:
    """A limit as it compares with stored values; a day that has begun counts."""
    if column.kind is Kind.TIME:
        return moment(column, limit.isoformat())
    begun = limit.time() > datetime.min.time()
    return (limit.date() + timedelta(days=1) if begun else limit.date()).isoformat()


def _date(literal: ast._Node) -> datetime:
    """The day a value names, whether as text or not."""
    try:
        day = parse_time(str(getattr(literal, "val", "")))
        return day.replace(hour=0, minute=0, second=0, microsecond=0)
    except (ValueError, OverflowError) as error:
        raise BadFilter("The value is not a date.") from error


def _whole(literal: ast._Node) -> int:
    text = str(getattr(literal, "val", ""))
    if not isinstance(literal, (ast.Integer, ast.String)) or not (text.isascii() and text.lstrip("-").isdigit()):
        raise BadFilter(f"The value '{text}' is not a whole number.")
    return int(text[:12])


def _value(operand: Operand, literal: ast._Node) -> object:
    """Values come as text whatever the column is."""
    column = operand.column
    if not isinstance(literal, ast.String) or column.is_text:
        return literal_value(column, literal)
    text = literal.val.strip("{}")
    if column.kind in (Kind.GUID, Kind.LOOKUP):
        return literal_value(column, ast.GUID(text)) if GUID.fullmatch(text) else _misfit(column, text)
    if column.kind in DATED:
        return literal_value(column, ast.DateTime(text) if column.kind is Kind.TIME else ast.Date(text))
    if column.kind is Kind.BOOLEAN and text.lower() in ("true", "false", "0", "1"):
        return int(text.lower() in ("true", "1"))
    try:
        return literal_value(column, ast.Float(str(float(text))) if "." in text else ast.Integer(str(int(text))))
    except (ValueError, OverflowError):
        return _misfit(column, text)


def _misfit(column: Column, text: str) -> object:
    raise BadFilter(f"The value '{text}' does not fit '{column.name}'.")
