"""What metadata said, kept for a while for all remotes of this process, so that a run need not ask every time.

Each process keeps its own: what one of them found out too late, the others find out within ``LIFETIME`` at the latest,
or at once when a request is refused because metadata moved on (see ``drift``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

LIFETIME = 600.0


@dataclass
class Schemas(Generic[T]):
    """Metadata by root and name, with the time until which they are believed."""

    lifetime: float = LIFETIME
    _known: dict[tuple[str, str], tuple[float, T]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, root: str, name: str, now: float, ask: Callable[[], T]) -> T:
        """What is known, or what the answer is; two threads may ask at once, which does no harm."""
        with self._lock:
            until, known = self._known.get((root, name), (0.0, None))
        if known is not None and now < until:
            return known
        found = ask()
        self.put(root, name, now, found)
        return found

    def put(self, root: str, name: str, now: float, found: T) -> None:
        """Know this from now on."""
        with self._lock:
            self._known[(root, name)] = (now + self.lifetime, found)

    def forget(self, root: str) -> None:
        """Ask the service behind this root again next time."""
        with self._lock:
            self._known = {key: known for key, known in self._known.items() if key[0] != root}

    def clear(self) -> None:
        """Believe nothing any more."""
        with self._lock:
            self._known.clear()
