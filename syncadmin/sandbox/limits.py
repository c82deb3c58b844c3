"""Service protection: how many requests one user may send in a while, and how many at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from .columns import BUSINESS_CENTRAL, DATAVERSE
from .exchange import Reply
from .options import Options


class Limits:
    """Counts requests per service in a sliding window, and those under way."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._lock = Lock()
        self._recent: dict[str, deque[float]] = {BUSINESS_CENTRAL: deque(), DATAVERSE: deque()}
        self._under_way = 0

    def refuse(self, service: str) -> Reply | None:
        """The 429 for a request too many, or None."""
        limit = self._limit(service)
        with self._lock:
            if limit is not None and not self._has_room(service, limit):
                return self._too_many(service, "0x80072322", "Number of requests exceeded the limit.")
            if service == DATAVERSE and self.options.at_once is not None and self._under_way > self.options.at_once:
                return self._too_many(service, "0x80072326", "Number of concurrent requests exceeded the limit.")
        return None

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Counts a request for as long as it takes."""
        with self._lock:
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def clear(self) -> None:
        """Forget what was counted."""
        with self._lock:
            for recent in self._recent.values():
                recent.clear()

    def remaining(self, service: str) -> int:
        """How many requests are left in the window."""
        limit = self._limit(service)
        return 6_000 if limit is None else max(limit - len(self._recent[service]), 0)

    def _limit(self, service: str) -> int | None:
        return self.options.dataverse_limit if service == DATAVERSE else self.options.business_central_limit

    def _has_room(self, service: str, limit: int) -> bool:
        recent, now = self._recent[service], monotonic()
        while recent and recent[0] <= now - self.options.limit_window:
            recent.popleft()
        if len(recent) >= limit:
            return False
        recent.append(now)
        return True

    def _too_many(self, service: str, code: str, message: str) -> Reply:
        wait = self.options.limit_retry_after
        name = code if service == DATAVERSE else "Application_TooManyRequests"
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return Reply(429, {"error": {"code": name, "message": message}}, headers)
