"""Planning a *Match-Based Coupling*: uncoupled records are matched, couplings made, and everything accounted for.

Who matches whom is decided in ``engine.match``, over all uncoupled records that pass the filters, whether they were
selected or not: somebody's only match is not taken by another one. What is planned is kept page by page; a worker that
takes over matches the same records once more (those this job has coupled count as uncoupled) and goes on behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.records import as_record, records_by_key
from jobs.context import Run, Stopped, hold
from jobs.doubts import leave_to_a_person
from jobs.matchable import criteria_in, matching, uncoupled
from jobs.plan_rows import write_plan, write_rows
from jobs.planning import T, intent_of, pages, read_lines, write_decided
from jobs.refusals import already_coupled, taken_elsewhere
from jobs.requests import MatchRecords, match_records
from syncadmin.engine.decide import Intent
from syncadmin.engine.match import Match, Matching
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Pair, Record, Side


def plan_matches(run: Run) -> None:
    """Couple what matches, name the candidates of what is doubtful, and create or leave the rest."""
    request = match_records(run.job.request)
    criteria = criteria_in(run, request.criteria)
    if not criteria:
        raise Stopped(Problem("no_criteria"))
    free = {side: list(uncoupled(run, side, criteria)) for side in Side}
    found = matching(run, criteria, free)
    left = _left(run, request)
    matches = [one for one in found.matches if left(one.bc, one.dataverse)]
    taken = taken_elsewhere(run, [UUID(one.dataverse.key) for one in matches])
    _write(run, [one for one in matches if UUID(one.dataverse.key) in taken], partial(_refuse, taken))
    _write(run, [one for one in matches if UUID(one.dataverse.key) not in taken], _couple)
    doubts = [one for one in found.doubts if left(one.bc, *(each.record for each in one.candidates))]
    _write(run, doubts, leave_to_a_person)
    alone = _unmatched(found, free[Side.DATAVERSE]) if request.dataverse_keys else found.unmatched
    unmatched = [one for one in alone if left(one)]
    _write(run, unmatched, *((_create, _read_lines) if request.create else (_leave,)))


def _unmatched(found: Matching, others: Iterable[Record]) -> list[Record]:
    """The Dataverse records that neither match nor may match a BC record."""
    met = {one.dataverse.key for one in found.matches}
    met |= {each.record.key for one in found.doubts for each in one.candidates}
    return [one for one in others if one.key not in met]


def _left(run: Run, request: MatchRecords) -> Callable[..., bool]:
    """Tells whether one of these records was asked for, and the first is not planned yet."""
    planned = {str(key) for both in run.job.operations.values_list("bc_key", "dataverse_key") for key in both}
    asked = {*request.bc_keys, *request.dataverse_keys}
    return lambda *some: some[0].key not in planned and (not asked or any(one.key in asked for one in some))


def _write(
    run: Run,
    found: Sequence[T],
    write: Callable[[Run, list[T]], None],
    before: Callable[[Run, list[T]], None] = lambda run, page: None,
) -> None:
    for page in pages(found):
        before(run, page)
        with transaction.atomic():
            hold(run)
            write(run, page)


def _couple(run: Run, page: list[Match]) -> None:
    """Make these couplings, and plan what is to be synchronized for them. A preview only says so."""
    others = records_by_key(run.mapping, Side.DATAVERSE, [UUID(one.dataverse.key) for one in page])
    partners = {one.bc.key: others[UUID(one.dataverse.key)] for one in page}
    joined = [_joined(run, one, partners[str(one.bc_key)]) for one in _pairs(run, (one.bc for one in page))]
    if not run.job.preview:
        Coupling.objects.bulk_create([one.coupling for one in joined if one.coupling])
    ending = None if run.job.preview else Ending.COUPLED
    write_plan(run, joined, Plan(tuple(Operation(Action.COUPLE, one.pair.key, ending=ending) for one in joined)))
    if match_records(run.job.request).synchronize:
        write_decided(run, joined, intent_of(run))


def _refuse(partners: Mapping[UUID, str], run: Run, page: list[Match]) -> None:
    """Account for records whose only match another mapping has coupled."""
    others = records_by_key(run.mapping, Side.DATAVERSE, [UUID(one.dataverse.key) for one in page])
    pairs = _pairs(run, (one.bc for one in page))
    keys = [UUID(one.dataverse.key) for one in page]
    reasons = (already_coupled(str(others[key]), partners[key]) for key in keys)
    refused = zip(pairs, reasons, strict=True)
    couples = (Operation(Action.COUPLE, one.pair.key, ending=Ending.FAILED, reason=why) for one, why in refused)
    write_rows(run, pairs, Plan(tuple(couples)))


def _joined(run: Run, known: KnownPair, other: RemoteRecord) -> KnownPair:
    """A record and its match as a pair; the coupling is not stored yet."""
    coupling = None if run.job.preview else Coupling(mapping=run.mapping, bc_key=known.bc_key, dataverse_key=other.key)
    pair = Pair(known.pair.key, None, known.pair.bc, as_record(other), coupled=True)
    return KnownPair(pair, coupling, known.bc, other, known.bc_key, other.key)


def _leave(run: Run, page: list[Record]) -> None:
    """Account for records without a match. Those that are pending stay so: a run of the mapping may create them."""
    pairs = _pairs(run, page)
    reason = Problem("no_match", {"system": SYSTEM_NAMES[page[0].side.other]})
    write_rows(
        run,
        pairs,
        Plan(tuple(Operation(Action.NOTHING, one.pair.key, ending=Ending.EXCLUDED, reason=reason) for one in pairs)),
    )
    if not run.job.preview:
        former = RecordProblem.objects.filter(mapping=run.mapping, code="doubtful_match")
        former.filter(bc_key__in=[one.bc_key for one in pairs if one.bc_key]).delete()


def _read_lines(run: Run, page: list[Record]) -> None:
    read_lines(run, _pairs(run, page), Intent(create=True))


def _create(run: Run, page: list[Record]) -> None:
    write_decided(run, _pairs(run, page), Intent(create=True))


def _pairs(run: Run, records: Iterable[Record]) -> list[KnownPair]:
    """The whole records behind these, all of one side, in their order."""
    records = list(records)
    return pairs_of(run.mapping, records[0].side, [UUID(one.key) for one in records]) if records else []
