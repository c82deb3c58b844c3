"""*Delete Entries*: the entries of jobs that are over go, page by page, so that a million rows keep nobody waiting.

What is wished for is kept (``Clearing``) until it is done: the page that asks does as much as takes a moment, workers
do the rest, and the tick rings for what a worker left behind. Entries that somebody still needs stay: jobs that are
not over or wait for approval, what an undo or a run of several mappings is about to use, what was sent without an
answer, and what says why a record is not in step. Couplings and problems are never deleted here.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from couplings.models import RecordProblem
from jobs.models import Clearing, GroupLine, Job, JobGroup, JobOperation
from syncadmin.celery import ring
from syncadmin.engine.values import Ending

WEEK = timedelta(days=7)
_OPEN = (*Job.UNFINISHED, Job.Status.APPROVAL)
_TELLING = (Ending.FAILED.value, Ending.CONFLICT.value, Ending.WAITING.value)
_JOBS_AT_ONCE, _ROWS_AT_ONCE = 100, 2000
_TURN, _LEASE = 20.0, timedelta(seconds=60)


def deletable(before: datetime) -> QuerySet[Job]:
    """The jobs that ended before a moment and are needed no more."""
    return _over(before).exclude(_needed())


def census(before: datetime) -> tuple[int, int]:
    """How many entries would be deleted, and how many of that age (or unfinished) would stay."""
    deleted = deletable(before).count()
    unfinished = Job.objects.filter(status__in=_OPEN, created_at__lt=before).count()
    return deleted, _over(before).count() - deleted + unfinished


def ask(before: datetime, user: User | None = None) -> Clearing:
    """Have the entries of jobs that ended before a moment deleted; most often they are gone at once."""
    kept = census(before)[1]
    clearing = Clearing.objects.create(before=before, requested_by=user, kept=kept)
    work(clearing.pk, seconds=2)
    clearing.refresh_from_db()
    return clearing


def due() -> list[int]:
    """The clearings that nobody is at."""
    free = Q(busy_until=None) | Q(busy_until__lt=timezone.now())
    return list(Clearing.objects.filter(free, finished_at=None).values_list("pk", flat=True))


def work(clearing_id: int, *, seconds: float = _TURN) -> None:
    """Do a part of a clearing, unless another worker is at it; what is left is rung for."""
    now = timezone.now()
    free = Clearing.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), pk=clearing_id, finished_at=None)
    if not free.update(busy_until=now + _LEASE):
        return
    clearing, until = Clearing.objects.get(pk=clearing_id), time.monotonic() + seconds
    while (left := _delete_some(clearing)) and time.monotonic() < until:
        Clearing.objects.filter(pk=clearing_id).update(busy_until=timezone.now() + _LEASE)
    if left:
        Clearing.objects.filter(pk=clearing_id).update(busy_until=None)
        ring("jobs.clear", clearing_id)
        return
    JobGroup.objects.filter(Q(finished_at__lt=clearing.before), ~Exists(_lines_with_jobs())).delete()
    Clearing.objects.filter(pk=clearing_id).update(busy_until=None, finished_at=timezone.now())


def _over(before: datetime) -> QuerySet[Job]:
    return Job.objects.filter(finished_at__lt=before).exclude(status__in=_OPEN)


def _delete_some(clearing: Clearing) -> bool:
    """One page: rows of the next few jobs, and those jobs once they have none; whether there may be more."""
    keys = list(deletable(clearing.before).order_by("pk").values_list("pk", flat=True)[:_JOBS_AT_ONCE])
    rows = JobOperation.objects.filter(job__in=keys).order_by("pk").values_list("pk", flat=True)
    if page := list(rows[:_ROWS_AT_ONCE]):
        JobOperation.objects.filter(pk__in=page).delete()
    if len(page) == _ROWS_AT_ONCE:
        return True
    with transaction.atomic():
        gone = Job.objects.filter(pk__in=keys).delete()[1].get("jobs.Job", 0)
        Clearing.objects.filter(pk=clearing.pk).update(deleted=F("deleted") + gone)
    return bool(keys)


def _needed() -> Q:
    """Whether somebody still needs what a finished job says."""
    unfinished = Q(status__in=_OPEN)
    plan_made = Q(preview=True, status__in=[Job.Status.FINISHED, Job.Status.ERRORS], carrying_out=None)
    undo_open = unfinished | plan_made & Q(kind=Job.Kind.UNDO, finished_at__gte=timezone.now() - WEEK)
    undoes = Exists(Job.objects.filter(undo_open, undoes=OuterRef("pk")))
    own_plan = Q(kind=Job.Kind.UNDO, preview=True, carrying_out=None, finished_at__gte=timezone.now() - WEEK)
    carried_out = Exists(Job.objects.filter(unfinished, plan=OuterRef("pk")))
    sent = Exists(JobOperation.objects.filter(job=OuterRef("pk"), state=JobOperation.State.SENT))
    lines = GroupLine.objects.filter(group__finished_at=None)
    named = (Q(**{name: OuterRef("pk")}) for name in ("job", "matched", "review", "preview"))
    of_groups = [Exists(lines.filter(one)) for one in named]
    needed = Q(undoes) | own_plan | Q(carried_out) | Q(sent) | Q(pk__in=_telling())
    for one in of_groups:
        needed |= Q(one)
    return needed


def _telling() -> QuerySet[RecordProblem, Any]:
    """The jobs that were the last to say why a record is not in step."""
    said = JobOperation.objects.filter(ending__in=_TELLING).order_by("-pk").values("job_id")
    last = Coalesce(*(Subquery(said.filter(**{name: OuterRef(name)})[:1]) for name in ("bc_key", "dataverse_key")))
    return RecordProblem.objects.annotate(said_by=last).filter(said_by__isnull=False).order_by().values("said_by")


def _lines_with_jobs() -> QuerySet[GroupLine]:
    return GroupLine.objects.filter(group=OuterRef("pk"), job__isnull=False)
