"""Lets requests work side by side, and lets the tables change only while none is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Open to any number of requests at once, or closed for one change of the tables."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._inside = 0
        self._closed = False

    @contextmanager
    def request(self) -> Iterator[None]:
        """Go in when no change is under way."""
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._inside += 1
        try:
            yield
        finally:
            with self._condition:
                self._inside -= 1
                self._condition.notify_all()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Keep new requests out, wait for those inside to end, then go ahead."""
        with self._condition:
            self._condition.wait_for(lambda: not self._closed)
            self._closed = True
            self._condition.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._condition:
                self._closed = False
                self._condition.notify_all()
