"""What the operations of an undo mean once they are carried out: for couplings and bases, and for what was undone.

Records that wait for the next run because somebody edited them go on waiting: an undo accounts for nothing but itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from couplings.bulk import save_changed
from couplings.models import Coupling, RemoteRecord
from couplings.problems import forget_problems
from couplings.records import keep_answers
from jobs import document_lines
from jobs.context import Run, hold
from jobs.models import Job, JobOperation
from jobs.undo_notes import coupling_note, note_left
from syncadmin.engine.carry import same
from syncadmin.engine.encoding import decode, decode_base
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Ending, Record, Side

PAGE = 500
_ENDED = ["state", "ending", "ended_at", "code", "facts", "coupling", "undo"]
_COUPLED = ["bc_key", "dataverse_key", "state", "journal", "base", "synchronized_at", "archived_at"]


def keep_written(run: Run, side: Side, done: Sequence[tuple[JobOperation, Record]]) -> None:
    """Remember restored and re-created records, and what their couplings are to say from now on."""
    for row, record in done:
        if row.action == Action.CREATE:
            _tie(row, record, side)
        elif row.coupling and row.restores.get("base"):
            row.coupling.base = {**(row.coupling.base or {}), **row.restores["base"]}
        if row.coupling and "archived" in row.restores:
            row.coupling.archived_at = None
    save_changed([row.coupling for row, _ in done if row.coupling], _COUPLED)
    waiting = _waiting(run, side, [record.key for _, record in done])
    waiting |= {record.key for row, record in done if _is_to_be_looked_at(run, row, record, side)}
    keep_answers(run.mapping, run.compiled, [record for _, record in done], waiting)
    note_taken_back([row for row, _ in done])


def keep_deleted(run: Run, side: Side, rows: Sequence[JobOperation]) -> None:
    """Remember that created records are gone again: their couplings go, or stand for what they stood for before."""
    keys = [key for row in rows if (key := row.bc_key if side is Side.BC else row.dataverse_key)]
    gone = RemoteRecord.objects.filter(mapping=run.mapping, side=side.value, key__in=keys)
    gone.update(deleted=True, pending=False)
    back = [row for row in rows if row.coupling and row.restores.get("coupling")]
    for row in back:
        assert row.coupling is not None
        _set(row.coupling, row.restores["coupling"])
        _ask_again(run, row.coupling)
    save_changed([row.coupling for row in back if row.coupling], _COUPLED)
    document_lines.take_back(run, side, rows)
    others = [row.coupling_id for row in rows if row.coupling_id and row not in back]
    forget_problems(run.mapping, [(row.bc_key, row.dataverse_key) for row in rows if row not in back])
    Coupling.objects.filter(pk__in=others).delete()
    for row in rows:
        row.coupling = row.coupling if row in back else None
    note_taken_back(rows)


def keep_late(run: Run, arrived: Sequence[tuple[JobOperation, Record | None]]) -> None:
    """Remember of writes of earlier jobs, found to have arrived after all, what undoing them needs to know; and if they
    were of an undo, what that took back."""
    for row, record in arrived:
        row.undo = {**row.undo, "left": {}}
        if record:
            note_left(row, record)
    save_changed([row for row, _ in arrived], ["undo"])
    undone = [row for row, _ in arrived if row.restores]
    for side in Side:
        deletes = [row for row in undone if row.action == Action.DELETE and row.side == side]
        keep_deleted(run, side, deletes)
    note_taken_back(row for row in undone if row.action != Action.DELETE)


def settle_couplings(run: Run) -> None:
    """Remove the couplings that were made, and make those again that were removed, once all records are written."""
    left = run.job.operations.filter(state=JobOperation.State.PLANNED, side="").order_by("position")
    while page := list(left.select_related("coupling")[:PAGE]):
        with transaction.atomic():
            hold(run)
            done = [one for one in page if _settled(run, one)]
            save_changed(page, _ENDED)
            note_taken_back(done)


def note_taken_back(rows: Iterable[JobOperation]) -> None:
    """Note what no longer stands, because these operations took it back; what it had taken back itself stands again."""
    taken = JobOperation.objects.filter(pk__in=[pk for row in rows for pk in row.restores.get("of", ())])
    again = [pk for restores in taken.values_list("restores", flat=True) for pk in restores.get("of", ())]
    taken.update(taken_back=True)
    JobOperation.objects.filter(pk__in=again).update(taken_back=False)


def release(job: Job) -> None:
    """End what a stopped undo had not begun; nothing of it is anybody else's to finish."""
    planned = job.operations.filter(state=JobOperation.State.PLANNED)
    ending = {"ending": Ending.WAITING.value, "code": "undo_stopped", "ended_at": timezone.now()}
    planned.update(state=JobOperation.State.ENDED, **ending)


