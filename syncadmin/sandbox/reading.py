"""Reading entity sets: the query options of a request, and pages of rows by key or by an order.

Pages continue after the last row that was given, never by counting rows. How the continuation is written into a
nextLink, and which options a service refuses, is the services' own business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .columns import Column, Table
from .database import VERSION
from .etags import etag
from .filters import Condition, Dialect, condition
from .literals import BadFilter, UnknownProperty
from .store import Row, Selection, Store, converters


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
    where = _joined(query.condition, _behind(orders, after) if after is not None else Condition(""))
    sort = ", ".join(order.sql + (" DESC" if order.descending else "") for order in orders)
    offset = query.skip if after is None else 0
    found = store.select(Selection(query.table, names, where.sql, where.parameters, sort, size + 1, offset))
    last = dict(zip(names, found[size - 1], strict=True)) if len(found) > size and size else None
    shaped = shape(query.table, query.selected, names)
    rows = [shaped(values) for values in found[:size]]
    return Page(rows, tuple(last[order.column.name] for order in orders) if last else None)


def count_rows(store: Store, query: Query, cap: int | None = None) -> int:
    """How many rows match, counting no further than a cap."""
    where = f" WHERE {query.condition.sql}" if query.condition.sql else ""
    inner = f'SELECT 1 FROM "{query.table.name}"{where} LIMIT ?'  # noqa: S608 - own names
    limit = -1 if cap is None else cap + 1
    return int(str(store.database.all(f"SELECT count(*) FROM ({inner})", (*query.condition.parameters, limit))[0][0]))  # noqa: S608


def shape(table: Table, chosen: Sequence[str], names: Sequence[str]) -> Callable[[Sequence[object]], Row]:
    """How to make the answer's row out of stored values that come in the order of `names`."""
    position = {name: index for index, name in enumerate(names)}
    convert = dict(converters(table))
    plan = [(name, position[name], convert[name]) for name in chosen]
    version, service = position[VERSION], table.service

    def shaped(values: Sequence[object]) -> Row:
        row: Row = {"@odata.etag": etag(service, int(str(values[version])))}
        for name, index, converter in plan:
            row[name] = values[index] if converter is None else converter(values[index])
        return row

    return shaped


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
        branches.append(_joined(equal, _strictly_behind(order, value)))
        equal = _joined(equal, Condition(f"{order.sql} IS ?", (_folded(order, value),)))
    sql = " OR ".join(f"({branch.sql})" for branch in branches)
    either = Condition(f"({sql})", tuple(value for branch in branches for value in branch.parameters))
    first, value = orders[0], _folded(orders[0], after[0])
    if value is None or first.descending:
        return either
    return _joined(Condition(f"{first.sql} >= ?", (value,)), either)


def _strictly_behind(order: Order, value: object) -> Condition:
    folded = _folded(order, value)
    if folded is None:
        return Condition("0" if order.descending else f"{order.sql} IS NOT NULL")
    if order.descending:
        return Condition(f"({order.sql} < ? OR {order.sql} IS NULL)", (folded,))
    return Condition(f"{order.sql} > ?", (folded,))


def _folded(order: Order, value: object) -> object:
    return value.casefold() if isinstance(value, str) and order.sql.startswith("fold") else value


def _joined(first: Condition, second: Condition) -> Condition:
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
