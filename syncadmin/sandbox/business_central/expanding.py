"""What is read along with rows: $expand with its own $select, $filter, $orderby, $top and $expand.

Related rows are read once for all rows of a page. Which ways there are is in `navigation`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..columns import Table
from ..expansions import parts_of
from ..filters import Condition, Dialect
from ..literals import UnknownProperty
from ..permissions import Right
from ..reading import BadOption, Query, read_page, read_query
from ..store import Row, Store
from .navigation import Navigation, navigations
from .permitting import permit
from .places import Place

OPTIONS = {"$select", "$filter", "$orderby", "$top", "$skip", "$count", "$expand"}
AT_ONCE = 500
DEEPEST = 5
ALL = 10_000_000


@dataclass(frozen=True)
class Expansion:
    """One way to go along, what to read there, and where to go on from there."""

    way: Navigation
    query: Query
    inner: tuple[Expansion, ...] = ()


def read_expansions(text: str, place: Place, dialect: Dialect) -> tuple[Expansion, ...]:
    """The ways an $expand names; raises BadFilter and its kin."""
    return tuple(_expansions(text, place, place.table, dialect, DEEPEST))


def hidden(expansions: Sequence[Expansion], chosen: Sequence[str]) -> tuple[str, ...]:
    """Properties that were not selected and are needed to find related rows."""
    return tuple(dict.fromkeys(one.way.ours for one in expansions if one.way.ours not in chosen))


def expand(store: Store, rows: list[Row], expansions: Sequence[Expansion], extra: Sequence[str]) -> list[Row]:
    """The rows with what is related to them, and without the properties that only served to find it."""
    for one in expansions:
        _add(store, rows, one)
    for row in rows if extra else ():
        for name in extra:
            del row[name]
    return rows


def _expansions(text: str, place: Place, table: Table, dialect: Dialect, depth: int) -> Iterator[Expansion]:
    if not text.strip():
        return
    if depth == 0:
        raise BadOption("The $expand is nested too deeply.")
    ways = navigations(place.api, place.store.tables, table)
    for name, options in parts_of(text, OPTIONS):
        if name not in ways:
            raise UnknownProperty(name)
        target = ways[name].target
        permit(replace(place, table=target), Right.READ)
        inner = tuple(_expansions(options.pop("$expand", ""), place, target, dialect, depth - 1))
        yield Expansion(ways[name], read_query(options, target, dialect), inner)


def _add(store: Store, rows: list[Row], one: Expansion) -> None:
    if not one.way.theirs:
        for row in rows:
            row.update(_listed(one, _read(store.of(str(row["id"])), one, Condition(""))))
        return
    found = _related(store, [str(row[one.way.ours]) for row in rows], one)
    for row in rows:
        mine = found.get(str(row[one.way.ours]), [])
        if one.way.many:
            row.update(_listed(one, mine))
        else:
            row[one.way.name] = mine[0] if mine else None


def _listed(one: Expansion, rows: list[Row]) -> Row:
    """The related rows of one row, and how many there are if that was asked."""
    query, end = one.query, None
    if query.top is not None:
        end = query.skip + query.top
    counted: Row = {f"{one.way.name}@odata.count": len(rows)} if query.count else {}
    return {**counted, one.way.name: rows[query.skip : end]}


def _related(store: Store, keys: list[str], one: Expansion) -> dict[str, list[Row]]:
    """The related rows by the value that relates them."""
    wanted, theirs = list(dict.fromkeys(keys)), one.way.theirs
    is_shown = theirs in one.query.selected
    wider = one if is_shown else replace(one, query=replace(one.query, selected=(*one.query.selected, theirs)))
    found: dict[str, list[Row]] = defaultdict(list)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        marks = ", ".join("?" * len(some))
        for row in _read(store, wider, Condition(f'"{theirs}" IN ({marks})', tuple(some))):
            found[str(row[theirs] if is_shown else row.pop(theirs))].append(row)
    return found


def _read(store: Store, one: Expansion, scope: Condition) -> list[Row]:
    query, extra = one.query, hidden(one.inner, one.query.selected)
    both = " AND ".join(f"({condition.sql})" for condition in (scope, query.condition) if condition.sql)
    condition = Condition(both, (*scope.parameters, *query.condition.parameters))
    wider = replace(query, selected=(*query.selected, *extra), condition=condition, skip=0)
    return expand(store, read_page(store, wider, ALL, None).rows, one.inner, extra)
