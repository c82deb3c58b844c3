"""Calls the sandbox makes itself: notifications of webhooks, sent from one background thread when they are due.

Lives here: where a call may go, the call, and the queue of work waiting for its time. Does not live here: what is told
to whom, and what follows from the answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from itertools import count
from threading import Condition, Thread
from time import monotonic
from urllib.parse import SplitResult, urlsplit

UNREACHABLE = 0
LONGEST_ANSWER = 65_536


@dataclass(frozen=True)
class Answer:
    """What came back; the status is 0 where nothing did."""

    status: int
    text: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300


def may_call(url: str) -> bool:
    """Whether an address is one a webhook may have: https anywhere, plain http on this machine only."""
    parts = _split(url)
    if parts is None or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))


def send(
    url: str, content: bytes, headers: Mapping[str, str] | None = None, timeout: float = 30.0, method: str = "POST"
) -> Answer:
    """One request, without redirects and proxies; never an exception."""
    parts = _split(url)
    if parts is None or not may_call(url):
        return Answer(UNREACHABLE)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, content, dict(headers or {}))
        reply = connection.getresponse()
        return Answer(reply.status, reply.read(LONGEST_ANSWER).decode("utf-8", "replace"))
    except (OSError, HTTPException, ValueError):
        return Answer(UNREACHABLE)
    finally:
        connection.close()


class Deliveries:
    """Work that is done later, one piece after the other, in a thread that is started by the first piece."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._thread: Thread | None = None
        self._ended = False

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Have something done in a while."""
        with self._changed:
            if self._ended:
                return
            heapq.heappush(self._waiting, (monotonic() + seconds, next(self._order), work))
            if self._thread is None:
                self._thread = Thread(target=self._run, name="sandbox deliveries", daemon=True)
                self._thread.start()
            self._changed.notify()

    def clear(self) -> None:
        """Forget everything that waits."""
        with self._changed:
            self._waiting.clear()

    def stop(self) -> None:
        """End the thread; what waits is forgotten, and nothing is taken on any more."""
        with self._changed:
            self._ended = True
            self._waiting.clear()
            self._changed.notify()

    def _run(self) -> None:
        try:
            while (work := self._next()) is not None:
                work()
        finally:
            with self._changed:
                self._thread = None

    def _next(self) -> Callable[[], None] | None:
        """The first piece that is due, waiting for it; None when it is over."""
        with self._changed:
            while not self._ended:
                rest = self._waiting[0][0] - monotonic() if self._waiting else None
                if rest is not None and rest <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(rest)
        return None


def _split(url: str) -> SplitResult | None:
    """The parts of an address with a host; None for anything else."""
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if usable and url.isascii() and url.isprintable() and " " not in url else None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
