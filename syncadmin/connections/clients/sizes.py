"""How many rows a request may carry, by what works: what proved too large is halved, and remembered for a while."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from syncadmin.connections.clients.errors import RemoteError, TimedOut, TooLarge

LIFETIME = 3600.0
_TIMED_OUT = (408, 504)


@dataclass
class Sizes:
    """The sizes that work, by root, table and kind of request, for all remotes of this process."""

    lifetime: float = LIFETIME
    _known: dict[tuple[str, ...], tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, what: tuple[str, ...], most: int, now: float) -> int:
        """How many rows to send at once."""
        with self._lock:
            until, size = self._known.get(what, (0.0, most))
        return size if now < until else most

    def too_many(self, what: tuple[str, ...], rows: int, now: float) -> None:
        """So many rows were too many: send half of them from now on."""
        with self._lock:
            until, size = self._known.get(what, (0.0, rows))
            smaller = max(1, min(rows // 2, size if now < until else rows))
            self._known[what] = (now + self.lifetime, smaller)

    def clear(self) -> None:
        """Believe nothing any more."""
        with self._lock:
            self._known.clear()


SIZES = Sizes()


def was_too_much(error: RemoteError) -> bool:
    """Whether fewer rows at once may help: refused for its size, or not done in time."""
    return isinstance(error, (TooLarge, TimedOut)) or error.status in _TIMED_OUT
