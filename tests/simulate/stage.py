"""Who works and who dies: workers are killed between any two steps, and a second one may take over while the first goes
on.

A step is a statement to the database or a request, and what follows it. Two workers take turns at steps outside of
transactions, in threads of which one runs at a time, so that everything happens in one order.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Semaphore, Thread

from django.db import connection, connections

HAND_OVER = 0.15


class Killed(BaseException):
    """The worker died."""


@dataclass
class Actor:
    """A worker; ``dies_at`` and ``joined_at`` are the steps at which it is killed, or another one begins to work."""

    work: Callable[[], None]
    dies_at: int | None = None
    joined_at: int | None = None
    steps: int = 0
    turn: Semaphore = field(default_factory=lambda: Semaphore(0))


class Stage:
    """Where workers work."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._acting: list[Actor] = []
        self._now: Actor | None = None
        self._first: Actor | None = None
        self._second: Actor | None = None
        self._error: BaseException | None = None
        self.places: list[str] = []
        self.takeovers = 0

    def statement(self, execute, sql, parameters, many, context):
        """Stands around every statement of the database."""
        self.step()
        return execute(sql, parameters, many, context)

    def play(self, first: Actor, second: Actor | None = None) -> None:
        """Let a worker work until it is done or dead; a second one joins it when its step has come."""
        self._second, self._error = second, None
        self._acting, self._now, self._first = [first], first, first
        try:
            self._act(first)
        finally:
            self._acting.remove(first)
            if self._acting:
                self._hand_to(self._acting[0])
                first.turn.acquire()
            self._now = None
        if self._error:
            raise self._error

    def step(self, *, alone: bool = False) -> None:
        """Somebody does something: perhaps dies before it, or lets the other one go first, unless that would wait for
        something of its own process (``alone``)."""
        actor = self._now
        if actor is None:
            return
        actor.steps += 1
        if actor.steps == actor.dies_at:
            self.places.append(_place())
            raise Killed
        if alone or connection.in_atomic_block:
            return
        if actor.joined_at is not None and actor.steps >= actor.joined_at and self._second:
            self._join(actor)
        elif len(self._acting) > 1 and self._chance.random() < HAND_OVER:
            self._hand_to(self._other(actor))
            actor.turn.acquire()

    def _act(self, actor: Actor) -> None:
        with suppress(Killed):
            actor.work()

    def _join(self, actor: Actor) -> None:
        second, self._second = self._second, None
        self._acting.append(second)
        self.takeovers += 1
        Thread(target=self._play_second, args=(second, connections["default"]), daemon=True).start()
        self._hand_to(second)
        actor.turn.acquire()

    def _play_second(self, actor: Actor, shared) -> None:
        connections["default"] = shared
        actor.turn.acquire()
        try:
            self._act(actor)
        except BaseException as error:  # noqa: BLE001 - raised again by ``play``
            self._error = error
        self._acting.remove(actor)
        self._hand_to(self._acting[0] if self._acting else self._first)

    def _hand_to(self, other: Actor) -> None:
        self._now = other
        other.turn.release()

    def _other(self, actor: Actor) -> Actor:
        return next(one for one in self._acting if one is not actor)


def _place() -> str:
    """The line of the product at which somebody died."""
    frame = sys._getframe(1)
    while frame and ("site-packages" in frame.f_code.co_filename or "simulate" in frame.f_code.co_filename):
        frame = frame.f_back
    return f"{frame.f_globals['__name__']}:{frame.f_lineno}" if frame else "?"
