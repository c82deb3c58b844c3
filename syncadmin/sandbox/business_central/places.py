"""What a request to Business Central is about: from its path to a company, a page and perhaps a row.

Lines are found below their document. What is then done with the rows is in `entities` and `writing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..columns import Table
from ..exchange import Call
from ..filters import Condition
from ..store import Row, Store
from ..values import GUID
from .apis import Api, of_root
from .errors import Failure, no_such_row, no_such_segment
from .navigation import Navigation, navigations

if TYPE_CHECKING:
    from .service import BusinessCentral

SEGMENT = re.compile(r"(?P<name>[$\w.]+)(?:\((?P<key>.*)\))?")
TEXTS = re.compile(r"'(?:[^']|'')*'")
Segments = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Place:
    """A page as the API of a request shows it, in one company; `key` names a row, `way` the way from its parent."""

    service: BusinessCentral
    call: Call
    store: Store
    api: Api
    table: Table
    key: str = ""
    way: Navigation | None = None
    parent: str = ""

    def row(self) -> Row:
        """The row in its stored form; raises Failure if there is none."""
        found = self.store.stored(self.table.name, self.key)
        if found is None or (self.way is not None and str(found[self.way.theirs]) != self.parent):
            raise no_such_row(self.table.label, self.key)
        return found

    @property
    def scope(self) -> Condition:
        """Which rows of the page are meant."""
        return Condition(f'"{self.way.theirs}" = ?', (self.parent,)) if self.way else Condition("")

    def ways(self) -> dict[str, Navigation]:
        """Where one gets from here."""
        return navigations(self.api, self.store.tables, self.table)

    def below(self, name: str, key: str | None) -> Place:
        """The place one step further; raises Failure."""
        way = self.ways().get(name) if self.key else None
        if way is None or (key is not None and not way.many):
            raise no_such_segment(name)
        value = str(self.row()[way.ours])
        if way.many:
            return replace(self, table=way.target, key=key_of(key), way=way, parent=value)
        return replace(self, table=way.target, key=value, way=None, parent="")

    def check_flat(self) -> None:
        """Lines are not read across documents, except on the extension's pages; raises Failure."""
        parent = self.table.parent
        if parent is None or self.way is not None or self.api.allows_flat_lines:
            return
        names = f"({self.table.key}|{parent.column})"
        plain = TEXTS.sub("''", self.call.query.get("$filter", ""))
        if self.call.method != "GET" or not (self.key or re.search(rf"\b{names}\s+(eq|in)\b", plain)):
            message = "An id or a document id must be given to get or change the lines."
            raise Failure(400, "Application_DialogException", message)


def segments(path: str) -> Segments:
    """A path as names with their keys; raises Failure."""
    found = [SEGMENT.fullmatch(part) for part in path.split("/") if part]
    if not all(found):
        raise Failure(404, "BadRequest_NotFound", "The request URI is not valid.")
    return [(match["name"], match["key"]) for match in found if match]


def key_of(text: str | None) -> str:
    """The id in the brackets behind a name, empty where there are none; raises Failure."""
    if text is not None and not GUID.fullmatch(text):
        raise Failure(400, "BadRequest_NotFound", f"The key '{text}' is not valid.")
    return (text or "").lower()


def place_of(service: BusinessCentral, call: Call, store: Store, names: Segments) -> Place:
    """Where a path leads, page by page; raises Failure."""
    api = of_root(call.root)
    table = api.table(store.tables, names[0][0])
    if table is None:
        raise no_such_segment(names[0][0])
    place = Place(service, call, store, api, table, key_of(names[0][1]))
    for name, key in names[1:]:
        place = place.below(name, key)
    return place


def company_of(store: Store, name: str) -> Store:
    """The store as a company sees it that is given by id or by name; raises Failure."""
    name = name.strip("'") if name.isprintable() else ""
    found = store.stored("companies", name) if GUID.fullmatch(name) else store.stored_by("companies", "name", name)
    if not name or found is None:
        raise Failure(404, "Internal_CompanyNotFound", f"The company '{name}' does not exist.")
    return store.of(str(found["id"]))
