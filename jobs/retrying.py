"""Trying records with problems again, in jobs of their own that touch no other record: those whose time has come, and
those that wait for something that is known by now.

A record that somebody asked to get a counterpart, and did not, is tried again with that request. Nothing is tried over
a mapping that does not fit its tables, or a connection that is not enabled: those are due as soon as that is mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from couplings.clearing import cleared
from couplings.models import RecordProblem, RecordProblemQuerySet, Wait
from couplings.waiting import note_known
from jobs.filling import fill_blanks
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import start
from jobs.trying_first import try_first
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Ending, Side

# How long a record is left alone if the job that tries it again comes to nothing as a whole.
_PAUSE = timedelta(minutes=5)
AT_ONCE = 1000


def follow_up(job: Job) -> None:
    """After a job: have the records go on that waited for what it made known, or were sent without it."""
    if job.preview:
        return
    if not job.undoes_id:
        fill_blanks(job)
    for mapping, side, keys in cleared(job.mapping, _coupled_by(job)):
        _look_again(mapping, side, keys)
    if note_known(job.mapping.connection):
        try_again()
    if not job.undoes_id and not job.mapping.connection.hold:
        try_first(job)


def _look_again(mapping: TableMapping, side: Side, keys: Sequence[UUID]) -> None:
    """Synchronize records that were sent without something that is known by now."""
    if mapping.is_red or mapping.connection.hold:
        return
    for first in range(0, len(keys), AT_ONCE):
        wanted = [(key, None) if side is Side.BC else (None, key) for key in keys[first : first + AT_ONCE]]
        asked = replace(request_for(wanted, create=False), catch_up=True)
        start(mapping, Job.Kind.RECORDS, asked, trigger=Job.Trigger.SCHEDULE)


def _coupled_by(job: Job) -> dict[Side, list[UUID]]:
    """The keys of the records that a job coupled."""
    endings = (Ending.CREATED.value, Ending.COUPLED.value)
    made = job.operations.filter(ending__in=endings).values_list("bc_key", "dataverse_key")
    pairs = [(bc, dataverse) for bc, dataverse in made if bc and dataverse]
    return {Side.BC: [bc for bc, _ in pairs], Side.DATAVERSE: [dataverse for _, dataverse in pairs]}


def note_all_known() -> None:
    """The same for all connections, should a worker have died before it came to that."""
    waited_on = Wait.objects.filter(problem__mapping__connection=OuterRef("pk"))
    for connection in Connection.objects.filter(Exists(waited_on), enabled=True):
        note_known(connection)


def try_again() -> None:
    """Start jobs for the records whose problems are due, where the mapping is not busy."""
    due = RecordProblem.objects.awake().filter(retry_at__lte=timezone.now())
    busy = Job.objects.filter(status__in=Job.UNFINISHED).values("mapping")
    mappings = TableMapping.objects.filter(Exists(due.filter(mapping=OuterRef("pk"))), connection__enabled=True)
    for mapping in mappings.exclude(pk__in=busy).select_related("connection"):
        if not mapping.is_red:
            for asked in (False, True):
                _start(mapping, due.filter(mapping=mapping, asked=asked), create=asked)


def _start(mapping: TableMapping, due: RecordProblemQuerySet, *, create: bool) -> None:
    keys = list(due.order_by("retry_at", "pk").values_list("pk", "bc_key", "dataverse_key")[:AT_ONCE])
    if not keys:
        return
    mapping.problems.filter(pk__in=[pk for pk, _, _ in keys]).update(retry_at=timezone.now() + _PAUSE)
    wanted = request_for([(bc, dataverse) for _, bc, dataverse in keys], create=create)
    start(mapping, Job.Kind.RECORDS, wanted, trigger=Job.Trigger.SCHEDULE)


def request_for(problems: Sequence[tuple[UUID | None, UUID | None]], *, create: bool) -> SynchronizeRecords:
    """The request that tries the problems of these records again, each by its BC record if it has one."""
    bc_keys = tuple(str(bc) for bc, _ in problems if bc)
    others = tuple(str(dataverse) for bc, dataverse in problems if dataverse and not bc)
    return SynchronizeRecords(bc_keys, dataverse_keys=others, create=create)
