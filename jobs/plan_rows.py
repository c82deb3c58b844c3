"""A plan as rows: its operations are written down, and what needs no remote call takes effect with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone

from couplings.bulk import insert_rows, save_changed
from couplings.document_lines import couple_lines, uncouple_below
from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from couplings.problems import Trouble, forget_problems, forget_unless_asked, remember_troubles
from couplings.siblings import free_elsewhere
from jobs.context import Run
from jobs.models import Job, JobOperation
from jobs.undo_notes import coupling_note
from syncadmin.engine.encoding import encode_base, encode_lines, encode_values, encode_verdicts
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.plan import Plan
from syncadmin.engine.values import Action, Ending, Operation, VerdictKind

_NO_PARTNER = ("not_coupled", "wrong_direction")
TROUBLES = {Ending.FAILED, Ending.CONFLICT}


def write_plan(run: Run, pairs: Sequence[KnownPair], plan: Plan, *, partner: UUID | None = None) -> None:
    """Write the operations of these pairs down. ``partner`` is the Dataverse key of a pair that is not coupled yet.

    Must run inside a transaction that holds the job. A preview writes the rows and changes nothing else.
    """
    write_rows(run, pairs, plan, partner=partner)
    if run.job.preview:
        return
    held_back = _held_back(run, plan)
    _note_admission(run, pairs)
    account_for([one for one in pairs if one.pair.key not in held_back])
    take_effect(run, {one.pair.key: one for one in pairs}, plan.operations)
    _give_to_next_run([one for one in pairs if one.pair.key in held_back])


def _held_back(run: Run, plan: Plan) -> set[str]:
    """The pairs in which the winner a person named may not win every field, and the records it has nothing to give to:
    an edit there, and a new record, is for the next run."""
    if not run.job.request.get("winner"):
        return set()
    kept = {one.pair for one in plan.operations if any(each.kind is VerdictKind.KEPT for each in one.verdicts)}
    return kept | {one.pair for one in plan.operations if _code(one) in _NO_PARTNER}


def _note_admission(run: Run, pairs: Sequence[KnownPair]) -> None:
    """Whether the filters let these records in, which may have changed since they were read."""
    rows = [(one.bc, one.pair.bc, one.pair.coupled) for one in pairs]
    rows += [(one.dataverse, one.pair.dataverse, one.pair.coupled) for one in pairs]
    changed = [
        (row.pk, not row.admitted)
        for row, record, coupled in rows
        if row and record and row.admitted is not (run.compiled.refusal(record, coupled=coupled) is None)
    ]
    for admitted in (True, False):
        if keys := [key for key, now in changed if now is admitted]:
            RemoteRecord.objects.filter(pk__in=keys).update(admitted=admitted)


def _give_to_next_run(pairs: Sequence[KnownPair]) -> None:
    """Have the next run look at these pairs, whether or not anything else of them was accounted for already."""
    rows = [row.pk for one in pairs for row in (one.bc, one.dataverse) if row]
    RemoteRecord.objects.filter(pk__in=rows).update(pending=True)


def write_rows(run: Run, pairs: Sequence[KnownPair], plan: Plan, *, partner: UUID | None = None) -> None:
    """The rows alone: nothing else takes effect, and records that are pending stay so."""
    known = {one.pair.key: one for one in pairs}
    position = run.job.operations.aggregate(last=Max("position"))["last"] or 0
    rows = [
        operation_row(run.job, position + number, one, known[one.pair], partner)
        for number, one in enumerate(plan.operations, start=1)
    ]
    insert_rows(rows)


def operation_row(
    job: Job, position: int, one: Operation, known: KnownPair, partner: UUID | None = None
) -> JobOperation:
    """The row of one operation; an operation whose ending is known has ended already."""
    uncouples = one.action is Action.UNCOUPLE and known.coupling is not None
    return JobOperation(
        job=job,
        position=position,
        bc_key=known.bc_key,
        dataverse_key=known.dataverse_key or partner,
        coupling=None if uncouples else known.coupling,
        undo={"coupling": coupling_note(known.coupling)} if known.coupling and uncouples else {},
        title=known.title[:400],
        **operation_fields(one),
    )


def operation_fields(one: Operation) -> dict[str, Any]:
    """What an operation says, as the fields of its row."""
    ended = one.ending is not None
    return {
        "state": JobOperation.State.ENDED if ended else JobOperation.State.PLANNED,
        "action": one.action.value,
        "side": one.side.value if one.side else "",
        "values": encode_values(one.values),
        "lines": encode_lines(one.lines),
        "verdicts": encode_verdicts(one.verdicts),
        "expects": one.expects,
        "ending": one.ending.value if one.ending else "",
        "code": one.reason.code if one.reason else "",
        "facts": dict(one.reason.facts) if one.reason else {},
        "ended_at": timezone.now() if ended else None,
    }


def take_effect(run: Run, known: Mapping[str, KnownPair], operations: Sequence[Operation]) -> None:
    """What operations that write nothing mean for couplings and problems."""
    ended = [(one, known[one.pair]) for one in operations if one.ending]
    calm = [(_is_left(one), pair.bc_key, pair.dataverse_key) for one, pair in ended if not _is_trouble(one)]
    forget_unless_asked(run.mapping, [(bc, other) for left, bc, other in calm if left])
    forget_problems(run.mapping, [(bc, other) for left, bc, other in calm if not left])
    remember_troubles(run.mapping, [_trouble(run, one, pair) for one, pair in ended if _is_trouble(one)])
    _agree([(one, pair) for one, pair in ended if one.ending is Ending.UNCHANGED and pair.coupling and one.verdicts])
    uncoupled = [(one, pair) for one, pair in ended if one.action is Action.UNCOUPLE]
    for lost in (True, False):
        _uncouple(run, [pair for one, pair in uncoupled if _has_lost(one, pair) is lost], lost=lost)
    free_elsewhere(run.mapping, [pair.dataverse_key for _one, pair in uncoupled if pair.dataverse_key])
    _leave_out([pair for one, pair in ended if _code(one) == "partner_left_out"])


def _uncouple(run: Run, pairs: Sequence[KnownPair], *, lost: bool) -> None:
    """Delete the couplings of these pairs. Records of which one was ``lost`` are known for it, so that a late edit of
    the other one, or the lost one's return, asks instead of making a new partner."""
    if pairs:
        uncouple_below(run.mapping, [one.bc_key for one in pairs if one.bc_key])
    Coupling.objects.filter(pk__in=[one.coupling.pk for one in pairs if one.coupling]).delete()
    rows = [row.pk for one in pairs for row in (one.bc, one.dataverse) if row]
    RemoteRecord.objects.filter(pk__in=rows).update(orphan=lost, left_out="", parted=True)


