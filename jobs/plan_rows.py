"""A plan as rows: its operations are written down, and what needs no remote call takes effect with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from couplings.bulk import save_changed
from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from couplings.problems import Trouble, forget_problems, remember_troubles
from jobs.context import Run
from jobs.models import Job, JobOperation
from syncadmin.engine.encoding import encode_base, encode_values, encode_verdicts
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.plan import Plan
from syncadmin.engine.values import Action, Ending, Operation

TROUBLES = {Ending.FAILED, Ending.CONFLICT}


def write_plan(run: Run, pairs: Sequence[KnownPair], plan: Plan, *, partner: UUID | None = None) -> None:
    """Write the operations of these pairs down. ``partner`` is the Dataverse key of a pair that is not coupled yet.

    Must run inside a transaction that holds the job. A preview writes the rows and changes nothing else.
    """
    write_rows(run, pairs, plan, partner=partner)
    if run.job.preview:
        return
    account_for(pairs)
    take_effect(run, {one.pair.key: one for one in pairs}, plan.operations)


def write_rows(run: Run, pairs: Sequence[KnownPair], plan: Plan, *, partner: UUID | None = None) -> None:
    """The rows alone: nothing else takes effect, and records that are pending stay so."""
    known = {one.pair.key: one for one in pairs}
    position = run.job.operations.aggregate(last=Max("position"))["last"] or 0
    rows = [
        operation_row(run.job, position + number, one, known[one.pair], partner)
        for number, one in enumerate(plan.operations, start=1)
    ]
    JobOperation.objects.bulk_create(rows, batch_size=500)


def operation_row(
    job: Job, position: int, one: Operation, known: KnownPair, partner: UUID | None = None
) -> JobOperation:
    """The row of one operation; an operation whose ending is known has ended already."""
    row = JobOperation(job=job, position=position, bc_key=known.bc_key, dataverse_key=known.dataverse_key or partner)
    row.coupling = None if one.action is Action.UNCOUPLE else known.coupling
    row.title = known.title[:400]
    for name, value in operation_fields(one).items():
        setattr(row, name, value)
    return row


def operation_fields(one: Operation) -> dict[str, Any]:
    """What an operation says, as the fields of its row."""
    ended = one.ending is not None
    return {
        "state": JobOperation.State.ENDED if ended else JobOperation.State.PLANNED,
        "action": one.action.value,
        "side": one.side.value if one.side else "",
        "values": encode_values(one.values),
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
    forget_problems(run.mapping, [(bc, other) for left, bc, other in calm if left], but="doubtful_match")
    forget_problems(run.mapping, [(bc, other) for left, bc, other in calm if not left])
    remember_troubles(run.mapping, [_trouble(one, pair) for one, pair in ended if _is_trouble(one)])
    _agree([(one, pair) for one, pair in ended if one.ending is Ending.UNCHANGED and pair.coupling and one.verdicts])
    _uncouple([pair for one, pair in ended if one.action is Action.UNCOUPLE])


def _uncouple(pairs: Sequence[KnownPair]) -> None:
    """Delete the couplings of these pairs. A record whose partner was deleted is known for it, so that a late edit of
    it asks instead of reviving the partner."""
    Coupling.objects.filter(pk__in=[one.coupling.pk for one in pairs if one.coupling]).delete()
    for orphan in (True, False):
        left = [row for one in pairs if _has_lost(one) is orphan for row in (one.bc, one.dataverse) if row]
        RemoteRecord.objects.filter(pk__in=[row.pk for row in left if not row.deleted]).update(orphan=orphan)


def _has_lost(pair: KnownPair) -> bool:
    """Whether a record of the pair was deleted."""
    return any(row is not None and row.deleted for row in (pair.bc, pair.dataverse))


def _is_trouble(one: Operation) -> bool:
    """Whether a person has to know of it."""
    return one.ending in TROUBLES or bool(one.waits)


def _is_left(one: Operation) -> bool:
    """Whether a record was left alone because nobody has coupled it yet, which says nothing of its candidates."""
    return one.reason is not None and one.reason.code == "not_coupled"


def _trouble(one: Operation, pair: KnownPair) -> Trouble:
    assert one.reason is not None
    seen = {row.side: row.version for row in (pair.bc, pair.dataverse) if row}
    verdicts = encode_verdicts(one.verdicts)
    coupling = pair.coupling
    return Trouble(one.reason, pair.title, coupling, pair.bc_key, pair.dataverse_key, verdicts, seen, waits=one.waits)


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
    for coupling in created:
        coupling.state, coupling.journal = Coupling.State.COUPLED, None
    save_changed(created, ["state", "journal"])
    rows = [row.pk for one in pairs for row in (one.bc, one.dataverse) if row and row.pending]
    RemoteRecord.objects.filter(pk__in=rows).update(pending=False)
