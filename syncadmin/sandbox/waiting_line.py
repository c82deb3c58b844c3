"""The line before Business Central: a few requests of one user are worked on, some wait, the others are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from .exchange import Reply
from .options import Options


class WaitingLine:
    """Counts requests by user: those inside, and those that wait for one of them to end."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._changed = Condition()
        self._inside: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def turn(self, user: str) -> Iterator[Reply | None]:
        """Wait for one's turn; gives the answer to a request that does not get it."""
        refused = self._go_in(user)
        try:
            yield refused
        finally:
            if refused is None:
                self._go_out(user)

    def _go_in(self, user: str) -> Reply | None:
        options = self._options
        with self._changed:
            if self._has_room(user):
                self._inside[user] += 1
                return None
            if self._waiting[user] >= options.business_central_line:
                return self._refusal(429, "Application_TooManyRequests", "Too many requests are waiting.")
            self._waiting[user] += 1
            has_room = self._changed.wait_for(lambda: self._has_room(user), options.business_central_wait)
            self._waiting[user] -= 1
            if not has_room:
                return self._refusal(503, "Internal_TenantUnavailable", "The request has waited for too long.")
            self._inside[user] += 1
            return None

    def _go_out(self, user: str) -> None:
        with self._changed:
            self._inside[user] -= 1
            self._changed.notify_all()

    def _has_room(self, user: str) -> bool:
        return self._inside[user] < self._options.business_central_at_once

    def _refusal(self, status: int, code: str, message: str) -> Reply:
        wait = self._options.limit_retry_after
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return Reply(status, {"error": {"code": code, "message": message}}, headers)
