"""How one call of a run goes wrong: refused, its answer lost, or the worker killed at it; and what both systems and our
memory say once everything has come to rest.

Nothing of ours is replaced: faults are the sandbox's, and a worker dies in ``requests`` or at a statement, with an
exception that nothing catches.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from itertools import count
from unittest import mock

from django.db import connection, transaction
from django.utils import timezone
from requests.adapters import HTTPAdapter

from couplings.models import Coupling
from jobs.models import Job
from jobs.run import run_job
from tests import gates
from tests.runs.dying import Killed
from tests.runs.work import pending, synchronize

WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def going_wrong(sandbox, number: int, **how: object) -> Iterator[None]:
    """The nth request is answered in another way than it should be."""
    sandbox.misbehave(skip=number - 1, times=1, **how)
    yield
    sandbox.behave()


@contextmanager
def dying_at_request(number: int, *, answered: bool) -> Iterator[None]:
    """The worker dies at the nth request: before it is sent, or as soon as it is answered."""
    send, calls = HTTPAdapter.send, count(1)

    def counted(*arguments: object, **options: object) -> object:
        now = next(calls)
        if now > number or (now == number and not answered):
            raise Killed
        found = send(*arguments, **options)
        if now == number:
            raise Killed
        return found

    with mock.patch.object(HTTPAdapter, "send", counted):
        yield


@contextmanager
def dying_at_statement(number: int) -> Iterator[None]:
    """The worker dies before the nth statement that writes."""
    calls = count(1)

    def counted(execute: Callable, sql: str, *rest: object) -> object:
        if sql.startswith(WRITES) and next(calls) >= number:
            raise Killed
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        yield


WAYS: dict[str, Callable[..., AbstractContextManager[None]]] = {
    "refused": lambda sandbox, number: going_wrong(sandbox, number, status=500),
    "asked to wait": lambda sandbox, number: going_wrong(sandbox, number, status=429),
    "answer lost": lambda sandbox, number: going_wrong(sandbox, number, kind="lose_answer"),
    "killed before a request": lambda _, number: dying_at_request(number, answered=False),
    "killed after a request": lambda _, number: dying_at_request(number, answered=True),
    "killed at a statement": lambda _, number: dying_at_statement(number),
}


@contextmanager
def counting(sandbox) -> Iterator[dict[str, int]]:
    """How many requests and writing statements there are."""
    found = {"requests": len(sandbox.requests), "statements": 0}

    def counted(execute: Callable, sql: str, *rest: object) -> object:
        found["statements"] += sql.startswith(WRITES)
        return execute(sql, *rest)

    with connection.execute_wrapper(counted):
        yield found
    found["requests"] = len(sandbox.requests) - found["requests"]


class Picture:
    """How both systems and our memory are now; going back to it costs next to nothing. Needs a transaction around."""

    def __init__(self, sandbox) -> None:
        self._sandbox, self._rows = sandbox, sqlite3.connect(":memory:", check_same_thread=False)
        sandbox.store.database._connection.backup(self._rows)
        self._place = transaction.savepoint()

    def go_back(self) -> None:
        """Let everything be as it was."""
        transaction.savepoint_rollback(self._place)
        self._place = transaction.savepoint()
        with self._sandbox.store.database.lock:
            self._rows.backup(self._sandbox.store.database._connection)
        self._sandbox.behave()
        gates.reopen(self._sandbox)


def come_to_rest(mapping, ask: Callable[[], Job]) -> None:
    """What happens after trouble: another worker takes over, the person asks again for what failed, and the next run
    takes up what was left."""
    for job in Job.objects.filter(status__in=Job.UNFINISHED):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        run_job(job.pk)
    if Job.objects.latest("pk").status == Job.Status.FAILED:
        run_job(ask().pk)
    mapping.refresh_from_db()
    synchronize(mapping)


def state(sandbox, mapping) -> dict[str, object]:
    """What there is, without keys and stamps: rows, couplings by name, what is remembered of them, and what is left."""
    customers = {row["id"]: row for row in sandbox.rows("customers")}
    accounts = {row["accountid"]: row for row in sandbox.rows("account")}
    return {
        "customers": sorted(_said(row, "displayName", "phoneNumber", "city") for row in customers.values()),
        "accounts": sorted(_said(row, "name", "telephone1", "address1_city") for row in accounts.values()),
        "couplings": sorted(
            (_name(customers, one.bc_key), _name(accounts, one.dataverse_key), one.state, str(_agreed(one)))
            for one in Coupling.objects.filter(mapping=mapping)
        ),
        "problems": sorted(mapping.problems.values_list("code", flat=True)),
        "pending": pending(mapping),
        "open": Job.objects.filter(status__in=Job.UNFINISHED).count(),
    }


def _said(row: dict[str, object], *names: str) -> tuple[str, ...]:
    return tuple(str(row[name] or "") for name in names)


def _name(rows: dict[str, dict[str, object]], key: object) -> str:
    row = rows.get(str(key), {})
    return str(row.get("displayName") or row.get("name") or "")


def _agreed(one: Coupling) -> object:
    return one.base and sorted((name, value) for name, value in one.base.items() if value is not None)
