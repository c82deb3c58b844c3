"""The other tables of a system, as derived columns ask for them: whole small ones once, rows of large ones by page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from syncadmin.connections.clients.contract import Remote
from syncadmin.engine.values import Record, Value

T = TypeVar("T")


class Neighbours:
    """Asks one client. ``facts`` is what is known of the connection (``Connection.facts``).

    What is remembered serves until the next reading of changes begins; rows that were looked up serve one page.
    """

    def __init__(self, remote: Remote, facts: Mapping[str, Any]) -> None:
        self._remote = remote
        self.facts = facts
        self._remembered: dict[Hashable, Any] = {}
        self._page: dict[Hashable, list[Record]] = {}

    def remember(self, name: Hashable, make: Callable[[], T]) -> T:
        """What was made under this name before, or is made now."""
        if name not in self._remembered:
            self._remembered[name] = make()
        found: T = self._remembered[name]
        return found

    def has(self, table: str) -> bool:
        """Whether the system has a table."""
        return table in self._remote.tables()

    def whole(self, table: str, columns: Sequence[str]) -> list[Record]:
        """All rows of a small table."""

        def read() -> list[Record]:
            pages = self._remote.changes(table, columns, "")
            return list({one.key: one for page in pages for one in page.records}.values())

        return self.remember((table, *columns), read)

    def found(self, table: str, columns: Sequence[str], column: str, values: Iterable[Value]) -> list[Record]:
        """The rows whose column has one of these values; blanks are nothing to look for."""
        wanted = tuple(dict.fromkeys(value for value in values if value not in (None, "")))
        name = (table, *columns, column, wanted)
        if wanted and name not in self._page:
            self._page[name] = self._remote.find(table, columns, column, wanted)
        return self._page.get(name, [])

    def by_keys(self, table: str, columns: Sequence[str], keys: Iterable[str]) -> dict[str, Record]:
        """The rows with these keys."""
        wanted = list(dict.fromkeys(keys))
        return self._remote.by_keys(table, columns, wanted) if wanted else {}

    def below(self, table: str, columns: Sequence[str], parents: Iterable[str], above: str) -> dict[str, list[Record]]:
        """The rows of a table below each of these rows of another."""
        wanted = list(dict.fromkeys(parents))
        return self._remote.lines(table, columns, wanted, above) if wanted else {}

    def keys(self, table: str) -> list[str]:
        """The keys of all rows of a table."""
        return [key for page in self._remote.keys(table) for key in page]

    def today(self) -> date:
        """The day by the clock of the service."""
        return self._remote.now().date()

    def next_page(self) -> None:
        """Look rows up afresh from now on."""
        self._page.clear()

    def forget(self) -> None:
        """Ask for everything afresh."""
        self._remembered.clear()
        self._page.clear()
