"""Carrying out a plan that a person saw, and nothing else: what became stale since is refused, not planned again.

An operation is still right if both records, read again, and the coupling and settings of now lead to the very same
operation. It is then written as planned, under the version it was planned on. Otherwise it ends with its reason and
its record stays pending, for the next run to decide. The same goes for what a person left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from couplings.bulk import save_changed
from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from jobs.context import Run, hold
from jobs.document_lines import read_lines
from jobs.exact_couplings import IN_PREVIEWS, couple_again, is_coupling, uncoupling
from jobs.exact_matches import has_match_now
from jobs.models import Job, JobOperation
from jobs.observe import read_keys
from jobs.plan_rows import account_for, operation_fields, take_effect
from jobs.planning import PAGE, intent_of
from jobs.replan import ROUNDS
from jobs.undo_plans import check as check_undo
from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.encoding import decode_verdicts
from syncadmin.engine.links import Links
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Side

_ENDED = ["state", "ending", "code", "facts", "ended_at", "rounds"]
_PLANNED = ("action", "side", "values", "lines", "expects", "verdicts")
_ENDING = ("state", "ending", "code", "facts", "ended_at")
_WHAT = ("position", "bc_key", "dataverse_key", "coupling", "title", "left_out", "restores", "undo")
_COPIED = (*_WHAT, *_PLANNED, *_ENDING)
_GIVEN_BACK = ("left_out", "plan_is_stale", "plan_is_overtaken")


def planned(operations: QuerySet[JobOperation]) -> QuerySet[JobOperation]:
    """Those of a plan's operations that do something: write to a side, couple two records or part them."""
    return operations.filter(Q(state=JobOperation.State.PLANNED) | IN_PREVIEWS)


def take_over(run: Run) -> None:
    """Copy the plan of another job as the rows of this one, checked page by page; the plan's rows stay as they are."""
    if run.job.plan is None:
        return
    last = run.job.operations.order_by("-position").values_list("position", flat=True).first() or 0
    for page in _pages(_with_conflicts(run.job.plan.operations.all()), last):
        rows = [JobOperation(job=run.job, **{name: getattr(one, name) for name in _COPIED}) for one in page]
        _read(run, rows)
        with transaction.atomic():
            hold(run)
            _check(run, rows)
            JobOperation.objects.bulk_create(rows, batch_size=PAGE)
    _give_back(run)


def recheck(run: Run) -> None:
    """Check what this job planned and has not sent yet, now that somebody approved it."""
    for page in _pages(planned(run.job.operations.all()), 0):
        _read(run, page)
        with transaction.atomic():
            hold(run)
            _check(run, page)
            save_changed(page, _ENDED)
    _give_back(run)


def try_again(run: Run, rows: Sequence[JobOperation]) -> None:
    """Operations that were refused or did not arrive: sent again only if they are still what was planned."""
    if not rows:
        return
    _read(run, rows)
    with transaction.atomic():
        hold(run)
        for one in rows:
            one.rounds += 1
            one.state = JobOperation.State.PLANNED
        _check(run, rows)
        save_changed(rows, _ENDED)
    _give_back(run)


def _with_conflicts(operations: QuerySet[JobOperation]) -> QuerySet[JobOperation]:
    """What a plan does, and the conflicts it leaves in the same pairs (of mappings that merge what they can)."""
    writing = planned(operations)
    again = writing.filter(action=Action.COUPLE.value, coupling=None)
    of_pair = Q(coupling__in=writing.values("coupling")) | Q(coupling=None, bc_key__in=again.values("bc_key"))
    left = operations.filter(of_pair, ending=Ending.CONFLICT.value)
    return operations.filter(Q(pk__in=writing.values("pk")) | Q(pk__in=left.values("pk")))


def _pages(rows: QuerySet[JobOperation], last: int) -> Iterator[list[JobOperation]]:
    while page := list(rows.filter(position__gt=last).select_related("coupling").order_by("position")[:PAGE]):
        yield page
        last = page[-1].position


def _read(run: Run, rows: Sequence[JobOperation]) -> None:
    """Both records of each operation, except the one that is still to be created."""
    for side in Side:
        existing = (one for one in rows if not (one.action == Action.CREATE and one.side == side))
        read_keys(run, side, [key for one in existing if (key := _key(one, side))])
    read_lines(run, rows)


def _check(run: Run, rows: Sequence[JobOperation]) -> None:
    """End what is left out or not right any more; the records of the others are accounted for."""
    if run.job.undoes_id:
        check_undo(run, rows)
        return
    for one in couple_again(run, rows):
        _end(one, Ending.WAITING, Problem("plan_is_overtaken"))
    right, left = [], []
    found = list(_with_pairs(run, rows))
    links = run.links(known.pair for _, known in found)
    for one, known in found:
        if one.left_out:
            _end(one, Ending.EXCLUDED, Problem("left_out"))
        elif is_coupling(one):
            _part(run, one, known, links)
        elif problem := _staleness(run, one, known, links):
            _end(one, Ending.WAITING, problem)
        else:
            right.append(known)
        if one.ending == Ending.CONFLICT.value:
            left.append((one, known))
    account_for(right)
    known_pairs = {known.pair.key: known for _, known in left}
    take_effect(run, known_pairs, [_as_left(one, known) for one, known in left])


