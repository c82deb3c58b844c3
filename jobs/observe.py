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
    if run.job.kind in (Job.Kind.CARRY_OUT, Job.Kind.UNDO):
        return  # read page by page when it is planned
    if run.job.kind in (*Job.WHOLE_MAPPING, *Job.ONLY_READ, Job.Kind.MATCH):
        for side in Side:
            read_changes(run, side, afresh=run.job.kind == Job.Kind.FULL)
        if run.job.kind == Job.Kind.SWEEP:
            sweep(run)
        disappearance.forget(run)
    else:
        if _looks_for_matches(run):
            read_changes(run, Side.DATAVERSE)
        bc_keys, dataverse_keys = _asked_for(run)
        read_keys(run, Side.BC, bc_keys)
        read_keys(run, Side.DATAVERSE, dataverse_keys)


def _looks_for_matches(run: Run) -> bool:
    """Whether selected records may turn out to be the same as some that nobody has read yet."""
    return run.mapping.match_first and run.job.kind == Job.Kind.RECORDS


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


def sweep(run: Run) -> None:
    """Find what was deleted without being told: the keys of all rows are held against the records that are kept. What
    is missing is asked for by its key before it counts as deleted; what nobody knew is read.

    A scheduled sweep leaves out what change tracking tells of anyway.
    """
    for side in Side:
        if run.job.trigger != Job.Trigger.SCHEDULE or not _is_told(run, side):
            _sweep_side(run, side)


def _is_told(run: Run, side: Side) -> bool:
    facts = run.remote(side).tables().get(run.table(side))
    return facts is not None and facts.tracked


def _sweep_side(run: Run, side: Side) -> None:
    started = timezone.now()
    for keys in run.remote(side).keys(run.table(side)):
        for some in _pieces(keys):
            with transaction.atomic():
                hold(run)
                unknown = records.meet(run.mapping, side, some)
            _read_some(run, side, unknown)
    disappearance.mark_missing(run, side, _read_unseen(run, side, started))


def read_keys(run: Run, side: Side, keys: Iterable[UUID | str]) -> None:
    """Read these records of one side; what no longer exists is marked as deleted."""
    disappearance.mark_missing(run, side, _read_some(run, side, keys))


def read_doubtful(run: Run, pairs: Sequence[KnownPair]) -> bool:
    """Read those records of the pairs again that less is known of than a plan needs; whether there were any."""
    lost = [one for one in pairs if one.pair.coupled and len(one.pair.there) < 2]
    read = False
    for side in Side:
        outdated = [one.key for one in _rows(pairs, side) if _is_outdated(run, one, side)]
        records.forget_versions(run.mapping, side, outdated)
        doubtful = {*outdated, *_keys_of(lost, side), *_never_seen(pairs, side)}
        read_keys(run, side, sorted(doubtful))
        read = read or bool(doubtful)
    return read


def read_before_showing(run: Run, pairs: Sequence[KnownPair]) -> bool:
    """Read those records of the pairs that this job has not met; whether there were any. A write finds out by itself
    that a record is gone or was edited, a preview has to look."""
    read = False
    for side in Side:
        keys = [row.key for row in _rows(pairs, side) if not row.deleted and row.seen_at < run.job.created_at]
        read_keys(run, side, keys)
        read = read or bool(keys)
    return read


def _rows(pairs: Iterable[KnownPair], side: Side) -> list[RemoteRecord]:
    return [row for one in pairs if (row := one.bc if side is Side.BC else one.dataverse)]


def _is_outdated(run: Run, row: RemoteRecord, side: Side) -> bool:
    """Whether a record was read without what the mapping needs by now."""
    return not row.deleted and (not row.version or not row.values.keys() >= set(run.columns[side]))


def _never_seen(pairs: Iterable[KnownPair], side: Side) -> list[UUID]:
    """The coupled records of a side that were never seen, or seen as deleted."""
    seen = {row.key for row in _rows(pairs, side) if not row.deleted}
    return [key for key in _keys_of((one for one in pairs if one.coupling), side) if key not in seen]


def _keys_of(pairs: Iterable[KnownPair], side: Side) -> list[UUID]:
    return [key for one in pairs if (key := one.bc_key if side is Side.BC else one.dataverse_key)]


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
    if not page:
        return
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
