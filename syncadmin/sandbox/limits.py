"""Service protection: how many requests one user may send in a while, how long they may take, and how many at once.

Each service counts for itself; whoever goes on regardless is told to wait longer each time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from .columns import BUSINESS_CENTRAL, DATAVERSE
from .exchange import Reply
from .options import Options

LONGEST_WAIT = 300
UNLIMITED, UNLIMITED_SECONDS = 6_000, 1_200.0


@dataclass
class _Count:
    """What one service saw lately: when requests came, how long they took, and whom it has told to wait until when."""

    recent: deque[float] = field(default_factory=deque)
    durations: deque[tuple[float, float]] = field(default_factory=deque)
    under_way: int = 0
    patience: float = 0.0
    refusals: int = 0

    def forget(self, before: float) -> None:
        """Drop what is older than the window."""
        while self.recent and self.recent[0] <= before:
            self.recent.popleft()
        while self.durations and self.durations[0][0] <= before:
            self.durations.popleft()

    @property
    def seconds(self) -> float:
        """How long the requests took together."""
        return sum(duration for _, duration in self.durations)


class Limits:
    """Counts requests per service in a sliding window, and those under way."""

    def __init__(self, options: Options, ticks: Callable[[], float] = monotonic) -> None:
        self.options = options
        self._ticks = ticks
        self._lock = Lock()
        self._counts = {BUSINESS_CENTRAL: _Count(), DATAVERSE: _Count()}

    def refuse(self, service: str) -> Reply | None:
        """The 429 for a request too many, or None."""
        with self._lock:
            count, now = self._counts[service], self._ticks()
            count.forget(now - self.options.limit_window)
            excess = self._excess(service, count)
            if excess is None:
                count.recent.append(now)
                return None
            return self._too_many(service, count, now, *excess)

    @contextmanager
    def under_way(self, service: str) -> Iterator[None]:
        """Counts a request for as long as it takes."""
        count = self._counts.get(service, _Count())
        with self._lock:
            count.under_way += 1
            began = self._ticks()
        try:
            yield
        finally:
            with self._lock:
                count.under_way -= 1
                if service == DATAVERSE and self.options.dataverse_seconds is not None:
                    count.durations.append((began, self._ticks() - began))

    def clear(self) -> None:
        """Forget what was counted; requests under way stay so."""
        with self._lock:
            for count in self._counts.values():
                count.recent.clear()
                count.durations.clear()
                count.patience, count.refusals = 0.0, 0

    def remaining(self, service: str) -> int:
        """How many requests are left in the window."""
        limit = self._limit(service)
        return UNLIMITED if limit is None else max(limit - len(self._counts[service].recent), 0)

    def seconds_left(self, service: str) -> float:
        """How long requests may still take in the window."""
        limit = self.options.dataverse_seconds
        with self._lock:
            return UNLIMITED_SECONDS if limit is None else max(limit - self._counts[service].seconds, 0.0)

    def _limit(self, service: str) -> int | None:
        return self.options.dataverse_limit if service == DATAVERSE else self.options.business_central_limit

    def _excess(self, service: str, count: _Count) -> tuple[str, str] | None:
        """Code and words for what is too much."""
        limit, window = self._limit(service), self.options.limit_window
        if limit is not None and len(count.recent) >= limit:
            return (
                "0x80072322",
                f"Number of requests exceeded the limit of {limit} over time window of {window:g} seconds.",
            )
        seconds, at_once = self.options.dataverse_seconds, self.options.at_once
        if service == DATAVERSE and seconds is not None and count.seconds >= seconds:
            return (
                "0x80072321",
                f"Combined execution time of incoming requests exceeded limit of {seconds * 1000:g} milliseconds over "
                f"time window of {window:g} seconds. Decrease number of concurrent requests or reduce the duration of "
                f"requests and try again later.",
            )
        if service == DATAVERSE and at_once is not None and count.under_way > at_once:
            return "0x80072326", f"Number of concurrent requests exceeded the limit of {at_once}."
        return None

    def _too_many(self, service: str, count: _Count, now: float, code: str, message: str) -> Reply:
        base = self.options.limit_retry_after
        count.refusals = count.refusals + 1 if now < count.patience else 1
        wait = min((base or 0) * count.refusals, LONGEST_WAIT)
        count.patience = now + wait
        name = code if service == DATAVERSE else "Application_TooManyRequests"
        headers = {} if base is None else {"Retry-After": str(wait)}
        return Reply(429, {"error": {"code": name, "message": message}}, headers)
