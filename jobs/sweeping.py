"""The daily sweep for deleted records of each mapping: when it is due, and starting it.

Business Central tells of no deletion, so that the keys of all its rows are looked through (``observe.sweep``). A
mapping takes part from the day after its first job on, once both its sides have been read.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jobs.models import Job
from jobs.services import ConnectionDisabled, start
from mappings.models import TableMapping

_DAY = timedelta(days=1)


def due() -> QuerySet[TableMapping]:
    """The mappings whose deleted records were not looked for within the last day."""
    a_day_ago = timezone.now() - _DAY
    jobs = Job.objects.filter(mapping=OuterRef("pk"))
    swept = jobs.filter(kind=Job.Kind.SWEEP, preview=False, created_at__gte=a_day_ago)
    mappings = TableMapping.objects.select_related("connection").filter(connection__enabled=True)
    read = mappings.exclude(bc_mark="").exclude(dataverse_mark="")
    return read.filter(~Exists(swept), Exists(jobs.filter(created_at__lt=a_day_ago)))


def begin(mapping: TableMapping) -> Job | None:
    """Start the sweep of a mapping; nothing while its connection is held."""
    try:
        return start(mapping, Job.Kind.SWEEP, trigger=Job.Trigger.SCHEDULE)
    except ConnectionDisabled:
        return None
