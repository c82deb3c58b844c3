"""What Dataverse reads along with rows: $expand over lookups and collections, with options of its own.

Related rows are read once for all rows of a page. Addresses below a row are in `navigation`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from ..columns import Column, Table
from ..exchange import Call
from ..expansions import parts_of
from ..filters import Condition
from ..literals import UnknownProperty
from ..permissions import Right
from ..places import Leads
from ..reading import BadOption, Page, Query, joined, read_all, read_query
from ..store import Row
from . import annotating, cookies, paging
from .permitting import permit

if TYPE_CHECKING:
    from .service import Dataverse

TO_ONE = {"$select", "$expand"}
TO_MANY = {"$select", "$expand", "$filter", "$orderby", "$top"}
AT_ONCE = 500
DEEPEST = 5
MOST = 10


@dataclass(frozen=True)
class Expansion:
    """One way to go along, what to read there by table, and where to go on from there.

    A lookup (`ours`) leads to one row of one of several tables, a collection (`theirs`) to many rows of one table.
    """

    name: str
    options: Mapping[str, str]
    queries: tuple[Query, ...]
    inner: tuple[Expansion, ...] = ()
    ours: Column | None = None
    theirs: Column | None = None


@dataclass(frozen=True)
class Asking:
    """On whose behalf rows are read along."""

    service: Dataverse
    call: Call
    size: int


def expansions_of(service: Dataverse, text: str, table: Table) -> tuple[Expansion, ...]:
    """The ways an $expand names; raises BadFilter and its kin."""
    return tuple(_expansions(service, paging.dialect(service).leads, text, table, DEEPEST))


def hidden(expansions: Sequence[Expansion], chosen: Sequence[str]) -> tuple[str, ...]:
    """Columns that were not selected and are needed to find related rows."""
    needed = (one.ours.name for one in expansions if one.ours is not None)
    return tuple(dict.fromkeys(name for name in needed if name not in chosen))


def shown(
    asking: Asking, table: Table, rows: list[Row], expansions: Sequence[Expansion], extra: Sequence[str]
) -> list[Row]:
    """The rows with annotations and related rows, and without the columns that only served to find these."""
    more = expanded(asking, table, rows, expansions)
    kept = [{name: value for name, value in row.items() if name not in extra} for row in rows] if extra else rows
    noted = annotating.annotated(asking.service.store, asking.call, table, kept)
    return [{**row, **added} for row, added in zip(noted, more, strict=True)] if expansions else noted


def expanded(asking: Asking, table: Table, rows: list[Row], expansions: Sequence[Expansion]) -> list[Row]:
    """What each row gets in addition: its related rows."""
    found: list[Row] = [{} for _ in rows]
    for one in expansions:
        add = _to_one if one.ours is not None else _to_many
        add(asking, table, rows, found, one)
    return found


def _expansions(service: Dataverse, leads: Leads, text: str, table: Table, depth: int) -> Iterator[Expansion]:
    if depth == 0:
        raise BadOption("The $expand is nested too deeply.")
    parts = parts_of(text, TO_MANY)
    if len(parts) > MOST:
        raise BadOption(f"Only {MOST} properties can be expanded.")
    for name, options in parts:
        back = leads.back(table, name)
        if back is not None:
            targets: tuple[Table, ...] = (back.table,)
        else:
            column, targets = leads.targets(table, name)
        inner_text = options.get("$expand", "")
        inner = tuple(_expansions(service, leads, inner_text, targets[0], depth - 1)) if inner_text else ()
        queries = tuple(_query(service, options, target) for target in _knowing(targets, options))
        if back is not None:
            yield Expansion(name, options, queries, inner, theirs=back.column)
        elif set(options) <= TO_ONE:
            yield Expansion(name, options, queries, inner, ours=column)
        else:
            raise BadOption(f"'{name}' is a single row; only $select and $expand go with it.")


def _knowing(targets: Sequence[Table], options: Mapping[str, str]) -> tuple[Table, ...]:
    """The targets that have the selected columns; raises UnknownProperty if none has."""
    names = [name.strip() for name in options.get("$select", "").split(",") if name.strip() not in ("", "*")]
    found = tuple(target for target in targets if all(name in target.by_name for name in names))
    if not found:
        raise UnknownProperty(next(name for name in names if name not in targets[0].by_name))
    return found


def _query(service: Dataverse, options: Mapping[str, str], table: Table) -> Query:
    permit(service, table, Right.READ)
    return paging.completed(read_query(paging.resolved(options), table, paging.dialect(service)), table)


def _to_one(asking: Asking, table: Table, rows: list[Row], found: list[Row], one: Expansion) -> None:
    column = one.ours
    assert column is not None
    keys = [str(row[column.name]) for row in rows if row.get(column.name)]
    related: dict[str, Row] = {}
    for query in one.queries:
        for row in _read(asking, query, one.inner, query.table.key, keys):
            key = str(row[query.table.key])
            kind = f"#Microsoft.Dynamics.CRM.{query.table.entity}"
            related[key] = {"@odata.type": kind, **row} if len(column.navigations[one.name]) > 1 else row
    for row, more in zip(rows, found, strict=True):
        more[one.name] = related.get(str(row[column.name]))


def _to_many(asking: Asking, table: Table, rows: list[Row], found: list[Row], one: Expansion) -> None:
    column, query = one.theirs, one.queries[0]
    assert column is not None
    shown = column.name in query.selected
    wider = query if shown else replace(query, selected=(*query.selected, column.name))
    related: dict[str, list[Row]] = defaultdict(list)
    for row in _read(asking, wider, one.inner, column.name, [str(row[table.key]) for row in rows]):
        related[str(row[column.name] if shown else row.pop(column.name))].append(row)
    limit = asking.size if query.top is None else min(query.top, asking.size)
    for row, more in zip(rows, found, strict=True):
        mine = related[str(row[table.key])]
        more[one.name] = mine[:limit]
        if len(mine) > limit and query.top is None:
            more[f"{one.name}@odata.nextLink"] = _next_link(asking, table, row, one, mine[limit - 1])


def _read(asking: Asking, query: Query, inner: Sequence[Expansion], name: str, keys: Sequence[str]) -> Iterator[Row]:
    """The rows with one of these keys in a column, in the query's order, with what is expanded on them."""
    wanted, extra = list(dict.fromkeys(keys)), hidden(inner, query.selected)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        condition = Condition(f'"{query.table.name}"."{name}" IN ({", ".join("?" * len(some))})', tuple(some))
        wider = replace(query, selected=(*query.selected, *extra), condition=joined(query.condition, condition))
        rows = read_all(asking.service.store, wider)
        yield from shown(asking, query.table, rows, inner, extra)


def _next_link(asking: Asking, table: Table, row: Row, one: Expansion, last: Row) -> str:
    """Where the rest of a collection is, behind the last row that was given."""
    query = one.queries[0]
    path = f"{table.entity_set}({row[table.key]})/{one.name}"
    url = f"{asking.call.root}/{path}?{urlencode(one.options, safe='$(),', quote_via=quote)}"
    stored = asking.service.store.stored(query.table.name, str(last[query.table.key])) or {}
    names = dict.fromkeys((*(order.column.name for order in query.orders), query.table.key))
    page = Page([], tuple(stored.get(name) for name in names))
    call = Call("GET", path, dict(one.options), root=asking.call.root, url=url)
    return cookies.next_link(call, paging.following(None, query, page))
