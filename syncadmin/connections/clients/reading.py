"""Reading records from a target and the pages after it, whichever the system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncadmin.connections.clients.http import Call, Http, Json, Reply
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.odata import link, query, read_ahead
from syncadmin.connections.clients.rows import records
from syncadmin.engine.values import Record


@dataclass(frozen=True)
class Page:
    """Rows as they came; ``following`` is the link to the next page, ``delta`` the one to later changes, ``at`` the
    time it was at the service."""

    rows: list[Json]
    following: str
    delta: str
    at: datetime


@dataclass(frozen=True)
class Question:
    """Which columns of which rows are wanted; ``headers`` go with every page."""

    table: Table
    path: str
    columns: Sequence[str]
    headers: Mapping[str, str]

    def target(self, condition: str = "") -> str:
        """Where the rows are that fulfil a condition."""
        return query(self.path, {"select": self.table.selection(self.columns), "filter": condition})

    def ask(self, http: Http, condition: str) -> list[Record]:
        """All rows that fulfil a condition."""
        return [record for one in pages(http, self.target(condition), self.headers) for record in self.records(one)]

    def records(self, found: Page) -> list[Record]:
        """The records on a page."""
        return records(self.table, self.columns, found.rows)


def page(http: Http, target: str, headers: Mapping[str, str]) -> Json:
    """One page as a document; reading it twice does no harm."""
    return http.send(Call("GET", target, headers, repeatable=True), Reply.json)


def pages(http: Http, target: str, headers: Mapping[str, str]) -> Iterator[Page]:
    """A page and those after it; each link is followed as it was given."""
    while target:
        document = page(http, target, headers)
        target, delta = link(document, "nextLink"), link(document, "deltaLink")
        yield Page(list(document.pop("value", ())), target, delta, http.service.now())


def pages_ahead(http: Http, target: str, headers: Mapping[str, str]) -> Iterator[Page]:
    """The same over a session of its own; the next page is fetched while one is worked on."""
    twin = http.twin()
    try:
        yield from read_ahead(pages(twin, target, headers))
    finally:
        twin.close()
