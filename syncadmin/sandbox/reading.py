"""Reading entity sets: the query options of a request, and pages of rows by key or by an order.

Pages continue after the last row that was given, never by counting rows. How the continuation is written into a
nextLink, and which options a service refuses, is the services' own business.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .columns import Column, Table
from .database import VERSION
from .etags import etag
from .filters import Condition, Dialect, condition
from .literals import BadFilter, UnknownProperty
from .schema import converters
from .store import Row, Selection, Store


class BadOption(BadFilter):
    """A query option the service refuses."""


@dataclass(frozen=True)
class Order:
    """One column of an $orderby."""

    column: Column
    descending: bool = False

    @property
    def sql(self) -> str:
        """The expression rows are ordered by; text without regard to case."""
        folded = self.column.is_text and not self.column.unique
        return f'fold("{self.column.name}")' if folded else f'"{self.column.name}"'


@dataclass(frozen=True)
class Query:
    """What a request asks of one entity set."""

    table: Table
    selected: tuple[str, ...]
    condition: Condition
    orders: tuple[Order, ...]
    top: int | None
    skip: int
    count: bool


@dataclass(frozen=True)
class Page:
    """Rows of one page, and after which row the next page begins, if there is one."""

    rows: list[Row]
    after: tuple[object, ...] | None


def read_query(options: Mapping[str, str], table: Table, dialect: Dialect) -> Query:
    """The query a request's options stand for; raises BadFilter and its kin."""
    text = options.get("$filter", "")
    return Query(
        table,
        selected(options.get("$select", ""), table),
        condition(text, table, dialect) if "$filter" in options else Condition(""),
        _orders(options.get("$orderby", ""), table),
        _whole(options, "$top"),
        _whole(options, "$skip") or 0,
        options.get("$count", "false").lower() == "true",
    )


def selected(text: str, table: Table) -> tuple[str, ...]:
    """The columns of a $select; all of them without one."""
    names = tuple(part.strip() for part in text.split(",")) if text.strip() not in ("", "*") else tuple(table.by_name)
    for name in names:
        if name not in table.by_name:
            raise UnknownProperty(name)
    return tuple(dict.fromkeys(names))


def read_page(store: Store, query: Query, size: int, after: Sequence[object] | None) -> Page:
    """Up to `size` rows behind the row a continuation names."""
    orders = _complete(query)
    names = tuple(dict.fromkeys((*query.selected, query.table.key, *(order.column.name for order in orders), VERSION)))
    where = joined(query.condition, _behind(orders, after) if after is not None else Condition(""))
    offset = query.skip if after is None else 0
    selection = Selection(query.table, names, where.sql, where.parameters, _sort(orders), size + 1, offset)
    found = _found(store, selection)
    last = dict(zip(names, found[size - 1], strict=True)) if len(found) > size and size else None
    shaped = shape(query.table, query.selected, names)
    rows = [shaped(values) for values in found[:size]]
    return Page(rows, tuple(last[order.column.name] for order in orders) if last else None)


def read_all(store: Store, query: Query) -> list[Row]:
    """All rows of a query in its order, without regard to pages."""
    names = tuple(dict.fromkeys((*query.selected, VERSION)))
    where, shaped = query.condition, shape(query.table, query.selected, names)
    found = _found(store, Selection(query.table, names, where.sql, where.parameters, _sort(_complete(query))))
    return [shaped(values) for values in found]


def count_rows(store: Store, query: Query, cap: int | None = None) -> int:
    """How many rows match, counting no further than a cap."""
    limit = -1 if cap is None else cap + 1
    where = query.condition
    try:
        return store.count_of(Selection(query.table, (), where.sql, where.parameters, limit=limit))
    except sqlite3.OperationalError as error:
        raise BadFilter("The filter is too complex.") from error


def shape(table: Table, chosen: Sequence[str], names: Sequence[str]) -> Callable[[Sequence[object]], Row]:
    """How to make the answer's row out of stored values in the order of `names`, which begin with those `chosen`."""
    converted = [(name, convert) for name, convert in converters(table) if convert is not None and name in chosen]
    version, service = list(names).index(VERSION), table.service

    def shaped(values: Sequence[object]) -> Row:
        row: Row = {"@odata.etag": etag(service, values[version])}  # type: ignore[arg-type]
        row.update(zip(chosen, values, strict=False))
        for name, convert in converted:
            row[name] = convert(row[name])
        return row

    return shaped


def _found(store: Store, selection: Selection) -> list[tuple[object, ...]]:
    """Stored rows; a condition beyond what SQLite takes is the client's fault."""
    try:
        return store.select(selection)
    except sqlite3.OperationalError as error:
        raise BadFilter("The filter is too complex.") from error


def _sort(orders: Sequence[Order]) -> str:
    return ", ".join(order.sql + (" DESC" if order.descending else "") for order in orders)


def _complete(query: Query) -> tuple[Order, ...]:
    """The order with the key as its last column, so that it is a total one."""
    key = query.table.by_name[query.table.key]
    if any(order.column is key for order in query.orders):
        return query.orders
    return (*query.orders, Order(key))


def _behind(orders: Sequence[Order], after: Sequence[object]) -> Condition:
    """The rows that come after one with these values, in an order of several columns with nulls first."""
    if len(orders) != len(after):
        raise BadOption("The continuation does not fit the order.")
    branches: list[Condition] = []
    equal = Condition("")
    for order, value in zip(orders, after, strict=True):
        branches.append(joined(equal, _strictly_behind(order, value)))
        equal = joined(equal, Condition(f"{order.sql} IS ?", (_folded(order, value),)))
    sql = " OR ".join(f"({branch.sql})" for branch in branches)
    either = Condition(f"({sql})", tuple(value for branch in branches for value in branch.parameters))
    first, value = orders[0], _folded(orders[0], after[0])
    if value is None or first.descending:
        return either
    return joined(Condition(f"{first.sql} >= ?", (value,)), either)


def _strictly_behind(order: Order, value: object) -> Condition:
    folded = _folded(order, value)
    if folded is None:
        return Condition("0" if order.descending else f"{order.sql} IS NOT NULL")
    if order.descending:
        return Condition(f"({order.sql} < ? OR {order.sql} IS NULL)", (folded,))
    return Condition(f"{order.sql} > ?", (folded,))


def _folded(order: Order, value: object) -> object:
    return value.casefold() if isinstance(value, str) and order.sql.startswith("fold") else value


def joined(first: Condition, second: Condition) -> Condition:
    """Both conditions at once; an empty one is always true."""
    if not first.sql or not second.sql:
        return first if first.sql else second
    return Condition(f"({first.sql}) AND ({second.sql})", (*first.parameters, *second.parameters))


def _orders(text: str, table: Table) -> tuple[Order, ...]:
    if not text.strip():
        return ()
    return tuple(_order(part, table) for part in text.split(","))


def _order(text: str, table: Table) -> Order:
    match = re.fullmatch(r"\s*(\w+)(?:\s+(asc|desc))?\s*", text)
    if match is None:
        raise BadOption(f"Syntax error in the order '{text}'.")
    column = table.by_name.get(match.group(1))
    if column is None:
        raise UnknownProperty(match.group(1))
    return Order(column, match.group(2) == "desc")


def _whole(options: Mapping[str, str], name: str) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadOption(f"Invalid value '{text}' for {name} query option found.")
    return int(text)