def _has_lost(one: Operation, pair: KnownPair) -> bool:
    """Whether a record of a pair that is uncoupled was deleted."""
    seen = any(row is not None and row.deleted for row in (pair.bc, pair.dataverse))
    return seen or _code(one) in ("uncoupled_from_deleted", "both_deleted")


def _leave_out(pairs: Sequence[KnownPair]) -> None:
    """Remember that these records are left out as they are now, until they change or are coupled."""
    rows = [row.pk for one in pairs for row in (one.bc, one.dataverse) if row]
    RemoteRecord.objects.filter(pk__in=rows).update(left_out=F("version"))


def _code(one: Operation) -> str:
    return one.reason.code if one.reason else ""


def _is_trouble(one: Operation) -> bool:
    """Whether a person has to know of it."""
    return one.ending in TROUBLES or bool(one.waits)


def _is_left(one: Operation) -> bool:
    """Whether a record was left alone because nobody has coupled it yet."""
    return one.reason is not None and one.reason.code == "not_coupled"


def _trouble(run: Run, one: Operation, pair: KnownPair) -> Trouble:
    """What is wrong with a pair; of one that is not coupled, whether its counterpart was to be created by request."""
    assert one.reason is not None
    seen = {row.side: row.version for row in (pair.bc, pair.dataverse) if row}
    verdicts = encode_verdicts(one.verdicts)
    coupling = pair.coupling
    asked = run.compiled.only_coupled and coupling is None and one.action is Action.NOTHING
    keys = (pair.bc_key, pair.dataverse_key)
    return Trouble(one.reason, pair.title, coupling, *keys, verdicts, seen, waits=one.waits, asked=asked)


def _agree(unchanged: Sequence[tuple[Operation, KnownPair]]) -> None:
    """Keep what both sides were found to agree on."""
    couplings = []
    for one, pair in unchanged:
        coupling = pair.coupling
        assert coupling is not None
        base = encode_base(agreed_base(pair.pair.base, one.verdicts))
        if base != coupling.base:
            coupling.base, coupling.synchronized_at = base, timezone.now()
            couplings.append(coupling)
    save_changed(couplings, ["base", "synchronized_at"])


def account_for(pairs: Sequence[KnownPair]) -> None:
    """Take the pending mark off the records of these pairs: the plan accounts for them as they are. A pair of which
    both records were seen is no longer being created."""
    created = [one.coupling for one in pairs if one.coupling and one.coupling.journal and one.bc and one.dataverse]
    couple_lines((one, one.journal) for one in created)
    for coupling in created:
        coupling.state, coupling.journal = Coupling.State.COUPLED, None
    save_changed(created, ["state", "journal"])
    rows = [row.pk for one in pairs for row in (one.bc, one.dataverse) if row and row.pending]
    RemoteRecord.objects.filter(pk__in=rows).update(pending=False)
