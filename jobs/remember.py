"""Remembering: what an answered write means for its operation, its coupling, the kept rows and the problems.

All of it happens in the caller's transaction, together, so that after a kill either everything or nothing of a batch
is known, and what is not known is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from couplings.bulk import insert, save_changed
from couplings.document_lines import couple_lines
from couplings.models import Coupling, RemoteRecord
from couplings.problems import Trouble, forget_problems, remember_troubles
from couplings.records import keep_answers
from jobs import undo_effects
from jobs.context import Run
from jobs.models import FailedWrite, Job, JobOperation
from jobs.undo_notes import note_created, note_left
from syncadmin.connections.clients.contract import Answer, Written
from syncadmin.engine.carry import same
from syncadmin.engine.deletion import ARCHIVING
from syncadmin.engine.encoding import decode_base, encode_base
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import (
    SYSTEM_NAMES,
    Action,
    Apart,
    Base,
    Ending,
    Record,
    Side,
    Value,
    Values,
    Verdict,
    VerdictKind,
)

_ENDINGS = {
    Action.CREATE.value: Ending.CREATED,
    Action.UPDATE.value: Ending.UPDATED,
    Action.DELETE.value: Ending.DELETED,
}
_TROUBLES = (Ending.FAILED.value, Ending.CONFLICT.value)
_EXCHANGE = ("method", "path", "headers", "body", "status", "answer_headers", "answer", "request_id")
_FLOWING_TO = {Side.BC: VerdictKind.FROM_DATAVERSE, Side.DATAVERSE: VerdictKind.FROM_BC}


def remember(run: Run, side: Side, answered: Sequence[tuple[JobOperation, Written]]) -> None:
    """Remember certain answers: done, or refused with a problem."""
    done = [
        (row, one.record)
        for row, one in answered
        if one.answer is Answer.DONE and one.record and row.action != Action.DELETE
    ]
    refused = [(row, one) for row, one in answered if one.answer is not Answer.DONE]
    deletes = [row for row, one in answered if one.answer is Answer.DONE and row.action == Action.DELETE]
    for row, record in done:
        note_left(row, record)
    if run.job.undoes_id:
        _remember_undone(run, side, done, deletes)
    else:
        _remember_done(run, side, done)
        _remember_deleted(run, side, deletes)
    _remember_refused(run, refused)
    rows = [row for row, _ in answered]
    changed = ["state", "ending", "ended_at", "code", "facts", "bc_key", "dataverse_key", "coupling", "undo"]
    save_changed(rows, changed)


def release_unfinished(job: Job) -> None:
    """Give back what a stopped job had not carried out: its records stay pending for the next run. What was sent
    stays marked as sent, for the next job to look up."""
    if job.preview:
        return
    if job.undoes_id:
        undo_effects.release(job)
    open_rows = job.operations.exclude(state=JobOperation.State.ENDED)
    of_rows = Q(key__in=open_rows.values("bc_key"), side="bc") | Q(
        key__in=open_rows.values("dataverse_key"), side="dataverse"
    )
    RemoteRecord.objects.filter(of_rows, mapping=job.mapping).update(pending=True)
    open_rows.filter(state=JobOperation.State.PLANNED).update(
        state=JobOperation.State.ENDED, **_given_back("job_stopped")
    )
    for side in Side:
        facts = {"system": SYSTEM_NAMES[side]}
        open_rows.filter(side=side.value).update(**_given_back("answer_lost"), facts=facts)


def _given_back(code: str) -> dict[str, Any]:
    return {"ending": Ending.WAITING.value, "code": code, "ended_at": timezone.now()}


def _remember_done(run: Run, side: Side, done: Sequence[tuple[JobOperation, Record]]) -> None:
    couplings = []
    surprising = []
    created = [(row.coupling, row.coupling.journal) for row, _ in done if row.coupling]
    for row, record in done:
        coupling, base = _agreed(run, row, record, side)
        couplings.append(coupling)
        if _surprises(run, side, record, row.judged, base):
            surprising.append(record.key)
        _end(row, _ENDINGS[row.action], row.reason)
    fields = ["base", "state", "journal", "bc_key", "dataverse_key", "synchronized_at", "archived_at"]
    save_changed(couplings, fields)
    couple_lines(created)
    keep_answers(run.mapping, run.compiled, [record for _, record in done], surprising)
    troubled = set(run.job.operations.filter(ending__in=_TROUBLES).values_list("coupling_id", flat=True))
    calm = [(row.bc_key, row.dataverse_key) for row, _ in done if row.coupling_id not in troubled]
    forget_problems(run.mapping, calm)


def _remember_undone(
    run: Run, side: Side, done: Sequence[tuple[JobOperation, Record]], deletes: Sequence[JobOperation]
) -> None:
    undo_effects.keep_written(run, side, done)
    undo_effects.keep_deleted(run, side, deletes)
    for row in (*(row for row, _ in done), *deletes):
        _end(row, _ENDINGS[row.action], row.reason)


def _remember_deleted(run: Run, side: Side, rows: Sequence[JobOperation]) -> None:
    """The records are gone, and with them their couplings and problems; should their partners come back, a person is
    asked about them."""
    kept = RemoteRecord.objects.filter(mapping=run.mapping)
    for one in Side:
        kept.filter(side=one.value, key__in=[key for row in rows if (key := _key(row, one))]).update(orphan=True)
    gone = kept.filter(side=side.value, key__in=[_key(row, side) for row in rows])
    gone.update(deleted=True, pending=False)
    Coupling.objects.filter(pk__in=[row.coupling_id for row in rows if row.coupling_id]).delete()
    forget_problems(run.mapping, [(row.bc_key, row.dataverse_key) for row in rows])
    for row in rows:
        row.coupling = None
        _end(row, Ending.DELETED)


def _key(row: JobOperation, side: Side) -> UUID | None:
    return row.bc_key if side is Side.BC else row.dataverse_key


def _agreed(run: Run, row: JobOperation, record: Record, side: Side) -> tuple[Coupling, Base]:
    """The coupling after its record was written, finished if it was being created; and its new base."""
    coupling = row.coupling
    assert coupling is not None, "an operation is journalled with its coupling before it is sent"
    base = None if coupling.base is None else decode_base(coupling.base)
    fields = run.compiled.by_id
    if row.judged:
        shown = {one.field: fields[one.field].of(record) for one in row.judged if one.field in fields}
        new = row.action == Action.CREATE
        found = _without_missing(row, side, shown) if new else agreed_base(base, row.judged, side, shown)
        base, coupling.base = found, encode_base(found)
    coupling.state, coupling.journal = Coupling.State.COUPLED, None
    coupling.archived_at = timezone.now() if row.code in ARCHIVING else None
    if side is Side.BC:
        coupling.bc_key = row.bc_key = UUID(record.key)
    else:
        coupling.dataverse_key = row.dataverse_key = UUID(record.key)
    coupling.synchronized_at = timezone.now()
    return coupling, base or {}


def _without_missing(row: JobOperation, side: Side, shown: Values) -> dict[str, Value | Apart]:
    """The base of a new record. A value that it does not show, because the system dropped it or somebody blanked it at
    once, is not agreed on: it is written once more."""
    missing = {one.field for one in row.judged if one.result is not None and shown.get(one.field) is None}
    return {name: value for name, value in agreed_base(None, row.judged, side).items() if name not in missing}


def adopt(side: Side, arrived: Sequence[tuple[JobOperation, Record]]) -> None:
    """Tie the couplings of creates that were sent with other values than are wanted by now to the records they made;
    the base stays what was sent, so that what changed since is merged."""
    created = [(row.coupling, row.coupling.journal) for row, _ in arrived if row.coupling]
    for row, record in arrived:
        coupling = row.coupling
        assert coupling is not None, "a create is journalled with its coupling before it is sent"
        coupling.state, coupling.journal = Coupling.State.COUPLED, None
        for owner in (coupling, row):
            setattr(owner, f"{side.value}_key", UUID(record.key))
        note_created(row)
    keys = ["bc_key", "dataverse_key"]
    save_changed([row.coupling for row, _ in arrived if row.coupling], [*keys, "state", "journal"])
    couple_lines(created)
    save_changed([row for row, _ in arrived], [*keys, "undo"])


def _surprises(run: Run, side: Side, record: Record, verdicts: Sequence[Verdict], base: Base) -> bool:
    """Whether the system answered with other values than it is taken to show from now on, in any field, so that the
    pair must be looked at again."""
    left = {one.field: one.on(side) for one in verdicts if one.kind is not _FLOWING_TO[side]}
    if any(one.field not in base and one.field not in left and one.result is not None for one in verdicts):
        return True
    for field in run.compiled.fields:
        expected = field.canonical(left[field.id]) if field.id in left else field.agreed(base, side)
        if not same(field.of(record), expected):
            return True
    return False


def _remember_refused(run: Run, refused: Sequence[tuple[JobOperation, Written]]) -> None:
    troubles = []
    for row, one in refused:
        problem = one.problem or Problem("internal_error", {"id": str(row.pk)})
        coupling = _without_creating(row) if one.answer is Answer.REFUSED else row.coupling
        keys = (
            (row.bc_key, row.dataverse_key if coupling else None)
            if row.side == Side.DATAVERSE
            else (row.bc_key if coupling else None, row.dataverse_key)
        )
        asked = run.compiled.only_coupled and coupling is None and row.action == Action.CREATE
        troubles.append(Trouble(problem, row.title, coupling, *keys, verdicts=row.verdicts, asked=asked))
        _end(row, Ending.FAILED, problem)
    _keep_exchanges(refused)
    if not run.job.undoes_id:  # what cannot be taken back is not tried again by a run
        remember_troubles(run.mapping, troubles)


def _keep_exchanges(refused: Sequence[tuple[JobOperation, Written]]) -> None:
    """What was sent and answered, for administrators."""
    kept = ((row.pk, *(getattr(one.exchange, name) for name in _EXCHANGE)) for row, one in refused if one.exchange)
    insert(FailedWrite, ("operation", *_EXCHANGE), kept, unique=("operation",))


def _without_creating(row: JobOperation) -> Coupling | None:
    """The coupling of a refused operation; one that stood for a record that now is not created goes."""
    coupling = row.coupling
    if coupling is None or coupling.state != Coupling.State.CREATING:
        return coupling
    if former := (coupling.journal or {}).get("former"):
        return _as_before(row, coupling, former)
    coupling.delete()
    row.coupling = None
    return None


def _as_before(row: JobOperation, coupling: Coupling, former: dict[str, Any]) -> Coupling:
    """The coupling of a deleted record that was not restored: as it was before that was tried."""
    field, key = f"{row.side}_key", UUID(former["key"])
    setattr(coupling, field, key)
    setattr(row, field, key)
    coupling.state, coupling.journal, coupling.base = Coupling.State.COUPLED, None, former["base"]
    coupling.save(update_fields=[field, "state", "journal", "base"])
    return coupling


def _end(row: JobOperation, ending: Ending, problem: Problem | None = None) -> None:
    row.state, row.ending, row.ended_at = JobOperation.State.ENDED, ending.value, timezone.now()
    row.code, row.facts = (problem.code, dict(problem.facts)) if problem else ("", {})
