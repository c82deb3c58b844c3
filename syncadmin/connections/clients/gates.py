"""How many requests one user may have under way at a service, and when it wants none: what all who ask it share.

Here are the protocol and the gate of a client that shares its service with nobody outside its process. Gates for all
processes of a machine or of many need files or a cache and live outside of the clients. How one waits at a gate is in
``service``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

PLACES = 4  # Business Central runs five at once and queues the others; one is left to people
MOST_PLACES = 16

Leave = Callable[[], None]


class Gate(Protocol):
    """Entered by every request and left after its answer; closed for everybody when the service asks for rest.

    Who is *hurried* goes first: while somebody hurried waits, nobody else enters.
    """

    def enter(self, *, hurried: bool) -> Leave | None:
        """Take a place and return how to give it back; None if there is none at the moment."""

    def closed_until(self) -> float:
        """The moment (seconds since 1970) before which nobody may send; it may have passed."""

    def close(self, until: float) -> None:
        """Let nobody send before a moment; the latest of all such moments counts."""

    def places(self) -> int:
        """How many may be under way at once."""

    def advise(self, places: int) -> None:
        """The service says how many it takes at once."""


def sensible(places: int) -> int:
    """What is made of a service's advice."""
    return max(1, min(places, MOST_PLACES))


class OwnGate:
    """The gate of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._until = 0.0
        self._places = PLACES

    def enter(self, *, hurried: bool) -> Leave | None:
        """Take a place."""
        with self._lock:
            if self._inside >= self._places:
                return None
            self._inside += 1
        return self._leave

    def closed_until(self) -> float:
        """The moment before which nobody may send."""
        return self._until

    def close(self, until: float) -> None:
        """Let nobody send before a moment."""
        with self._lock:
            self._until = max(self._until, until)

    def places(self) -> int:
        """How many may be under way at once."""
        return self._places

    def advise(self, places: int) -> None:
        """The service says how many it takes at once."""
        self._places = sensible(places)

    def _leave(self) -> None:
        with self._lock:
            self._inside -= 1
