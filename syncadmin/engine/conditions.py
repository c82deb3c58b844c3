"""How a filter compares: its operators, and whether a value passes.

Every operator is one that both systems can evaluate, and each side compares texts as its system does: Business Central
by case, Dataverse not. Only *is* compares by case on both, as it always did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from syncadmin.engine.values import Side, Value


class Operator(StrEnum):
    """How a value is compared with those of a condition."""

    IS = "is"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"
    BETWEEN = "between"
    CONTAINS = "contains"
    BEGINS = "begins"


TEXT_OPERATORS = frozenset({Operator.CONTAINS, Operator.BEGINS})


def passes(operator: Operator, side: Side, wanted: Sequence[Value], value: Value) -> bool:
    """Whether a value passes; None among the wanted lets blank pass. What cannot be compared does not pass."""
    if operator is Operator.IS or value is None:
        return value in wanted
    bounds = [one for one in wanted if one is not None]
    try:
        if operator in TEXT_OPERATORS:
            return any(_matches(operator, side, str(one), value) for one in bounds)
        return bool(_COMPARISONS[operator](value, bounds))
    except (TypeError, IndexError):
        return False


def _matches(operator: Operator, side: Side, part: str, value: Value) -> bool:
    if not isinstance(value, str):
        return False
    if side is Side.DATAVERSE:
        part, value = part.casefold(), value.casefold()
    return part in value if operator is Operator.CONTAINS else value.startswith(part)


_COMPARISONS: Mapping[Operator, Callable[[Any, list[Any]], bool]] = {
    Operator.LESS: lambda value, bounds: value < bounds[0],
    Operator.AT_MOST: lambda value, bounds: value <= bounds[0],
    Operator.MORE: lambda value, bounds: value > bounds[0],
    Operator.AT_LEAST: lambda value, bounds: value >= bounds[0],
    Operator.BETWEEN: lambda value, bounds: bounds[0] <= value <= bounds[1],
}
