"""Conditions of the engine as filters of OData, where a service understands them as the engine does.

Business Central compares texts by case and fails at times on the blank member of an enumeration; Dataverse does not
regard case and drops rows without a value from comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.odata import equals
from syncadmin.connections.clients.values import settled
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side, Value

_NEVER_BLANK = (ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.BOOLEAN)


def exact_filter(table: Table, conditions: Iterable[Condition]) -> str | None:
    """The filter that lets the same rows pass as these conditions; None if there is none."""
    parts = []
    for one in conditions:
        column = table.column(one.property)
        if one.side is not table.side or not one.values or not all(_is_exact(column, table.side, one.values)):
            return None
        parts.append(_negated(column, one) if one.negated else _positive(column, one))
    return " and ".join(parts)


def held_values(table: Table, column: str, values: Iterable[Value]) -> list[Value]:
    """The values as the column holds them, each once; what it cannot hold is the value of no row."""
    found: dict[Value, None] = {}
    for value in values:
        with suppress(ValueError):
            found[settled(table.side, table.column(column), value)] = None
    return list(found)


def _is_exact(column: Column, side: Side, values: Sequence[Value]) -> Iterator[bool]:
    """Whether the service compares with each value as the engine does."""
    for value in values:
        if column.source or column.kind is ColumnKind.OPTIONS:
            yield False
        elif side is Side.BC:
            blank = (ColumnKind.OPTION, *_NEVER_BLANK)
            yield value is not None or column.kind not in blank
        else:
            is_text = isinstance(value, str) and column.kind not in (ColumnKind.GUID, ColumnKind.LOOKUP)
            yield not is_text or str(value).lower() == str(value).upper()


def _positive(column: Column, one: Condition) -> str:
    return "(" + " or ".join(equals(one.side, column, value) for value in one.values) + ")"


def _negated(column: Column, one: Condition) -> str:
    """None of the values; a row without a value counts as having another one, unless blank is among them."""
    differs = [equals(one.side, column, value).replace(" eq ", " ne ", 1) for value in one.values]
    if one.side is Side.BC or None in one.values:
        return "(" + " and ".join(differs) + ")"
    return f"({' and '.join(differs)} or {column.read_as} eq null)"
