"""Reading records from a target and the pages after it, whichever the system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from syncadmin.connections.clients.http import Call, Http, Json, Reply
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.odata import pages, query, read_ahead
from syncadmin.connections.clients.rows import records
from syncadmin.engine.values import Record


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
        return [record for page in self._pages(http, condition) for record in self._records(page)]

    def ask_in_pages(self, http: Http, condition: str) -> Iterator[list[Record]]:
        """The same page by page over a session of its own; the next page is fetched while one is worked on."""
        twin = http.twin()
        try:
            for page in read_ahead(self._pages(twin, condition)):
                yield self._records(page)
        finally:
            twin.close()

    def _pages(self, http: Http, condition: str) -> Iterator[list[Json]]:
        return pages(lambda target: page(http, target, self.headers), self.target(condition))

    def _records(self, rows: Sequence[Json]) -> list[Record]:
        return records(self.table, self.columns, rows)


def page(http: Http, target: str, headers: Mapping[str, str]) -> Json:
    """One page; reading it twice does no harm."""
    return http.send(Call("GET", target, headers, repeatable=True), Reply.json)
