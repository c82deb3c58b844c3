"""The clock and the chance of a simulation: time passes only while somebody waits, and everything random has a seed.

Both replace what the standard library offers, before the product is imported, so that its own code runs as it is. What
``datetime`` says is Django's ``timezone.now`` and the clock the sandbox is given.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class VirtualClock:
    """Stands still, except that each look costs a millisecond and each wait its time."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._chance = random.Random(0)

    def restart(self, seed: object) -> None:
        """A new schedule: the same moment and the same chance each time."""
        self._seconds = 0.0
        self._chance.seed(str(seed))
        random.seed(str(seed))

    def now(self) -> datetime:
        """The moment it is."""
        self._seconds += 0.001
        return START + timedelta(seconds=self._seconds)

    def time(self) -> float:
        """Seconds since 1970."""
        return START.timestamp() + self._seconds

    def monotonic(self) -> float:
        """Seconds since the schedule began."""
        return self._seconds

    def sleep(self, seconds: float) -> None:
        """Wait without waiting."""
        self._seconds += max(seconds, 0.0)

    def urandom(self, size: int) -> bytes:
        """What keys and tokens are made of."""
        return self._chance.randbytes(size)

    def install(self) -> None:
        """Be the clock and the chance of this process from now on."""
        time.time, time.monotonic, time.sleep = self.time, self.monotonic, self.sleep
        os.urandom = self.urandom


CLOCK = VirtualClock()
