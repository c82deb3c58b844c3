"""The reading step: what changed on each side since its mark, or the records that were asked for.

Reading is done before anything is planned; what was read is kept as remote records (``couplings.records``), so a job
that is taken over need not read again, and memory stays at a page or two whatever the size of a table. A mark moves
only when its side was read to the end; what it means, and by how much the next reading overlaps, its client knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from couplings import records
from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from jobs import disappearance, requests
from jobs.context import Run, hold
from jobs.models import Job
from mappings.models import TableMapping
from syncadmin.connections.clients.contract import Changes
from syncadmin.engine.values import Record, Side

# How many records are asked for by key at once; bounds memory and the parameters of a query.
KEYS = 5000


def observe(run: Run) -> None:
    """Read what the job needs to know."""
    if run.job.kind == Job.Kind.CARRY_OUT:
        return  # read page by page when its plan is taken over
    if run.job.kind in (*Job.WHOLE_MAPPING, *Job.ONLY_READ, Job.Kind.MATCH):
        for side in Side:
            read_changes(run, side, afresh=run.job.kind == Job.Kind.FULL)
        disappearance.forget(run)
    else:
        bc_keys, dataverse_keys = _asked_for(run)
        read_keys(run, Side.BC, bc_keys)
        read_keys(run, Side.DATAVERSE, dataverse_keys)


def read_changes(run: Run, side: Side, *, afresh: bool = False) -> None:
    """Read one side from its mark on, or from its beginning, page by page, and move the mark at the end."""
    remote, started = run.remote(side), timezone.now()
    began: datetime | None = None
    page, gone = Changes([]), list[str]()
    mark = "" if afresh else run.mapping.mark(side)
    for page in remote.changes(run.table(side), run.columns[side], mark):
        began = began or remote.now()
        _keep(run, page.records, note_all=page.whole)
        gone += records.existing(run.mapping, side, page.deleted)
    missing = _read_some(run, side, gone)
    if page.whole:
        missing += _read_unseen(run, side, started)
    disappearance.mark_missing(run, side, missing)
    _move_mark(run, side, page.mark, began)


def read_keys(run: Run, side: Side, keys: Iterable[UUID | str]) -> None:
    """Read these records of one side; what no longer exists is marked as deleted."""
    disappearance.mark_missing(run, side, _read_some(run, side, keys))


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


def _read_some(run: Run, side: Side, keys: Iterable[UUID | str]) -> list[str]:
    """Read these records of one side; the keys of those that do not exist."""
    missing: list[str] = []
    for some in _pieces([str(key) for key in keys]):
        found = run.remote(side).by_keys(run.table(side), run.columns[side], some)
        _keep(run, list(found.values()))
        missing += [key for key in some if key not in found]
    return missing


def _read_unseen(run: Run, side: Side, since: datetime) -> list[str]:
    """Ask for the rows that were kept and not met in a reading of the whole table; the keys of those that are gone."""
    missing: list[str] = []
    after: UUID | None = None
    while keys := records.unseen(run.mapping, side, since, after, KEYS):
        missing += _read_some(run, side, keys)
        after = keys[-1]
    return missing


def _keep(run: Run, page: list[Record], *, note_all: bool = False) -> None:
    with transaction.atomic():
        hold(run)
        records.keep_changed(run.mapping, run.compiled, page, note_all=note_all)
        Job.objects.filter(pk=run.job.pk).update(records_read=F("records_read") + len(page))


def _move_mark(run: Run, side: Side, mark: str, began: datetime | None) -> None:
    """Move the mark, unless somebody reset it meanwhile so that everything is read again."""
    field, moment = f"{side.value}_mark", f"{side.value}_read_at"
    with transaction.atomic():
        hold(run)
        unchanged = TableMapping.objects.filter(pk=run.mapping.pk, **{field: run.mapping.mark(side)})
        unchanged.update(**{field: mark, moment: began})
    setattr(run.mapping, field, mark)
    setattr(run.mapping, moment, began)


def _asked_for(run: Run) -> tuple[set[str], set[str]]:
    """The keys of both sides that the request of a job is about, partners included."""
    stored = run.job.request
    if run.job.kind == Job.Kind.UNCOUPLE:
        return set(), set()
    if run.job.kind == Job.Kind.COUPLE:
        pairs = requests.couple_records(stored).pairs
        return set(pairs), {key for key in pairs.values() if key}
    if run.job.kind == Job.Kind.SETTLE:
        wanted = {Side.BC: {stored["bc_key"]}, Side.DATAVERSE: set[str]()}
    else:
        request = requests.synchronize_records(stored)
        wanted = {side: set(request.keys(side)) for side in Side}
    partners = {side: _partners(run, side, wanted[side.other]) for side in Side}
    return wanted[Side.BC] | partners[Side.BC], wanted[Side.DATAVERSE] | partners[Side.DATAVERSE]


def _partners(run: Run, side: Side, keys: set[str]) -> set[str]:
    """The keys of a side that records of the other side are coupled to."""
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    coupled = Coupling.objects.filter(mapping=run.mapping, **{f"{ours}__isnull": False})
    found: set[str] = set()
    for some in _pieces(sorted(keys)):
        found.update(map(str, coupled.filter(**{f"{theirs}__in": some}).values_list(ours, flat=True)))
    return found


def _pieces(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + KEYS] for start in range(0, len(keys), KEYS))
