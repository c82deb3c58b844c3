"""Planning again within a run: a write was refused because the record moved on, so both sides are read and decided
afresh. After a few rounds the record is left to the next run, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Q

from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair, coupled_pairs
from jobs.context import Run, hold
from jobs.document_lines import read_lines
from jobs.models import JobOperation
from jobs.observe import read_keys
from jobs.plan_rows import account_for, operation_fields, operation_row, take_effect
from jobs.planning import intent_of
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.links import Links
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Side

ROUNDS = 3
_PLANNED_AGAIN = [
    "state",
    "action",
    "side",
    "values",
    "lines",
    "verdicts",
    "expects",
    "ending",
    "code",
    "facts",
    "ended_at",
]


def replan(run: Run, operations: Sequence[JobOperation]) -> None:
    """Read both records of each operation again and put a new decision in the operation's place."""
    if not operations:
        return
    _read(run, operations)
    couplings = {one.coupling_id: one.coupling for one in operations if one.coupling}
    pairs = {one.coupling.pk: one for one in coupled_pairs(run.mapping, couplings.values()) if one.coupling}
    links = run.links(one.pair for one in pairs.values())
    with transaction.atomic():
        hold(run)
        account_for(list(pairs.values()))
        for one in operations:
            _again(run, one, pairs.get(one.coupling_id or 0), links)


def _read(run: Run, operations: Sequence[JobOperation]) -> None:
    read_keys(run, Side.BC, [one.bc_key for one in operations if one.bc_key])
    existing = [one for one in operations if one.coupling and one.coupling.state == Coupling.State.COUPLED]
    read_keys(run, Side.DATAVERSE, [one.dataverse_key for one in existing if one.dataverse_key])
    read_lines(run, operations)


def _again(run: Run, row: JobOperation, known: KnownPair | None, links: Links) -> None:
    row.rounds += 1
    if known is None:
        new: tuple[Operation, ...] = (_ended(row, Ending.EXCLUDED, Problem("not_coupled")),)
    elif row.rounds > ROUNDS:
        system = SYSTEM_NAMES[Side(row.side)]
        new = (_ended(row, Ending.FAILED, Problem("keeps_changing", {"system": system})),)
    else:
        new = _decided(run, row, known, links)
    if row.coupling:
        others = run.job.operations.filter(coupling=row.coupling).exclude(pk=row.pk)
        others.filter(Q(state=JobOperation.State.PLANNED) | Q(ending=Ending.CONFLICT.value)).delete()
    _replace(run, row, known, new)
    if known:
        take_effect(run, {one.pair: known for one in new}, new)
        _leave_to_next_run(run, row)


def _decided(run: Run, row: JobOperation, known: KnownPair, links: Links) -> tuple[Operation, ...]:
    """What is done instead. A record that somebody edited is not deleted: who asked for that has not seen the edit."""
    new = decide(run.compiled, known.pair, _intent(run, known), links)
    new = run.documents.completed(new, known.pair) if run.documents else new
    if row.action == Action.DELETE and new[0].action is Action.DELETE and new[0].expects != row.expects:
        return (_ended(row, Ending.WAITING, Problem("plan_is_stale", {"system": SYSTEM_NAMES[Side(row.side)]})),)
    return new


def _leave_to_next_run(run: Run, row: JobOperation) -> None:
    """The records of an operation that was not carried out stay pending."""
    if row.ending == Ending.WAITING.value and row.code == "plan_is_stale":
        of_row = Q(key=row.bc_key, side=Side.BC.value) | Q(key=row.dataverse_key, side=Side.DATAVERSE.value)
        RemoteRecord.objects.filter(of_row, mapping=run.mapping).update(pending=True)


def _intent(run: Run, known: KnownPair) -> Intent:
    creating = known.coupling is not None and known.coupling.state == Coupling.State.CREATING
    return Intent(create=True) if creating else intent_of(run)


def _replace(run: Run, row: JobOperation, known: KnownPair | None, new: Sequence[Operation]) -> None:
    """The first operation takes the row's place, others get rows of their own behind the last one. Where nothing is
    left to do, because a write arrived whose answer did not, the row goes on saying which values it was planned on."""
    fields = operation_fields(new[0])
    if new[0].ending is Ending.UNCHANGED and row.verdicts:
        del fields["verdicts"]
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=[*_PLANNED_AGAIN, "rounds"])
    if known is None or len(new) == 1:
        return
    last = run.job.operations.aggregate(last=Max("position"))["last"]
    rows = [operation_row(run.job, last + number, one, known) for number, one in enumerate(new[1:], start=1)]
    for one in rows:
        one.rounds = row.rounds
    JobOperation.objects.bulk_create(rows)


def _ended(row: JobOperation, ending: Ending, problem: Problem) -> Operation:
    pair = f"coupling:{row.coupling_id}"
    return Operation(Action.NOTHING, pair, ending=ending, reason=problem)
