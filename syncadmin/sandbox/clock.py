"""The services' clock: real time by default, never running backwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class SteadyClock:
    """Gives the time of another clock, but never an earlier one than it gave before."""

    def __init__(self, source: Clock = utc_now) -> None:
        self.source = source
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        """The present moment of the service."""
        with self._lock:
            self._last = max(self._last, self.source())
            return self._last
