"""The one thing the beat does: ring again for jobs that nobody has taken up, and let waiting ones go on.

A lost message, a worker that died and a job whose line stands still are all mended here, within seconds. Mappings are
synchronized as their schedules say. Records whose problem is due for another try get a job of their own, and records
that were deleted are looked for once a day. Connections whose daily check is due are checked. Runs of several mappings
go on to the mappings whose turn has come.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from jobs import clearing, daily, groups, retrying, scheduling, sweeping
from jobs.alerts import noticing, telling
from jobs.models import Job
from jobs.services import promote
from jobs.wakeups import watches
from mappings.models import TableMapping
from syncadmin.celery import ring

_PATIENCE = timedelta(seconds=2)


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
    for group in groups.running():
        groups.advance(group)
    scheduling.run_due(now)
    for connection_id in daily.due():
        ring("jobs.check", connection_id)
    for connection_id in watches.due():
        ring("jobs.watches", connection_id)
    for clearing_id in clearing.due():
        ring("jobs.clear", clearing_id)
    for mapping in sweeping.due():
        sweeping.begin(mapping)
    retrying.note_all_known()
    retrying.try_again()
    noticing.notice(now)
    telling.ring_for_news(now)
