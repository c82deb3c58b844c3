"""Planning a *Match-Based Coupling*: uncoupled records are matched, couplings made, and everything accounted for.

Who matches whom is decided in ``engine.match``, over all uncoupled records that pass the filters, whether they were
selected or not: somebody's only match is not taken by another one. What is planned is kept page by page; a worker that
takes over matches the same records once more (those this job has coupled count as uncoupled) and goes on behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.problems import Trouble, remember_troubles
from couplings.records import as_record, records_by_key
from jobs.context import Run, Stopped, hold
from jobs.models import JobOperation
from jobs.plan_rows import account_for, write_plan, write_rows
from jobs.planning import T, intent_of, pages, write_decided
from jobs.requests import MatchRecords, match_records
from syncadmin.engine.decide import Intent
from syncadmin.engine.encoding import decode
from syncadmin.engine.match import Candidate, Criterion, Doubt, Match, match, ranked
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Pair, Record, Side

# How many candidates of a doubtful record are named.
NAMED = 10
_SYSTEM = {"system": SYSTEM_NAMES[Side.DATAVERSE]}


def plan_matches(run: Run) -> None:
    """Couple what matches, name the candidates of what is doubtful, and create or leave the rest."""
    request = match_records(run.job.request)
    criteria = _criteria(run, request)
    mapping = replace(run.compiled, fields=tuple(one.field for one in criteria))
    found = match(mapping, criteria, uncoupled(run, Side.BC, criteria), uncoupled(run, Side.DATAVERSE, criteria))
    left = _left(run, request)
    _write(run, [one for one in found.matches if left(one.bc)], _couple)
    _write(run, [one for one in found.doubts if left(one.bc)], _doubt)
    _write(run, [one for one in found.unmatched if left(one)], _create if request.create else _leave)


def _criteria(run: Run, request: MatchRecords) -> list[Criterion]:
    """The criteria whose fields take part in this run."""
    fields = {one.id: one for one in run.compiled.fields}
    known = [one for one in request.criteria if one.field in fields]
    if not known:
        raise Stopped(Problem("no_criteria"))
    return [Criterion(fields[one.field], one.priority, one.case_sensitive) for one in known]


def uncoupled(run: Run, side: Side, criteria: Sequence[Criterion]) -> Iterator[Record]:
    """The records of a side that are not coupled and pass the filters, with the values needed to tell."""
    ours = JobOperation.objects.filter(job=run.job, coupling=OuterRef("pk"))
    taken = Coupling.objects.filter(~Exists(ours), mapping=run.mapping, **{f"{side.value}_key": OuterRef("key")})
    rows = RemoteRecord.objects.filter(~Exists(taken), mapping=run.mapping, side=side.value, deleted=False)
    names = {one.field.on(side) for one in criteria}
    names |= {one.property for one in run.compiled.filters if one.side is side}
    for key, values in rows.order_by("key").values_list("key", "values").iterator(chunk_size=2000):
        light = {name: decode(values.get(name)) for name in names}
        record = Record(side, run.table(side), str(key), values=light)
        if run.compiled.refusal(record) is None:
            yield record


def _left(run: Run, request: MatchRecords) -> Callable[[Record], bool]:
    """Tells the records that were asked for and are not planned yet."""
    planned = {str(key) for key in run.job.operations.values_list("bc_key", flat=True)}
    asked = set(request.bc_keys)
    return lambda record: record.key not in planned and (not asked or record.key in asked)


def _write(run: Run, found: Sequence[T], write: Callable[[Run, list[T]], None]) -> None:
    for page in pages(found):
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


def _joined(run: Run, known: KnownPair, other: RemoteRecord) -> KnownPair:
    """A record and its match as a pair; the coupling is not stored yet."""
    coupling = None if run.job.preview else Coupling(mapping=run.mapping, bc_key=known.bc_key, dataverse_key=other.key)
    pair = Pair(known.pair.key, None, known.pair.bc, as_record(other), coupled=True)
    return KnownPair(pair, coupling, known.bc, other, known.bc_key, other.key)


def _doubt(run: Run, page: list[Doubt]) -> None:
    """Leave these records to a person, each with its candidates by likeness."""
    keys = [UUID(each.record.key) for one in page for each in one.candidates]
    rows = records_by_key(run.mapping, Side.DATAVERSE, keys)
    operations, troubles = [], []
    pairs = _pairs(run, (one.bc for one in page))
    for known, one in zip(pairs, page, strict=True):
        likely = _likely(run, known, [rows[UUID(each.record.key)] for each in one.candidates])
        best = rows[UUID(likely[0].record.key)]
        problem = Problem("doubtful_match", {**_SYSTEM, "number": str(one.count), "record": str(best)})
        operations.append(Operation(Action.NOTHING, known.pair.key, ending=Ending.WAITING, reason=problem))
        named = [_named(each, rows[UUID(each.record.key)]) for each in likely[:NAMED]]
        troubles.append(Trouble(problem, known.title, None, known.bc_key, None, candidates=named))
    write_rows(run, pairs, Plan(tuple(operations)))
    if not run.job.preview:
        account_for(pairs)
        remember_troubles(run.mapping, troubles)


def _named(one: Candidate, row: RemoteRecord) -> dict[str, Any]:
    """A candidate as a problem keeps it."""
    return {"key": one.record.key, "title": str(row), "agreeing": list(one.agreeing)}


def _likely(run: Run, known: KnownPair, rows: Iterable[RemoteRecord]) -> tuple[Candidate, ...]:
    """Candidates ranked by all mapped fields, and not only by those matched on."""
    assert known.pair.bc is not None, "a record that was matched is kept"
    return ranked(run.compiled, known.pair.bc, [as_record(row) for row in rows])


def _leave(run: Run, page: list[Record]) -> None:
    """Account for records without a match. Those that are pending stay so: a run of the mapping may create them."""
    pairs = _pairs(run, page)
    reason = Problem("no_match", _SYSTEM)
    write_rows(
        run,
        pairs,
        Plan(tuple(Operation(Action.NOTHING, one.pair.key, ending=Ending.EXCLUDED, reason=reason) for one in pairs)),
    )
    if not run.job.preview:
        former = RecordProblem.objects.filter(mapping=run.mapping, code="doubtful_match")
        former.filter(bc_key__in=[one.bc_key for one in pairs]).delete()


def _create(run: Run, page: list[Record]) -> None:
    write_decided(run, _pairs(run, page), Intent(create=True))


def _pairs(run: Run, records: Iterable[Record]) -> list[KnownPair]:
    """The whole records behind these, in their order."""
    return pairs_of(run.mapping, Side.BC, [UUID(one.key) for one in records])
