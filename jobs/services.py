"""Everything that starts a job or moves it along: ask for one, let the next one in line go, close it.

What a job does once it runs is in ``jobs.run``. A job is rung for after the transaction that made it; if the ring is
lost, ``jobs.tick`` rings again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.models import Job
from jobs.requests import Request, to_json
from mappings.models import TableMapping
from syncadmin.celery import ring
from syncadmin.engine.problems import Problem

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ConnectionDisabled(Exception):
    """The mapping's connection is not enabled, so no job may be started; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def start(
    mapping: TableMapping,
    kind: Job.Kind,
    request: Request | None = None,
    *,
    trigger: Job.Trigger = Job.Trigger.PERSON,
    user: User | None = None,
    preview: bool = False,
) -> Job:
    """Ask for a job. It is queued, or waits in line while another job of the mapping is active; a run of the whole
    mapping that is already waiting or queued is returned instead of a second one. Raises ConnectionDisabled."""
    if problem := mapping.connection.hold:
        raise ConnectionDisabled(problem)
    if request is None and (twin := _not_begun(mapping, kind, trigger, preview=preview)):
        return twin
    job = Job(mapping=mapping, kind=kind, trigger=trigger, requested_by=user, preview=preview, request=to_json(request))
    job.status = Job.Status.WAITING
    job.save()
    promote(mapping)
    job.refresh_from_db()
    return job


def promote(mapping: TableMapping) -> None:
    """Queue the oldest waiting job of the mapping, unless one is active."""
    line = Job.objects.filter(mapping=mapping, status=Job.Status.WAITING).order_by("pk")
    oldest = line.values_list("pk", flat=True).first()
    if oldest is None:
        return
    try:
        with transaction.atomic():
            queued = line.filter(pk=oldest).update(status=Job.Status.QUEUED)
    except IntegrityError:
        return  # another job of the mapping is active; closing it promotes again
    if queued:
        transaction.on_commit(partial(ring, "jobs.run", oldest))


def close(job: Job, problem: Problem | None = None) -> bool:
    """End a job this worker holds, with its counts; False if it is no longer held. The next in line goes on."""
    counts = job.operations.counts()
    status = Job.Status.FAILED if problem else _status(counts)
    facts = {"code": problem.code, "facts": dict(problem.facts)} if problem else {}
    with transaction.atomic():
        held = Job.objects.filter(pk=job.pk, claim=job.claim, status=Job.Status.RUNNING)
        closed = held.update(
            status=status,
            counts=counts,
            phase="",
            phase_began_at=None,
            phase_times=job.phase_times,
            claim=None,
            lease_until=None,
            finished_at=timezone.now(),
            **facts,
        )
    if closed:
        promote(job.mapping)
    return bool(closed)


def _status(counts: dict[str, int]) -> Job.Status:
    troubled = counts.get("failed", 0) + counts.get("conflict", 0)
    return Job.Status.ERRORS if troubled else Job.Status.FINISHED


def _not_begun(mapping: TableMapping, kind: Job.Kind, trigger: Job.Trigger, *, preview: bool) -> Job | None:
    """The same run of the whole mapping, asked for already and not begun. A scheduled one tries less again."""
    begun = Job.objects.filter(mapping=mapping, kind=kind, preview=preview, request={})
    if trigger != Job.Trigger.SCHEDULE:
        begun = begun.exclude(trigger=Job.Trigger.SCHEDULE)
    return begun.filter(status__in=[Job.Status.WAITING, Job.Status.QUEUED]).first()
