"""*Look for a Match Before Creating*: a run that is about to create a counterpart first looks whether there is one.

That goes by the criteria of match-based coupling. What matches is coupled and synchronized, what is doubtful is left to
a person, and the rest is created. All of it is found out once for a run, when it first is about to create something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from couplings.records import as_record, records_by_key
from jobs.context import Run
from jobs.doubts import leave_to_a_person
from jobs.matchable import criteria_in, matching
from jobs.models import Job
from jobs.plan_rows import write_plan
from jobs.refusals import taken_elsewhere
from mappings.criteria import criteria_of
from syncadmin.engine.decide import Intent, would_create
from syncadmin.engine.match import Doubt, Matching
from syncadmin.engine.plan import Plan
from syncadmin.engine.values import Action, Ending, Operation, Side


def couple_first(run: Run, pairs: Sequence[KnownPair], intent: Intent) -> list[KnownPair]:
    """What is left to decide, with records coupled that match. The transaction is the caller's."""
    alone = [one for one in pairs if one.coupling is None and would_create(run.compiled, one.pair, intent)]
    if not alone or not run.mapping.match_first:
        return list(pairs)
    found = _matching(run)
    joined = {one.pair.key: one for one in _joined(run, alone, found)}
    if not run.job.preview:
        Coupling.objects.bulk_create([one.coupling for one in joined.values() if one.coupling])
    ending = None if run.job.preview else Ending.COUPLED
    if joined:
        couples = (Operation(Action.COUPLE, key, ending=ending) for key in joined)
        write_plan(run, list(joined.values()), Plan(tuple(couples)))
    doubtful = {} if _is_insisted_on(run, intent) else _doubtful(alone, found)
    if doubtful:
        leave_to_a_person(run, list(doubtful.values()))
    return [joined.get(one.pair.key, one) for one in pairs if one.pair.key not in doubtful]


def _matching(run: Run) -> Matching:
    if run.found.matching is None:
        criteria = criteria_in(run, criteria_of(run.mapping))
        run.found.matching = matching(run, criteria) if criteria else Matching()
    return run.found.matching


def _joined(run: Run, alone: Sequence[KnownPair], found: Matching) -> Iterator[KnownPair]:
    """The records with what they match; the couplings are not stored yet."""
    partners = {one.pair.key: partner for one in alone if (partner := found.partners.get(one.pair.there[0].key))}
    rows: dict[UUID, RemoteRecord] = {}
    for side in Side:
        keys = [UUID(one.key) for one in partners.values() if one.side is side]
        rows |= records_by_key(run.mapping, side, _free(run, side, keys))
    for one in alone:
        partner = partners.get(one.pair.key)
        if partner and (row := rows.get(UUID(partner.key))):
            yield _pair(run, one, row)


def _free(run: Run, side: Side, keys: Sequence[UUID]) -> set[UUID]:
    """Those of the keys that were not coupled meanwhile, and not by another mapping."""
    coupled = Coupling.objects.filter(mapping=run.mapping, **{f"{side.value}_key__in": keys})
    taken = set(coupled.values_list(f"{side.value}_key", flat=True))
    return set(keys) - taken - set(taken_elsewhere(run, keys) if side is Side.DATAVERSE else ())


def _pair(run: Run, one: KnownPair, row: RemoteRecord) -> KnownPair:
    bc, dataverse = (one.bc, row) if one.bc else (row, one.dataverse)
    assert bc is not None, "one of the two was planned"
    assert dataverse is not None, "and the other one was found"
    made = Coupling(mapping=run.mapping, bc_key=bc.key, dataverse_key=dataverse.key)
    pair = replace(one.pair, bc=as_record(bc), dataverse=as_record(dataverse), coupled=True)
    return KnownPair(pair, None if run.job.preview else made, bc, dataverse, bc.key, dataverse.key)


def _doubtful(alone: Iterable[KnownPair], found: Matching) -> dict[str, Doubt]:
    keys = {one.pair.key: one.pair.there[0].key for one in alone}
    return {name: found.doubtful[key] for name, key in keys.items() if key in found.doubtful}


def _is_insisted_on(run: Run, intent: Intent) -> bool:
    """Whether somebody asked for these very records to be created."""
    return intent.create and run.job.kind == Job.Kind.RECORDS
