"""The services' clock: real time by default, never running backwards, and adjustable.

It can be put forward, which lets tokens, subscriptions and limits run out; and each service can go wrong by a while of
its own, which shows in what it stamps and in the Date of its answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic

Clock = Callable[[], datetime]
START = datetime.min.replace(tzinfo=UTC)
FARTHEST = timedelta(days=36_500)


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class SteadyClock:
    """Gives the time of another clock, put forward, but never an earlier one than it gave before."""

    def __init__(self, source: Clock = utc_now) -> None:
        self.source = source
        self._last: dict[str, datetime] = {}
        self._ahead = timedelta(0)
        self._skews: dict[str, timedelta] = {}
        self._lock = Lock()

    def now(self, service: str = "") -> datetime:
        """The present moment, as a service sees it if one is named."""
        with self._lock:
            skew = self._skews.get(service)
            service = service if skew else ""
            moment = self.source() + self._ahead + (skew or timedelta(0))
            self._last[service] = max(self._last.get(service, START), moment)
            return self._last[service]

    def ticks(self) -> float:
        """Seconds that only ever grow, for what lasts a while; putting the clock forward counts."""
        return monotonic() + self._ahead.total_seconds()

    def advance(self, **time: float) -> None:
        """Put the clock forward: `advance(days=8)`; as `timedelta` takes it. ValueError for going back."""
        step = _span(time)
        if step < timedelta(0):
            raise ValueError("The clock does not go back.")
        with self._lock:
            if self._ahead + step > FARTHEST:
                raise ValueError("The clock does not go on for ever.")
            self._ahead += step

    def skew(self, service: str, **time: float) -> None:
        """Let the clock of one service be wrong by so much, before or after; no time sets it right. ValueError."""
        span = _span(time)
        with self._lock:
            self._skews[service] = span
            self._last.pop(service, None)

    def skews(self) -> Mapping[str, float]:
        """By how many seconds the services are wrong."""
        return {service: skew.total_seconds() for service, skew in self._skews.items() if skew}

    def ahead(self) -> timedelta:
        """By how much the clock was put forward."""
        return self._ahead

    def restore(self) -> None:
        """The real time again."""
        with self._lock:
            self._ahead = timedelta(0)
            self._skews.clear()
            self._last.clear()


def _span(time: Mapping[str, float]) -> timedelta:
    """A stretch of time no clock breaks on; ValueError."""
    try:
        span = timedelta(**time)
    except (OverflowError, TypeError) as error:
        raise ValueError(f"{dict(time)} is no time: {error}.") from error
    if abs(span) > FARTHEST:
        raise ValueError("That is too long a time.")
    return span
