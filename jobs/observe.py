"""The reading step: what changed on each side since its mark, or the records that were asked for.

Reading is done before anything is planned; what was read is kept as remote records (``couplings.records``), so a job
that is taken over need not read again, and memory stays at a page or two whatever the size of a table. A mark moves
only when its side was read to the end, never past the moment reading began, and the next reading overlaps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from couplings import records
from couplings.models import Coupling
from jobs import requests
from jobs.claim import held
from jobs.context import Run
from jobs.models import Job
from mappings.models import TableMapping
from syncadmin.engine.values import Record, Side

# Stamps are given before a transaction commits, so rows may appear with stamps older than ones already read.
OVERLAP = {Side.BC: timedelta(minutes=5), Side.DATAVERSE: timedelta(minutes=2)}


def observe(run: Run) -> None:
    """Read what the job needs to know."""
    if run.job.kind in (Job.Kind.MODIFIED, Job.Kind.READ):
        for side in Side:
            read_changes(run, side)
    else:
        bc_keys, dataverse_keys = _asked_for(run)
        read_keys(run, Side.BC, bc_keys)
        read_keys(run, Side.DATAVERSE, dataverse_keys)


def read_changes(run: Run, side: Side) -> None:
    """Read one side from its mark on, page by page, and move the mark at the end."""
    mark = run.mapping.mark(side)
    since = mark - OVERLAP[side] if mark else None
    latest, began = mark, None
    for page in run.remote(side).changed(run.table(side), run.columns[side], since):
        began = began or run.remote(side).now()
        _keep(run, page)
        latest = _latest(latest, page)
    if latest and began:
        _move_mark(run, side, min(latest, began))


def read_keys(run: Run, side: Side, keys: Iterable[UUID | str]) -> None:
    """Read these records of one side; what no longer exists is marked as deleted."""
    wanted = [str(key) for key in keys]
    if not wanted:
        return
    found = run.remote(side).by_keys(run.table(side), run.columns[side], wanted)
    _keep(run, list(found.values()))
    records.mark_deleted(run.mapping, side, [key for key in wanted if key not in found])


def _keep(run: Run, page: list[Record]) -> None:
    with transaction.atomic():
        held(run.job)
        records.keep_changed(run.mapping, run.compiled, page)
        Job.objects.filter(pk=run.job.pk).update(records_read=F("records_read") + len(page))


def _latest(latest: datetime | None, page: list[Record]) -> datetime | None:
    stamps = [one.modified_at for one in page if one.modified_at]
    return max([*stamps, latest] if latest else stamps, default=None)


def _move_mark(run: Run, side: Side, moment: datetime) -> None:
    """Move the mark, unless somebody reset it meanwhile so that everything is read again."""
    field = f"{side.value}_mark"
    with transaction.atomic():
        held(run.job)
        unchanged = TableMapping.objects.filter(pk=run.mapping.pk, **{field: run.mapping.mark(side)})
        unchanged.update(**{field: moment})
    setattr(run.mapping, field, moment)


def _asked_for(run: Run) -> tuple[set[str], set[str]]:
    """The keys of both sides that the request of a job is about, partners included."""
    stored = run.job.request
    if run.job.kind == Job.Kind.UNCOUPLE:
        return set(), set()
    if run.job.kind == Job.Kind.COUPLE:
        pairs = requests.couple_records(stored).pairs
        return set(pairs), {key for key in pairs.values() if key}
    bc_keys = {stored["bc_key"]} if run.job.kind == Job.Kind.SETTLE else set(stored["bc_keys"])
    partners = Coupling.objects.filter(mapping=run.mapping, bc_key__in=bc_keys, dataverse_key__isnull=False)
    return bc_keys, {str(key) for key in partners.values_list("dataverse_key", flat=True)}
