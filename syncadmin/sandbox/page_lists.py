"""What the list pages show: one page of rows, searched and sorted in the database, with the links around it.

Does not live here: which columns a list has (`page_systems`), forms (`page_fields`), requests (`pages`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from .columns import Kind
from .page_fields import words_of
from .page_systems import System
from .store import Row, Store

PAGE_SIZE = 50
PAGE_NUMBER = re.compile(r"[0-9]{1,8}")
SPECIAL = {"Inactive", "All", "Ship", "Invoice"}


@dataclass(frozen=True)
class Wish:
    """What the address of a list asks for."""

    search: str
    order_by: str
    descending: bool
    page: int

    @property
    def sort(self) -> str:
        """The order as it stands in the address."""
        return f"-{self.order_by}" if self.descending else self.order_by


@dataclass(frozen=True)
class Heading:
    """The head of a column: a link that sorts by it."""

    title: str
    url: str
    sorted: str = ""
    arrow: str = ""


@dataclass(frozen=True)
class Cell:
    """One value in the list."""

    title: str
    text: str
    style: str = ""
    url: str = ""
    chip: str = ""


def wish_of(system: System, query: Mapping[str, str]) -> Wish:
    """Read the address; what makes no sense counts as not said."""
    sort = query.get("sort", "")
    order_by = sort.removeprefix("-")
    known = order_by in system.columns
    page = query.get("page", "")
    return Wish(
        search=query.get("q", "").strip(),
        order_by=order_by if known else "",
        descending=known and sort.startswith("-"),
        page=max(1, int(page)) if PAGE_NUMBER.fullmatch(page) else 1,
    )


def listing_of(store: Store, system: System, wish: Wish) -> dict[str, object]:
    """Everything the list template needs."""
    entity_set = system.table.name
    count = store.count(entity_set, wish.search)
    pages = max(1, ceil(count / PAGE_SIZE))
    page = min(wish.page, pages)
    rows = store.find(
        entity_set,
        wish.search,
        wish.order_by or system.columns[0],
        wish.descending,
        PAGE_SIZE,
        (page - 1) * PAGE_SIZE,
    )
    return {
        "rows": [_cells(system, row) for row in rows],
        "columns": [_heading(system, name, wish) for name in system.columns],
        "search": wish.search,
        "search_hint": system.search_hint,
        "sort": wish.sort,
        "summary": _summary(system, wish, count, page),
        "page": page,
        "pages": pages,
        "previous": _url(system, wish, page - 1) if page > 1 else "",
        "next": _url(system, wish, page + 1) if page < pages else "",
    }


def moment(value: object) -> str:
    """A time as people read it, still in UTC and with all its digits."""
    return str(value or "").replace("T", " ").removesuffix("Z")


def _url(system: System, wish: Wish, page: int = 1, sort: str | None = None) -> str:
    asked = {"q": wish.search, "sort": wish.sort if sort is None else sort, "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{system.path}?{query}" if query else system.path


def _heading(system: System, name: str, wish: Wish) -> Heading:
    title = _title(system, name)
    if name != wish.order_by:
        return Heading(title, _url(system, wish, sort=name))
    if wish.descending:
        return Heading(title, _url(system, wish, sort=name), "descending", "↓")
    return Heading(title, _url(system, wish, sort=f"-{name}"), "ascending", "↑")


def _title(system: System, name: str) -> str:
    return system.short.get(name, system.table.by_name[name].title)


def _cells(system: System, row: Row) -> list[Cell]:
    return [_cell(system, row, name) for name in system.columns]


def _cell(system: System, row: Row, name: str) -> Cell:
    column = system.table.by_name[name]
    title, style, value = _title(system, name), system.styles.get(name, ""), row[name]
    if name == system.table.name_column:
        text = str(value or "").strip() or "(no name)"
        return Cell(title, text, style, url=f"{system.path}/{row[system.table.key]}")
    if column.kind is Kind.TIME:
        return Cell(title, moment(value)[:16], style)
    if column.options:
        text = words_of(column, value).removeprefix("–")
        return Cell(title, text, style, chip="off" if text in SPECIAL else "on" if text else "")
    return Cell(title, str(value or ""), style)


def _summary(system: System, wish: Wish, count: int, page: int) -> str:
    if not count:
        return "None found" if wish.search else "None"
    first = (page - 1) * PAGE_SIZE + 1
    last = min(page * PAGE_SIZE, count)
    found = f" found for “{wish.search}”" if wish.search else ""
    return f"{first:,}–{last:,} of {count:,} {system.plural if count > 1 else system.noun}{found}"
