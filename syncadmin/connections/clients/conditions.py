"""Conditions of the engine as filters of OData, where a service understands them as the engine does.

Business Central compares texts by case and fails at times on the blank member of an enumeration; Dataverse does not
regard case and drops rows without a value from comparisons. Which comparisons make sense for a column is said here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.odata import equals, quoted
from syncadmin.connections.clients.values import settled
from syncadmin.engine.conditions import TEXT_OPERATORS, Operator
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side, Value

_NEVER_BLANK = (ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.BOOLEAN)
_DATES = (ColumnKind.DATE, ColumnKind.MOMENT)
_ORDERED = (ColumnKind.INTEGER, ColumnKind.DECIMAL, *_DATES)
_TEXTS = (ColumnKind.TEXT, ColumnKind.CODE)
_WILDCARDS = re.compile(r"[%_\[]")
_SIGNS = {Operator.LESS: "lt", Operator.AT_MOST: "le", Operator.MORE: "gt", Operator.AT_LEAST: "ge"}
_FUNCTIONS = {Operator.CONTAINS: "contains", Operator.BEGINS: "startswith"}


def operators(column: Column) -> tuple[Operator, ...]:
    """The comparisons that both systems can make with such a column; none with several options in one."""
    if column.kind is ColumnKind.OPTIONS:
        return ()
    if column.kind in _ORDERED:
        return tuple(one for one in Operator if one not in TEXT_OPERATORS)
    return (Operator.IS, *_FUNCTIONS) if column.kind in _TEXTS else (Operator.IS,)


def may_be_blank(column: Column, side: Side) -> bool:
    """Whether a value can be missing at all: numbers and yes or no always have one in Business Central."""
    return side is Side.DATAVERSE or column.kind not in _NEVER_BLANK


def exact_filter(table: Table, conditions: Iterable[Condition]) -> str | None:
    """The filter that lets the same rows pass as these conditions; None if there is none."""
    parts = []
    for one in conditions:
        part = _part(table, one) if one.side is table.side and one.values else None
        if part is None:
            return None
        parts.append(part)
    return " and ".join(parts)


def held_values(table: Table, column: str, values: Iterable[Value]) -> list[Value]:
    """The values as the column holds them, each once; what it cannot hold is the value of no row."""
    found: dict[Value, None] = {}
    for value in values:
        with suppress(ValueError):
            found[settled(table.side, table.column(column), value)] = None
    return list(found)


def _part(table: Table, one: Condition) -> str | None:
    column = table.column(one.property)
    if one.operator not in operators(column) or column.source:
        return None
    if one.operator is not Operator.IS:
        return _compared(column, one)
    one = _without_blank_member(column, one)
    if not all(_is_exact(column, table.side, one.values)):
        return None
    return _negated(column, one) if one.negated else _positive(column, one)


def _without_blank_member(column: Column, one: Condition) -> Condition:
    """The same said by the other members of an enumeration of Business Central, where the blank one is named."""
    if one.side is Side.DATAVERSE or column.kind is not ColumnKind.OPTION or None not in one.values:
        return one
    others = tuple(name for name in column.options.values() if name.strip() and name not in one.values)
    return Condition(one.side, one.property, one.caption, others, not one.negated) if others else one


def _is_exact(column: Column, side: Side, values: Sequence[Value]) -> Iterator[bool]:
    """Whether the service compares with each value as the engine does."""
    for value in values:
        if side is Side.BC:
            blank = (ColumnKind.OPTION, *_NEVER_BLANK)
            yield value is not None or column.kind not in blank
        else:
            is_text = isinstance(value, str) and column.kind not in (ColumnKind.GUID, ColumnKind.LOOKUP)
            yield not is_text or str(value).lower() == str(value).upper()


def _compared(column: Column, one: Condition) -> str | None:
    """A comparison other than *is*; rows without a value pass only where blank is among the values."""
    values = [value for value in one.values if value is not None]
    blank = None in one.values
    if one.negated or not values or (blank and not may_be_blank(column, one.side)):
        return None
    parts = [_comparison(column, one.operator, one.side, values)]
    if one.side is Side.BC and column.kind in _DATES:
        parts += [_differs(one.side, column, None)]  # a blank date is a very early one there
    compared = " and ".join(parts) if len(parts) > 1 else parts[0]
    return f"(({compared}) or {equals(one.side, column, None)})" if blank else f"({compared})"


def _comparison(column: Column, operator: Operator, side: Side, values: Sequence[Value]) -> str:
    if operator in _FUNCTIONS:
        found = (f"{_FUNCTIONS[operator]}({column.read_as},{_quoted_part(side, str(value))})" for value in values)
        return " or ".join(found)
    signs = ("ge", "le") if operator is Operator.BETWEEN else (_SIGNS[operator],)
    pairs = zip(signs, values, strict=False)
    return " and ".join(equals(side, column, value).replace(" eq ", f" {sign} ", 1) for sign, value in pairs)


def _quoted_part(side: Side, part: str) -> str:
    """A part of a text; Dataverse takes some signs for wildcards unless they are in brackets."""
    return quoted(_WILDCARDS.sub(r"[\g<0>]", part) if side is Side.DATAVERSE else part)


def _positive(column: Column, one: Condition) -> str:
    return "(" + " or ".join(equals(one.side, column, value) for value in one.values) + ")"


def _negated(column: Column, one: Condition) -> str:
    """None of the values; a row without a value counts as having another one, unless blank is among them."""
    differs = [_differs(one.side, column, value) for value in one.values]
    if one.side is Side.BC or None in one.values:
        return "(" + " and ".join(differs) + ")"
    return f"({' and '.join(differs)} or {column.read_as} eq null)"


def _differs(side: Side, column: Column, value: Value) -> str:
    return equals(side, column, value).replace(" eq ", " ne ", 1)
