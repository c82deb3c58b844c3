"""Dataverse's $apply: filter, groupby and aggregate, as one query over a table.

filter(statecode eq 0)/groupby((paymenttermscode),aggregate($count as total,creditlimit with sum as credit))
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..columns import Column, Kind, Table
from ..exchange import Call, Reply
from ..expansions import split
from ..filters import NUMBERS, Condition, Translation, condition
from ..places import Operand
from ..reading import BadOption, count_rows, joined
from ..store import Row, Selection
from ..values import shown
from . import paging
from .errors import Failure

if TYPE_CHECKING:
    from .service import Dataverse

STEP = re.compile(r"\s*(filter|groupby|aggregate)\((.*)\)\s*", re.DOTALL)
GROUPS = re.compile(r"\s*\(([^()]*)\)\s*(?:,\s*aggregate\((.*)\)\s*)?", re.DOTALL)
COUNT = re.compile(r"\s*\$count\s+as\s+(\w+)\s*")
AGGREGATE = re.compile(r"\s*([\w/]+)\s+with\s+(sum|average|min|max|countdistinct)\s+as\s+(\w+)\s*")
SQL = {
    "sum": "sum({})",
    "average": "avg({})",
    "min": "min({})",
    "max": "max({})",
    "countdistinct": "count(DISTINCT {})",
}
MOST = 50_000
Convert = Callable[[object], object]


@dataclass
class _Plan:
    """What is asked: a condition, the groups, and what is worked out for each of them by its SQL."""

    where: Condition = paging.EVERYTHING
    groups: dict[str, Operand] = field(default_factory=dict)
    results: dict[str, tuple[str, Convert]] = field(default_factory=dict)


def listing(service: Dataverse, call: Call, table: Table) -> Reply:
    """The groups of a set; raises BadFilter and its kin."""
    for name in call.query:
        if name.startswith("$") and name != "$apply":
            raise BadOption(f"The query parameter {name} is not supported together with $apply.")
    plan = _plan(service, table, paging.resolved(call.query, "$apply")["$apply"])
    _check_size(service, table, plan)
    names = [*plan.groups, *plan.results]
    context = f"{call.root}/$metadata#{table.entity_set}({','.join(names)})"
    return Reply(200, {"@odata.context": context, "value": _rows(service, table, plan)})


def _plan(service: Dataverse, table: Table, text: str) -> _Plan:
    plan = _Plan()
    dialect = paging.dialect(service)
    translation = Translation(table, dialect)
    for step in split(text, "/"):
        match = STEP.fullmatch(step)
        if match is None or plan.groups or plan.results:
            raise BadOption(f"The transformation '{step}' is not supported.")
        if match[1] == "filter":
            plan.where = joined(plan.where, condition(match[2], table, dialect))
        elif match[1] == "aggregate":
            _aggregate(plan, translation, match[2])
        else:
            _group(plan, translation, match[2])
    return plan


def _group(plan: _Plan, translation: Translation, text: str) -> None:
    match = GROUPS.fullmatch(text)
    if match is None or not match[1].strip():
        raise BadOption(f"The grouping '{text}' is not supported.")
    for path in match[1].split(","):
        plan.groups[path.strip()] = translation.named(path.strip())
    if match[2] is not None:
        _aggregate(plan, translation, match[2])


def _aggregate(plan: _Plan, translation: Translation, text: str) -> None:
    for part in split(text, ","):
        count, other = COUNT.fullmatch(part), AGGREGATE.fullmatch(part)
        if count:
            plan.results[count[1]] = ("count(*)", _same)
        elif other:
            operand = translation.named(other[1])
            plan.results[other[3]] = (SQL[other[2]].format(operand.sql), _conversion(operand.column, other[2]))
        else:
            raise BadOption(f"The aggregation '{part}' is not supported.")


def _conversion(column: Column, method: str) -> Convert:
    """How the result of a method over a column is shown; raises BadOption where it makes no sense."""
    if method == "countdistinct":
        return _same
    if method in ("sum", "average") and column.kind not in NUMBERS:
        raise BadOption(f"'{column.name}' is not a number.")
    if method in ("min", "max") and column.kind not in (*NUMBERS, Kind.DATE, Kind.TIME):
        raise BadOption(f"'{column.name}' has no order.")
    if column.is_scaled:
        return lambda value: None if value is None else _shown(column, round(float(str(value))))
    return _same if method == "average" else lambda value: _shown(column, value)


def _rows(service: Dataverse, table: Table, plan: _Plan) -> list[Row]:
    groups = [f"fold({operand.sql})" if operand.column.is_text else operand.sql for operand in plan.groups.values()]
    wanted = [*(operand.sql for operand in plan.groups.values()), *(sql for sql, _ in plan.results.values())]
    try:
        found = service.store.grouped(Selection(table, wanted, plan.where.sql, plan.where.parameters), groups)
    except sqlite3.OperationalError as error:
        raise BadOption("The transformation is too complex.") from error
    conversions: list[Convert] = [_shower(operand.column) for operand in plan.groups.values()]
    conversions += [convert for _, convert in plan.results.values()]
    return [_row([*plan.groups, *plan.results], values, conversions) for values in found]


def _row(names: Sequence[str], values: Sequence[object], conversions: Sequence[Convert]) -> Row:
    """One group; what was found along a path is nested as the path is."""
    row: Row = {}
    for name, value, convert in zip(names, values, conversions, strict=True):
        *steps, last = name.split("/")
        inner = row
        for step in steps:
            inner = inner.setdefault(step, {})  # type: ignore[assignment]
        inner[last] = convert(value)
    return row


def _shower(column: Column) -> Convert:
    return lambda value: _shown(column, value)


def _shown(column: Column, value: object) -> object:
    convert = shown(column, trimmed=False)
    return value if convert is None else convert(value)


def _same(value: object) -> object:
    return value


def _check_size(service: Dataverse, table: Table, plan: _Plan) -> None:
    """An aggregation over too many rows is refused."""
    query = paging.everything_of(table, plan.where)
    if count_rows(service.store, query, MOST) > MOST:
        raise Failure(400, "0x8004e023", "The maximum record limit is exceeded. Reduce the number of records.")
