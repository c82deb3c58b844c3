"""What all sessions with one service share: whose turn it is, how long to wait, and what time it is there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from syncadmin.connections.clients.errors import Busy, RemoteError, Throttled
from syncadmin.connections.clients.gates import Gate, Leave, OwnGate
from syncadmin.engine.values import Side

BUSY = (429, 503)
# Answers promise odd moments at times; a gate is never closed for longer than this many seconds at once.
LONGEST_REST = 3600.0
_POLL = 0.02


@dataclass(frozen=True)
class Patience:
    """How often and how long to try again, in seconds, and how long to wait for connection, answer and one's turn."""

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    total_wait: float = 300.0
    connect: float = 10.0
    read: float = 180.0
    turn: float = 600.0
    hurried: bool = False

    def backoff(self, tries: int) -> float:
        """How long to wait before the next try."""
        longest = min(self.longest_wait, self.first_wait * 2.0 ** (tries - 1))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 (spreads load, protects nothing)


class Service:
    """One service as one user asks it."""

    def __init__(
        self, side: Side, clock: Callable[[], float], sleep: Callable[[float], None], gate: Gate | None = None
    ) -> None:
        self.side, self.clock, self._sleep = side, clock, sleep
        self.gate = gate or OwnGate()
        self.time: datetime | None = None
        self.answers = 0
        self._advice = ""
        self._refusals = 0

    def left(self) -> float:
        """For how many seconds nobody may send."""
        return max(0.0, self.gate.closed_until() - self.clock())

    def pause(self, seconds: float) -> None:
        """Let nobody send for so long."""
        self.gate.close(self.clock() + min(seconds, LONGEST_REST))

    def sleep(self, seconds: float) -> None:
        """Wait, alone."""
        self._sleep(seconds)

    def heed(self, error: RemoteError, patience: Patience) -> None:
        """Let everyone wait if an error says that the service is asked too much."""
        if error.status in BUSY:
            self._refusals = min(self._refusals + 1, patience.attempts)
            told = error.retry_after
            self.pause(patience.backoff(self._refusals) if told is None else told)

    @contextmanager
    def turn(self, patience: Patience) -> Iterator[None]:
        """A place at the service, as soon as it may be asked and there is one; raises Busy or Throttled."""
        leave = self._enter(patience)
        try:
            yield
        finally:
            leave()

    def note(self, headers: Mapping[str, str], status: int) -> None:
        """Remember what every answer tells: the time, how many requests are welcome, that all is well."""
        self.answers += 1
        with suppress(ValueError):
            self.time = parsedate_to_datetime(headers.get("Date") or "").astimezone(UTC)
        advice = headers.get("x-ms-dop-hint", "")
        if advice != self._advice and advice.isdecimal():
            self._advice = advice
            self.gate.advise(int(advice))
        if status not in BUSY:
            self._refusals = 0

    def now(self) -> datetime:
        """The time of the last answer, or ours before there was one; whole seconds."""
        return self.time or datetime.fromtimestamp(int(self.clock()), UTC)

    def _enter(self, patience: Patience) -> Leave:
        until = self.clock() + patience.turn
        while True:
            leave = self.gate.enter(hurried=patience.hurried)
            rest = self.left()
            if leave and not rest:
                return leave
            if leave:
                leave()
            if rest > patience.total_wait:
                raise Throttled(self.side, f"it wants no requests for {rest:.0f} seconds", retry_after=rest)
            if not rest and self.clock() >= until:
                raise Busy(self.side)
            self._sleep(rest or _POLL * random.uniform(0.5, 1.5))  # noqa: S311 (spreads load, protects nothing)
