"""How long history is kept: once a day the entries of jobs that are old enough go, a page at a time.

Records that a job left as they were go first, whole jobs later; how many days that takes is a setting, and none keeps
them for ever. Whatever is still open stays: jobs that are not over or wait for approval, and what a job says of a
record whose problem is not solved. Couplings and problems are no history and are never deleted here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from couplings.models import RecordProblem
from couplings.trends import forget_old_days
from jobs.models import Job, JobGroup, JobOperation
from mappings.models import TableMapping
from syncadmin.engine.values import Ending

_OPEN = (*Job.UNFINISHED, Job.Status.APPROVAL)
_STILL = (Ending.UNCHANGED.value, Ending.EXCLUDED.value)
_AT_ONCE = 2000


def tidy(mapping: TableMapping) -> tuple[int, int]:
    """Delete what is old enough of a mapping's history; how many operations and how many jobs went."""
    still = _operations(mapping, settings.UNCHANGED_RETENTION_DAYS).filter(ending__in=_STILL)
    old = _operations(mapping, settings.JOB_RETENTION_DAYS)
    operations = sum(_deleted(some.filter(~_unsolved())) for some in (still, old))
    kept = JobOperation.objects.filter(job=OuterRef("pk"))
    jobs = _jobs(mapping, settings.JOB_RETENTION_DAYS).filter(~Exists(kept))
    _delete_groups(mapping)
    forget_old_days(mapping)
    return operations, jobs.delete()[0]


def _delete_groups(mapping: TableMapping) -> None:
    """Runs of several mappings that are over, or were reviewed and never begun, go with their jobs."""
    if days := settings.JOB_RETENTION_DAYS:
        ended = Q(finished_at__lt=_since(days)) | Q(started_at=None, created_at__lt=_since(days))
        JobGroup.objects.filter(ended, connection=mapping.connection_id).delete()


def _jobs(mapping: TableMapping, days: int) -> QuerySet[Job]:
    """The jobs that are over since so many days; none if they are kept for ever."""
    if not days:
        return Job.objects.none()
    return Job.objects.filter(mapping=mapping, finished_at__lt=_since(days)).exclude(status__in=_OPEN)


def _operations(mapping: TableMapping, days: int) -> QuerySet[JobOperation]:
    return JobOperation.objects.filter(job__in=_jobs(mapping, days))


def _unsolved() -> Exists:
    """Whether the record of an operation still has a problem."""
    same_record = Q(bc_key=OuterRef("bc_key")) | Q(dataverse_key=OuterRef("dataverse_key"))
    return Exists(RecordProblem.objects.filter(same_record, mapping=OuterRef("job__mapping")))


def _deleted(rows: QuerySet[JobOperation]) -> int:
    """Delete rows page by page, so that no statement keeps others waiting for long; how many there were."""
    total = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        total += JobOperation.objects.filter(pk__in=keys).delete()[0]
    return total


def _since(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
