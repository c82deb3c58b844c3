"""What was asked of the sandbox: the last requests one by one, and how many there were in all."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

KEPT = 10_000


@dataclass(frozen=True)
class Entry:
    """One request to one of the services; `status` is 0 where no answer was sent."""

    service: str
    method: str
    path: str
    query: str
    status: int
    duration: float
    fault: str = ""


class RequestLog:
    """A list of entries that forgets the oldest, with counters that do not."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, entry: Entry) -> None:
        """Note a request."""
        with self._lock:
            self._entries.append(entry)
            self._counts[entry.service] += 1

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._counts.clear()

    def counts(self) -> dict[str, int]:
        """Requests by service, including those no longer listed."""
        with self._lock:
            return dict(self._counts)

    def __iter__(self) -> Iterator[Entry]:
        with self._lock:
            return iter(list(self._entries))

    def __len__(self) -> int:
        with self._lock:
            return sum(self._counts.values())

    def __getitem__(self, index: int) -> Entry:
        with self._lock:
            return self._entries[index]
