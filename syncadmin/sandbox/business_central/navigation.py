"""How one page of Business Central leads to another: from a document to its lines, from a customer to its currency.

Both are derived from what the tables say of themselves. Reading along such a way is in `expanding` and `addresses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..columns import Column, Kind, Parent, Table
from .apis import Api


@dataclass(frozen=True)
class Navigation:
    """A way from rows of one table to those of another: whose `theirs` is our `ours`."""

    name: str
    target: Table
    ours: str
    theirs: str
    many: bool


def navigations(api: Api, tables: Mapping[str, Table], table: Table) -> dict[str, Navigation]:
    """The ways that lead on from a table, by name."""
    ways = [*_to_many(api, tables, table), *_to_one(api, tables, table)]
    return {way.name: way for way in reversed(ways) if way.name not in table.by_name}


def lines(api: Api, tables: Mapping[str, Table], table: Table) -> dict[str, Navigation]:
    """The ways to what is below the rows of a table."""
    return {way.name: way for way in _to_many(api, tables, table)}


def _to_many(api: Api, tables: Mapping[str, Table], table: Table) -> Iterator[Navigation]:
    for page in api.pages(tables):
        if table.name == "companies":
            if page.in_companies and page.parent is None:
                yield Navigation(page.entity_set, page, table.key, "", many=True)
        elif page.parent is not None and table.name in _above(page, page.parent):
            yield Navigation(page.entity_set, page, table.key, page.parent.column, many=True)


def _above(page: Table, parent: Parent) -> tuple[str, ...]:
    """The tables below whose rows a page is found: mostly one, contacts of customers and of vendors have two."""
    column = page.by_name.get(parent.column)
    return (parent.table, *(column.targets if column else ()))


def _to_one(api: Api, tables: Mapping[str, Table], table: Table) -> Iterator[Navigation]:
    for column in table.columns:
        target = api.table(tables, column.targets[0]) if _leads_to_one(column) else None
        if target is not None:
            yield Navigation(target.entity, target, column.name, target.key, many=False)


def _leads_to_one(column: Column) -> bool:
    return column.kind in (Kind.GUID, Kind.LOOKUP) and len(column.targets) == 1
