"""The one thing the beat does: ring again for jobs that nobody has taken up, and let waiting ones go on.

A lost message, a worker that died and a job whose line stands still are all mended here, within seconds. Records whose
problem is due for another try get a job of their own; nothing else is synchronized by itself. Connections whose daily
check is due are checked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from jobs import daily
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import promote, start
from mappings.models import TableMapping
from syncadmin.celery import ring

_PATIENCE = timedelta(seconds=2)
# How long a record is left alone if the job that tries it again comes to nothing as a whole.
_PAUSE = timedelta(minutes=5)
_AT_ONCE = 1000


def tick() -> None:
    """Ring for jobs that are queued and not claimed, and for running ones whose worker is gone."""
    now = timezone.now()
    unclaimed = Q(status=Job.Status.QUEUED, created_at__lt=now - _PATIENCE)
    abandoned = Q(status=Job.Status.RUNNING, lease_until__lt=now)
    for job_id in Job.objects.filter(unclaimed | abandoned).values_list("pk", flat=True):
        ring("jobs.run", job_id)
    active = Job.objects.filter(status__in=Job.ACTIVE).values("mapping")
    waiting = Job.objects.filter(status=Job.Status.WAITING).exclude(mapping__in=active).values("mapping")
    for mapping in TableMapping.objects.filter(pk__in=waiting):
        promote(mapping)
    for connection_id in daily.due():
        ring("jobs.check", connection_id)
    _try_again(now)


def _try_again(now: datetime) -> None:
    """Start a job for the records whose problems are due, where the mapping is not busy."""
    busy = Job.objects.filter(status__in=Job.UNFINISHED).values("mapping")
    due = TableMapping.objects.filter(
        connection__enabled=True, problems__retry_at__lte=now, problems__bc_key__isnull=False
    )
    for mapping in due.exclude(pk__in=busy).select_related("connection").distinct():
        problems = mapping.problems.filter(retry_at__lte=now, bc_key__isnull=False).order_by("retry_at")
        keys = list(problems.values_list("bc_key", flat=True)[:_AT_ONCE])
        mapping.problems.filter(bc_key__in=keys).update(retry_at=now + _PAUSE)
        wanted = SynchronizeRecords(tuple(map(str, keys)))
        start(mapping, Job.Kind.RECORDS, wanted, trigger=Job.Trigger.SCHEDULE)
