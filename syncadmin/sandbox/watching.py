"""Who wants to know of changes: told of every row that was created, changed or deleted, once that is committed.

What is told to whom outside is the services' business. While nobody watches, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from .columns import Table
from .database import Database


class Event(StrEnum):
    """What became of a row, in Business Central's words."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True)
class Change:
    """One row before and after, in its stored form; `given` are the columns that were sent, `by` is who sent them."""

    event: Event
    table: Table
    company: str
    key: str
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None
    given: tuple[str, ...] = ()
    by: str | None = None


Watcher = Callable[[Change], None]


class Watchers:
    """Passes changes on after the transaction they were made in; those of one that fails are dropped."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watchers: tuple[Watcher, ...] = ()
        self._sleeping: tuple[Watcher, ...] = ()
        self._pending: list[Change] = []

    def __bool__(self) -> bool:
        return bool(self._watchers)

    def add(self, watcher: Watcher) -> None:
        """Tell somebody from now on."""
        if watcher not in self._watchers:
            self._watchers = (*self._watchers, watcher)

    def add_sleeping(self, watcher: Watcher) -> None:
        """Tell somebody from the moment somebody calls `wake`."""
        if watcher not in self._sleeping:
            self._sleeping = (*self._sleeping, watcher)

    def wake(self) -> None:
        """There is something to watch for."""
        sleeping, self._sleeping = self._sleeping, ()
        for watcher in sleeping:
            self.add(watcher)

    def drop(self, watcher: Watcher) -> None:
        """Tell somebody no more."""
        self._watchers = tuple(one for one in self._watchers if one != watcher)
        self._sleeping = tuple(one for one in self._sleeping if one != watcher)

    def note(self, change: Change) -> None:
        """Something changed, in the transaction that is under way."""
        if self._watchers:
            self._pending.append(change)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction of the database whose changes are told when the outermost one is over."""
        with self._database.lock:
            known = len(self._pending)
            try:
                with self._database.transaction():
                    yield
            except BaseException:
                del self._pending[known:]
                raise
            told = [] if self._database.is_busy else self._pending
            if told:
                self._pending = []
        for change in told:
            for watcher in self._watchers:
                watcher(change)