def _part(run: Run, one: JobOperation, known: KnownPair, links: Links) -> None:
    """Remove the coupling that an operation of the plan removes; one that it makes was made before."""
    if one.action == Action.COUPLE:
        return
    if operation := uncoupling(run, one, known, links, _intent(run, known)):
        account_for([known])
        take_effect(run, {known.pair.key: known}, [operation])
    else:
        _end(one, Ending.WAITING, Problem("plan_is_overtaken"))


def _as_left(one: JobOperation, known: KnownPair) -> Operation:
    """A conflict that stays when everything else of its pair is written."""
    verdicts = decode_verdicts(one.verdicts)
    return Operation(Action.NOTHING, known.pair.key, verdicts=verdicts, ending=Ending.CONFLICT, reason=one.reason)


def _with_pairs(run: Run, rows: Sequence[JobOperation]) -> Iterator[tuple[JobOperation, KnownPair]]:
    """Each operation with its pair as it is by now: that of the record in BC, or of the one to be created there."""
    by_bc = pairs_of(run.mapping, Side.BC, [one.bc_key for one in rows if one.bc_key])
    others = [one.dataverse_key for one in rows if not one.bc_key and one.dataverse_key]
    pairs = {one.bc_key: one for one in by_bc}
    pairs |= {one.dataverse_key: one for one in pairs_of(run.mapping, Side.DATAVERSE, others)}
    return ((one, pairs[one.bc_key or one.dataverse_key]) for one in rows)


def _staleness(run: Run, one: JobOperation, known: KnownPair, links: Links) -> Problem | None:
    """Why an operation is not right any more, if so."""
    coupling = known.coupling.pk if known.coupling else None
    same_pair = (one.coupling_id, one.bc_key, one.dataverse_key) == (coupling, known.bc_key, known.dataverse_key)
    if not same_pair or (one.action == Action.CREATE and has_match_now(run, one)):
        return Problem("plan_is_overtaken")
    if one.rounds <= ROUNDS:
        decided = decide(run.compiled, known.pair, _intent(run, known), links)
        decided = run.documents.completed(decided, known.pair) if run.documents else decided
        again = [operation_fields(it) for it in decided]
        if any(all(it[name] == getattr(one, name) for name in _PLANNED) for it in again):
            return None
    moved = [SYSTEM_NAMES[side] for side in Side if _moved(run, one, known, side)]
    return Problem("plan_is_stale", {"system": ", ".join(moved)}) if moved else Problem("plan_is_overtaken")


def _intent(run: Run, known: KnownPair) -> Intent:
    """What the job that made the plan wanted; a create that was begun is finished in any case."""
    if known.coupling and known.coupling.state == Coupling.State.CREATING:
        return Intent(create=True)
    if known.coupling is None and run.job.plan and run.job.plan.kind == Job.Kind.MATCH:
        return Intent(create=True)  # what matches nothing, where that was asked for
    return intent_of(replace(run, job=run.job.plan) if run.job.plan else run)


def _moved(run: Run, one: JobOperation, known: KnownPair, side: Side) -> bool:
    """Whether a record is not what the operation was planned on."""
    if one.action == Action.CREATE and one.side == side:
        return False
    record = known.pair.record(side)
    if record is None or record.deleted:
        return True
    if one.side == side:
        return record.version != one.expects
    seen = {it.field: it.bc if side is Side.BC else it.dataverse for it in decode_verdicts(one.verdicts)}
    return any(it.id in seen and not same(it.of(record), seen[it.id]) for it in run.compiled.fields)


def _give_back(run: Run) -> None:
    """The records of what was not carried out are left to the next run (never those of an undo: it has codes of its
    own)."""
    rows = run.job.operations.filter(code__in=_GIVEN_BACK)
    in_bc = Q(side=Side.BC.value, key__in=rows.filter(bc_key__isnull=False).values("bc_key"))
    there = Q(side=Side.DATAVERSE.value, key__in=rows.filter(dataverse_key__isnull=False).values("dataverse_key"))
    RemoteRecord.objects.filter(in_bc | there, mapping=run.mapping).update(pending=True)


def _key(one: JobOperation, side: Side) -> UUID | None:
    return one.bc_key if side is Side.BC else one.dataverse_key


def _end(one: JobOperation, ending: Ending, problem: Problem) -> None:
    one.state, one.ending, one.ended_at = JobOperation.State.ENDED, ending.value, timezone.now()
    one.code, one.facts = problem.code, dict(problem.facts)