def _settled(run: Run, row: JobOperation) -> bool:
    """Whether the coupling of an operation is what it is to be, which it was made if nobody was quicker."""
    done = _removed(run, row) if row.action == Action.UNCOUPLE else _made(run, row)
    ending = {True: Ending.COUPLED, False: Ending.UNCOUPLED}[row.action == Action.COUPLE] if done else Ending.WAITING
    problem = row.reason if done else Problem("undo_is_stale")
    row.state, row.ending, row.ended_at = JobOperation.State.ENDED, ending.value, timezone.now()
    row.code, row.facts = (problem.code, dict(problem.facts)) if problem else ("", {})
    return done


def _removed(run: Run, row: JobOperation) -> bool:
    """Remove the coupling that was made, and make those again that had to go for it."""
    couplings = Coupling.objects.filter(mapping=run.mapping, bc_key=row.bc_key, dataverse_key=row.dataverse_key)
    coupling = couplings.first()
    if coupling is None:
        return False
    row.coupling, row.undo = None, {"coupling": coupling_note(coupling)}
    forget_problems(run.mapping, [(row.bc_key, row.dataverse_key)])
    coupling.delete()
    if former := row.restores.get("coupling"):
        _make(run, former)
    for one in row.restores.get("replaced", ()):
        _make(run, one)
    return True


def _made(run: Run, row: JobOperation) -> bool:
    """Make a coupling again just as it was; both records are looked at by the next run, for edits since."""
    row.coupling = _make(run, row.restores["coupling"])
    if row.coupling is None:
        return False
    rows = RemoteRecord.objects.filter(_of(row.coupling), mapping=run.mapping)
    rows.update(orphan=False, left_out="")
    if not rows.filter(deleted=True).exists():
        rows.update(pending=True)
    _ask_again(run, row.coupling)
    return True


def _ask_again(run: Run, coupling: Coupling) -> None:
    """Have the next run ask about a pair of which a record was deleted, where asking is all it would do."""
    if run.compiled.deletion is DeletionPolicy.ASK:
        RemoteRecord.objects.filter(_of(coupling), mapping=run.mapping, deleted=False).update(pending=True)


def _make(run: Run, note: Mapping[str, Any]) -> Coupling | None:
    """A coupling as it was noted, if both its records are free."""
    taken = Q(pk__in=[])
    for name in ("bc_key", "dataverse_key"):
        taken |= Q(**{name: note[name]}) if note[name] else Q(pk__in=[])
    if Coupling.objects.filter(taken, mapping=run.mapping).exists():
        return None
    coupling = Coupling(mapping=run.mapping)
    _set(coupling, note)
    coupling.save()
    Coupling.objects.filter(pk=coupling.pk).update(coupled_at=decode(note["coupled_at"]))
    return coupling


def _set(coupling: Coupling, note: Mapping[str, Any]) -> None:
    for name in ("bc_key", "dataverse_key"):
        setattr(coupling, name, UUID(note[name]) if note[name] else None)
    coupling.state, coupling.base, coupling.journal = note["state"], note["base"], note["journal"]
    coupling.synchronized_at = decode(note["synchronized_at"])  # type: ignore[assignment]
    coupling.archived_at = decode(note.get("archived_at"))  # type: ignore[assignment]


def _tie(row: JobOperation, record: Record, side: Side) -> None:
    """Couple a record that was created again as the deleted one was, with what both last agreed on."""
    coupling, note = row.coupling, row.restores.get("coupling")
    assert coupling is not None, "a create is journalled with its coupling before it is sent"
    setattr(row, f"{side.value}_key", UUID(record.key))
    if note is None:  # it was not coupled when it was deleted
        row.coupling = None
        coupling.delete()
        return
    setattr(coupling, f"{side.value}_key", UUID(record.key))
    coupling.state, coupling.journal, coupling.base = Coupling.State.COUPLED, None, note["base"]
    coupling.synchronized_at = decode(note["synchronized_at"])  # type: ignore[assignment]


def _waiting(run: Run, side: Side, keys: Iterable[str]) -> set[str]:
    """Those of the records that wait for the next run."""
    rows = RemoteRecord.objects.filter(mapping=run.mapping, side=side.value, pending=True, key__in=list(keys))
    return set(map(str, rows.values_list("key", flat=True)))


def _is_to_be_looked_at(run: Run, row: JobOperation, record: Record, side: Side) -> bool:
    """Whether a restored record is to be decided about: its conflict is put back, or it does not say what it was to."""
    base = decode_base(row.restores.get("base", {}))
    fields = [run.compiled.by_id[name] for name in base if name in run.compiled.by_id]
    return any(not same(one.of(record), one.agreed(base, side)) for one in fields)


def _of(coupling: Coupling) -> Q:
    return Q(side=Side.BC.value, key=coupling.bc_key) | Q(side=Side.DATAVERSE.value, key=coupling.dataverse_key)
