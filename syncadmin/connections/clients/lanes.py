"""Several requests in flight at once, each over a session of its own; one request stays in the calling thread.

How many there are at once is what the gate of the service admits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from syncadmin.connections.clients.http import Http

T = TypeVar("T")
R = TypeVar("R")


class Lanes:
    """The sessions of one remote: the first is the remote's own, the others come into being when needed."""

    def __init__(self, http: Http) -> None:
        self._sessions = [http]

    def each(self, work: Callable[[Http, T], R], items: Iterable[T]) -> list[R]:
        """The results of the work on each item, in their order."""
        todo = list(items)
        width = min(self._sessions[0].service.gate.places(), len(todo))
        if width < 2:
            return [work(self._sessions[0], item) for item in todo]
        while len(self._sessions) < width:
            self._sessions.append(self._sessions[0].twin())
        idle: SimpleQueue[Http] = SimpleQueue()
        for session in self._sessions[:width]:
            idle.put(session)

        def borrow(item: T) -> R:
            session = idle.get()
            try:
                return work(session, item)
            finally:
                idle.put(session)

        with ThreadPoolExecutor(max_workers=width, thread_name_prefix="lane") as threads:
            return list(threads.map(borrow, todo))

    def close(self) -> None:
        """Give back all sessions."""
        for session in self._sessions:
            session.close()
