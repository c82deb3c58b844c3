"""Questions that a page asks of the systems while somebody waits: both systems at once, and within a time limit.

Runs are patient, people are not: a question gets few tries, and what has not answered in time is a problem like any
other. Threads that still hang then end by the clients' own limits; they touch no database.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

from django.conf import settings

from syncadmin.connections.clients.contract import Company, Identity, Remote
from syncadmin.connections.clients.errors import RemoteError, Unreachable
from syncadmin.connections.clients.service import Patience
from syncadmin.connections.models import Connection
from syncadmin.connections.remote import derived_too, open_business_central, open_dataverse
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

Answer = TypeVar("Answer")

# Below the time after which a browser or a proxy gives up.
LONGEST_WAIT = 25.0
_TRIES = 2
_CONNECT = 5.0
_SHARE_OF_TURN = 0.8


def answer_wait() -> float:
    """How many seconds a person is kept waiting at most."""
    return min(float(settings.REMOTE_ANSWER_WAIT), LONGEST_WAIT)


def open_hurried(connection: Connection, side: Side, seconds: float | None = None) -> Remote:
    """A client for one side that gives up soon; close it after use."""
    if side is Side.BC:
        return derived_too(connection, open_business_central(connection, _hurry(seconds)))
    return derived_too(connection, open_dataverse(connection, _hurry(seconds)))


def ask(questions: Mapping[Side, Callable[[], Answer]]) -> dict[Side, Answer | Problem]:
    """The answers, asked for at the same time; a problem where there is none. Other errors are raised."""
    pool = ThreadPoolExecutor(max_workers=max(1, len(questions)), thread_name_prefix="asking")
    asked = {side: pool.submit(question) for side, question in questions.items()}
    pool.shutdown(wait=False)
    until = time.monotonic() + answer_wait()
    return {side: _answer(side, future, until) for side, future in asked.items()}


def read_companies(connection: Connection) -> list[Company] | Problem:
    """The companies of the environment, as Business Central lists them now."""

    def question() -> list[Company]:
        client = open_business_central(connection, _hurry())
        with closing(client):
            return sorted(client.companies(), key=lambda one: one.name.casefold())

    return ask({Side.BC: question})[Side.BC]


def read_owners(connection: Connection, table: str) -> list[Identity] | Problem:
    """The teams or users of Dataverse that may own rows, as it lists them now."""

    def question() -> list[Identity]:
        client = open_dataverse(connection, _hurry())
        with closing(client):
            return client.owners(table)

    return ask({Side.DATAVERSE: question})[Side.DATAVERSE]


def no_answer(side: Side) -> Problem:
    """What there is to say of a system that did not answer in time."""
    return Unreachable(side, f"it gave no answer within {answer_wait():.0f} seconds").problem


def _hurry(seconds: float | None = None) -> Patience:
    """Before runs when places at the service are given away, and without one soon enough to say so."""
    longest = answer_wait() if seconds is None else min(seconds, answer_wait())
    return Patience(
        attempts=_TRIES,
        first_wait=float(settings.REMOTE_FIRST_WAIT),
        total_wait=min(_CONNECT, longest),
        connect=_CONNECT,
        read=longest,
        turn=longest * _SHARE_OF_TURN,
        hurried=True,
    )


def _answer(side: Side, asked: Future[Any], until: float) -> Any:
    try:
        return asked.result(max(0.0, until - time.monotonic()))
    except RemoteError as error:
        return error.problem
    except TimeoutError:
        return no_answer(side)
