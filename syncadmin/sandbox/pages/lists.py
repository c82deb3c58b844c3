"""What the list pages show: one page of rows, searched and sorted in the database, with the links around it.

Does not live here: which columns a list has (`tables`), forms (`fields`), requests (`pages`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlencode

from ..columns import Kind
from ..store import Row, Store
from .lookups import title_of
from .tables import TableView
from .values import text_of, words_of, yes_or_no

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


def wish_of(view: TableView, query: Mapping[str, str]) -> Wish:
    """Read the address; what makes no sense counts as not said."""
    sort = query.get("sort", "")
    order_by = sort.removeprefix("-")
    known = order_by in view.columns
    page = query.get("page", "")
    return Wish(
        search=query.get("q", "").strip(),
        order_by=order_by if known else "",
        descending=known and sort.startswith("-"),
        page=max(1, int(page)) if PAGE_NUMBER.fullmatch(page) else 1,
    )


def listing_of(store: Store, view: TableView, wish: Wish) -> dict[str, object]:
    """Everything the list template needs."""
    name = view.table.name
    count = store.count(name, wish.search)
    pages = max(1, ceil(count / PAGE_SIZE))
    page = min(wish.page, pages)
    order = wish.order_by or view.columns[0]
    rows = store.find(name, wish.search, order, wish.descending, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    cells = Cells(store, view)
    return {
        "rows": [cells.of(row) for row in rows],
        "columns": [_heading(view, name, wish) for name in view.columns],
        "search": wish.search,
        "search_hint": view.search_hint,
        "sort": wish.sort,
        "summary": _summary(view, wish, count, page),
        "page": page,
        "pages": pages,
        "previous": _url(view, wish, page - 1) if page > 1 else "",
        "next": _url(view, wish, page + 1) if page < pages else "",
    }


def moment(value: object) -> str:
    """A time as people read it, still in UTC and with all its digits."""
    return str(value or "").replace("T", " ").removesuffix("Z")


def _url(view: TableView, wish: Wish, page: int = 1, sort: str | None = None) -> str:
    asked = {"q": wish.search, "sort": wish.sort if sort is None else sort, "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{view.path}?{query}" if query else view.path


def _heading(view: TableView, name: str, wish: Wish) -> Heading:
    title = view.title(name)
    if name != wish.order_by:
        return Heading(title, _url(view, wish, sort=name))
    if wish.descending:
        return Heading(title, _url(view, wish, sort=name), "descending", "↓")
    return Heading(title, _url(view, wish, sort=f"-{name}"), "ascending", "↑")


class Cells:
    """Makes the cells of rows; the names of related rows are looked up once."""

    def __init__(self, store: Store, view: TableView, hidden: str = "") -> None:
        self.names = tuple(name for name in view.columns if name != hidden)
        self._store = store
        self._view = view
        self._titles: dict[tuple[str, object], str] = {}

    def of(self, row: Row) -> list[Cell]:
        """A row as the list shows it."""
        return [self._cell(row, name) for name in self.names]

    def _cell(self, row: Row, name: str) -> Cell:
        view, column, value = self._view, self._view.table.by_name[name], row[name]
        title, style = view.title(name), view.style(name)
        if name == view.opens:
            text = str(value or "").strip() or "(no name)"
            return Cell(title, text, style, url=f"{view.path}/{row[view.table.key]}")
        if column.kind is Kind.TIME:
            return Cell(title, moment(text_of(value))[:16], style)
        if column.options:
            text = words_of(column, value).removeprefix("–")
            return Cell(title, text, style, chip="off" if text in SPECIAL else "on" if text else "")
        if column.targets and column.kind is not Kind.CODE and text_of(value):
            return Cell(title, self._title(name, value), style)
        return Cell(title, yes_or_no(value), style)

    def _title(self, name: str, value: object) -> str:
        if (name, value) not in self._titles:
            self._titles[name, value] = title_of(self._store, self._view.table.by_name[name], value) or text_of(value)
        return self._titles[name, value]


def _summary(view: TableView, wish: Wish, count: int, page: int) -> str:
    if not count:
        return "None found" if wish.search else "None"
    first = (page - 1) * PAGE_SIZE + 1
    last = min(page * PAGE_SIZE, count)
    found = f" found for “{wish.search}”" if wish.search else ""
    return f"{first:,}–{last:,} of {count:,} {view.plural if count > 1 else view.noun}{found}"
