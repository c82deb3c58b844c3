"""The planning step: candidates become pairs, the engine decides, and its plan becomes operation rows.

A page of rows is written in one transaction with everything that needs no further call (records left alone, pairs
already in step, couplings made and deleted) and with the pending marks of its records taken off, so that a worker that
takes over goes on exactly behind the last page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.problems import due
from jobs import requests
from jobs.context import Run, hold
from jobs.document_lines import without_strangers
from jobs.first_match import couple_first
from jobs.full import full_intent
from jobs.identities import reunited
from jobs.marks import empty_marks
from jobs.models import Job
from jobs.observe import read_before_showing, read_doubtful
from jobs.plan_rows import write_plan
from jobs.refusals import left_to_others
from syncadmin.engine.decide import Intent
from syncadmin.engine.deletion import Orphans
from syncadmin.engine.encoding import encode
from syncadmin.engine.merge import Will, merge
from syncadmin.engine.plan import Plan, plan_pairs
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Ending, Operation, Side

PAGE = 500
T = TypeVar("T")


def plan_pending(run: Run) -> None:
    """Plan every record that changed since it was last accounted for, and every problem that is due."""
    plan_candidates(run, Q(pending=True) | due(run.mapping, everything=run.job.trigger != Job.Trigger.SCHEDULE))


def plan_all(run: Run) -> None:
    """Plan every record that is kept of either side, for a full synchronization."""
    plan_candidates(run, Q(deleted=False) | Q(pending=True))


def plan_deleted(run: Run) -> None:
    """Plan every record that was found deleted and is not accounted for yet; what else changed is left alone."""
    plan_candidates(run, Q(pending=True, deleted=True))


def plan_candidates(run: Run, candidates: Q) -> None:
    """Plan these kept records, each with its partner and only once."""
    for side in Side:
        for page in pages(_keys(run, side, candidates)):
            pairs = _unplanned(run, _whole(run, side, page))
            if run.job.preview and read_before_showing(run, _written(run, pairs)):
                pairs = _unplanned(run, pairs_of(run.mapping, side, page))
            _plan_page(run, pairs, intent_of(run))


def plan_records(run: Run) -> None:
    """Plan the selected records."""
    request = requests.synchronize_records(run.job.request)
    for side in Side:
        for page in pages(not_planned(run, request.keys(side), side)):
            _plan_page(run, _unplanned(run, _whole(run, side, page)), intent_of(run))


def plan_settlement(run: Run) -> None:
    """Plan the one record whose conflict a person settled; choices count only for values the person saw."""
    request = requests.settle_conflict(run.job.request)
    for page in pages(not_planned(run, [request.bc_key])):
        _plan_page(run, _whole(run, Side.BC, page), intent_of(run))


def intent_of(run: Run) -> Intent:
    """What the job wants of its pairs."""
    stored, policy = run.job.request, run.compiled.policy
    match run.job.kind:
        case Job.Kind.RECORDS:
            request = requests.synchronize_records(stored)
            will = Will(winner=request.winner, arbiter=policy.winner, catch_up=request.catch_up, fills=request.fills)
            return Intent(will, request.create, request.deleted, _orphans(request))
        case Job.Kind.COUPLE:
            will = Will(winner=requests.couple_records(stored).winner)
            return Intent(will, create=True, orphans=Orphans.CREATE)
        case Job.Kind.SETTLE:
            return Intent(Will(choices=_choices_seen(run), arbiter=policy.winner))
        case Job.Kind.FULL:
            return full_intent(requests.full_run(stored), run.compiled)
    return Intent(Will(arbiter=policy.winner))


def _orphans(request: requests.SynchronizeRecords) -> Orphans:
    """What a person decided about records whose former partner was deleted."""
    if request.create:
        return Orphans.CREATE
    return Orphans.LEAVE_OUT if request.leave_out else Orphans.ASK


def _plan_page(run: Run, pairs: Sequence[KnownPair], intent: Intent) -> None:
    read_lines(run, pairs, intent)
    _empty_marks(run, pairs, intent)
    with transaction.atomic():
        hold(run)
        own = left_to_others(run, pairs)
        write_decided(run, couple_first(run, _with_reunited(run, own), intent), intent)


def _empty_marks(run: Run, pairs: Sequence[KnownPair], intent: Intent) -> None:
    """Empty the marks of the couplings that will go because a record was deleted: no call is made once the plan is
    written."""
    lost = [one for one in pairs if one.coupling and len(one.pair.there) == 1]
    for some, plan in _decided(run, lost, intent) if lost else ():
        empty_marks(run, some, plan)


def _with_reunited(run: Run, pairs: Sequence[KnownPair]) -> list[KnownPair]:
    """The pairs, with records that were made from each other coupled again where nobody remembers that."""
    found = {one.pair.key: one for one in reunited(run, pairs)}
    if not run.job.preview:
        Coupling.objects.bulk_create([one.coupling for one in found.values() if one.coupling])
    reason = Problem("coupled_again")
    ending = None if run.job.preview else Ending.COUPLED
    couples = (Operation(Action.COUPLE, key, ending=ending, reason=reason) for key in found)
    if found:
        write_plan(run, list(found.values()), Plan(tuple(couples)))
    return [found.get(one.pair.key, one) for one in pairs]


def write_decided(run: Run, pairs: Sequence[KnownPair], intent: Intent) -> None:
    """Decide and write down; a create that was begun is finished whatever the mapping says by now."""
    for some, plan in _decided(run, pairs, intent):
        known = [one.pair for one in some]
        plan = run.documents.complete(plan, known) if run.documents else without_strangers(run, plan)
        write_plan(run, some, plan)


def _decided(run: Run, pairs: Sequence[KnownPair], intent: Intent) -> Iterator[tuple[list[KnownPair], Plan]]:
    begun_pairs = [one for one in pairs if one.coupling and one.coupling.state == Coupling.State.CREATING]
    others = [one for one in pairs if one not in begun_pairs]
    for some, wanted in ((begun_pairs, Intent(create=True)), (others, intent)):
        known = [one.pair for one in some]
        yield some, plan_pairs(run.compiled, known, wanted, run.links(known))


def read_lines(run: Run, pairs: Sequence[KnownPair], intent: Intent) -> None:
    """Read the lines of the documents among these that would be created: no call is made once the plan is written."""
    if run.documents is None:
        return
    keys: dict[Side, list[str]] = {side: [] for side in Side}
    for some, plan in _decided(run, pairs, intent):
        known = {one.pair.key: one.pair for one in some}
        for one in plan.operations:
            if one.action is Action.CREATE and one.side:
                keys[one.side.other].append(known[one.pair].there[0].key)
    run.documents.read(keys)


def _written(run: Run, pairs: Sequence[KnownPair]) -> list[KnownPair]:
    """Those of the pairs that a plan would write to."""
    known = [one.pair for one in pairs]
    plan = plan_pairs(run.compiled, known, intent_of(run), run.links(known))
    written = {one.pair for one in plan.operations if one.side}
    return [one for one in pairs if one.pair.key in written]


def _whole(run: Run, side: Side, keys: Sequence[UUID]) -> list[KnownPair]:
    """The pairs of these records; what too little is known of is read again first."""
    pairs = pairs_of(run.mapping, side, keys)
    return pairs_of(run.mapping, side, keys) if read_doubtful(run, pairs) else pairs


def pages(candidates: Iterable[T]) -> Iterator[list[T]]:
    """What is planned in one transaction each."""
    candidates = iter(candidates)
    while page := list(islice(candidates, PAGE)):
        yield page


def _keys(run: Run, side: Side, candidates: Q) -> Iterator[UUID]:
    """The keys of candidates in order, also while planning takes their pending marks off."""
    rows = RemoteRecord.objects.filter(candidates, mapping=run.mapping, side=side.value).order_by("key")
    last: UUID | None = None
    while page := list((rows.filter(key__gt=last) if last else rows).values_list("key", flat=True)[:PAGE]):
        yield from page
        last = page[-1]


def _unplanned(run: Run, pairs: Sequence[KnownPair]) -> list[KnownPair]:
    """The pairs this job has no operation for: they were not met on the other side, nor before a takeover."""
    bc_keys = [one.bc_key for one in pairs if one.bc_key]
    others = [one.dataverse_key for one in pairs if one.dataverse_key and not one.bc_key]
    rows = run.job.operations.order_by()
    planned = set(rows.filter(bc_key__in=bc_keys).values_list("bc_key", flat=True))
    planned |= set(rows.filter(dataverse_key__in=others).values_list("dataverse_key", flat=True))
    return [one for one in pairs if (one.bc_key or one.dataverse_key) not in planned]


def not_planned(run: Run, keys: Iterable[str], side: Side = Side.BC) -> list[UUID]:
    """The keys of a side that this job has no operation for yet, in their order."""
    planned = set(run.job.operations.values_list(f"{side.value}_key", flat=True))
    return [key for key in dict.fromkeys(map(UUID, keys)) if key not in planned]


def _choices_seen(run: Run) -> dict[str, Side]:
    """The choices of a person whose values are still those the person saw."""
    request = requests.settle_conflict(run.job.request)
    pairs = pairs_of(run.mapping, Side.BC, [UUID(request.bc_key)])
    pair = pairs[0].pair
    both = pair.bc and pair.dataverse
    verdicts = merge(run.compiled.fields, pair, Will(), run.links([pair])) if both else ()
    now = {one.field: (encode(one.bc), encode(one.dataverse)) for one in verdicts}
    return {name: side for name, side in request.choices.items() if request.seen.get(name) == now.get(name)}
