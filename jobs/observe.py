"""The reading step: what changed on each side since its mark, or the records that were asked for.

Reading is done before anything is planned; what was read is kept as remote records (``couplings.records``), so a job
that is taken over need not read again, and memory stays at a page or two whatever the size of a table. A mark moves
only when its side was read to the end, never past the moment reading began, and the next reading overlaps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from couplings import records
from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from jobs import requests
from jobs.context import Run, hold
from jobs.models import Job
from mappings.models import TableMapping
from syncadmin.engine.values import Record, Side

# Stamps are given before a transaction commits, so rows may appear with stamps older than ones already read.
OVERLAP = {Side.BC: timedelta(minutes=5), Side.DATAVERSE: timedelta(minutes=2)}

# How many records are asked for by key at once; bounds memory and the parameters of a query.
KEYS = 5000


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
    for some in _pieces([str(key) for key in keys]):
        found = run.remote(side).by_keys(run.table(side), run.columns[side], some)
        _keep(run, list(found.values()))
        records.mark_deleted(run.mapping, side, [key for key in some if key not in found])


def read_doubtful(run: Run, pairs: Sequence[KnownPair]) -> bool:
    """Read those records of the pairs again that less is known of than a plan needs; whether there were any."""
    wanted: dict[Side, list[UUID]] = {
        Side.BC: [one.bc_key for one in pairs if one.bc_key and _is_doubtful(run, one, Side.BC, one.bc)],
        Side.DATAVERSE: [
            one.dataverse_key
            for one in pairs
            if one.dataverse_key and _is_doubtful(run, one, Side.DATAVERSE, one.dataverse)
        ],
    }
    for side, keys in wanted.items():
        records.forget_versions(run.mapping, side, keys)
        read_keys(run, side, keys)
    return any(wanted.values())


def _is_doubtful(run: Run, pair: KnownPair, side: Side, row: RemoteRecord | None) -> bool:
    """Whether a coupled record was never seen, or seen as deleted, or read without what the mapping needs by now."""
    if row is None or row.deleted:
        return pair.coupling is not None
    return not row.version or not row.values.keys() >= set(run.columns[side])


def _keep(run: Run, page: list[Record]) -> None:
    with transaction.atomic():
        hold(run)
        records.keep_changed(run.mapping, run.compiled, page)
        Job.objects.filter(pk=run.job.pk).update(records_read=F("records_read") + len(page))


def _latest(latest: datetime | None, page: list[Record]) -> datetime | None:
    stamps = [one.modified_at for one in page if one.modified_at]
    return max([*stamps, latest] if latest else stamps, default=None)


def _move_mark(run: Run, side: Side, moment: datetime) -> None:
    """Move the mark, unless somebody reset it meanwhile so that everything is read again."""
    field = f"{side.value}_mark"
    with transaction.atomic():
        hold(run)
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
    coupled = Coupling.objects.filter(mapping=run.mapping, dataverse_key__isnull=False)
    partners: set[str] = set()
    for some in _pieces(sorted(bc_keys)):
        partners.update(map(str, coupled.filter(bc_key__in=some).values_list("dataverse_key", flat=True)))
    return bc_keys, partners


def _pieces(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + KEYS] for start in range(0, len(keys), KEYS))
