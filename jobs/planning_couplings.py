"""The planning of couplings that people ask for: made with what is to be synchronized or created for them, or deleted.

What follows for the records that are coupled is planned as by any run (see ``planning``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from couplings.models import Coupling
from couplings.pairs import KnownPair, coupled, coupled_pairs, pairs_of
from jobs import requests
from jobs.context import Run, hold
from jobs.marks import empty_marks, told
from jobs.plan_rows import write_plan
from jobs.planning import intent_of, not_planned, pages, read_lines, write_decided
from jobs.refusals import already_coupled, differing, taken_elsewhere
from jobs.undo_notes import coupling_note
from syncadmin.engine.decide import Intent
from syncadmin.engine.deletion import Orphans
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Side


def plan_couplings(run: Run) -> None:
    """Couple the pairs asked for, then plan what is to be synchronized or created for them."""
    request = requests.couple_records(run.job.request)
    creates = Intent(create=True, orphans=Orphans.CREATE)
    for page in pages(not_planned(run, request.pairs)):
        new = [key for key in page if request.pairs[str(key)] is None]
        read_lines(run, pairs_of(run.mapping, Side.BC, new), creates)
        with transaction.atomic():
            hold(run)
            made = _couple(run, {key: request.pairs[str(key)] for key in page})
            if request.winner:
                write_decided(run, coupled_pairs(run.mapping, made), intent_of(run))
            write_decided(run, pairs_of(run.mapping, Side.BC, new), creates)


def plan_uncouplings(run: Run) -> None:
    """Delete the couplings of the records asked for."""
    request = requests.uncouple_records(run.job.request)
    for page in pages(not_planned(run, request.bc_keys)):
        pairs = pairs_of(run.mapping, Side.BC, page)
        refused = empty_marks(run, pairs, Plan(tuple(_uncoupling(one) for one in pairs)))
        with transaction.atomic():
            hold(run)
            pairs = pairs_of(run.mapping, Side.BC, page)
            write_plan(run, pairs, told(Plan(tuple(_uncoupling(one) for one in pairs)), refused))


def _couple(run: Run, wanted: dict[UUID, str | None]) -> list[Coupling]:
    """Make the couplings that can be made, account for those that cannot, and return the ones made."""
    existing = {key: UUID(other) for key, other in wanted.items() if other}
    taken = coupled(run.mapping, Side.DATAVERSE, existing.values())
    elsewhere = taken_elsewhere(run, existing.values())
    pairs = pairs_of(run.mapping, Side.BC, existing)
    others = pairs_of(run.mapping, Side.DATAVERSE, existing.values())
    moved, made = requests.couple_records(run.job.request).side, []
    for pair, other, dataverse_key in zip(pairs, others, existing.values(), strict=True):
        problem = _hindrance(pair, other, taken.get(dataverse_key), moved) or differing(run, pair.pair, other.pair)
        if dataverse_key in elsewhere:
            problem = already_coupled(str(other.dataverse), elsewhere[dataverse_key])
        if problem is None:
            coupling, noted = _join(run, pair, dataverse_key)
            made.append(coupling)
            pair = replace(pair, coupling=coupling, dataverse_key=dataverse_key)
        ending = Ending.FAILED if problem else Ending.COUPLED
        operation = Operation(Action.COUPLE, pair.pair.key, ending=ending, reason=problem)
        write_plan(run, [pair], Plan((operation,)), partner=dataverse_key)
        if problem is None and noted:
            run.job.operations.filter(bc_key=pair.bc_key, action=Action.COUPLE.value).update(undo=noted)
    return made


def _hindrance(pair: KnownPair, other: KnownPair, taken: Coupling | None, moved: Side) -> Problem | None:
    """Why a BC record cannot be coupled to a Dataverse record, if so. The record of the side ``moved`` may leave the
    partner it has."""
    for side, row in ((Side.BC, pair.bc), (Side.DATAVERSE, other.dataverse)):
        if row is None or row.deleted:
            return Problem("record_deleted", {"system": SYSTEM_NAMES[side]})
    if moved is Side.DATAVERSE:
        return _held(pair, other)
    if taken and taken.bc_key != pair.bc_key and not (other.bc and other.bc.deleted):
        return already_coupled(str(other.dataverse), str(other.bc or taken.bc_key))
    return None


def _held(pair: KnownPair, other: KnownPair) -> Problem | None:
    """The refusal of a BC record that has another partner, which still exists."""
    former = pair.coupling
    if former is None or former.dataverse_key == other.dataverse_key or (pair.dataverse and pair.dataverse.deleted):
        return None
    return already_coupled(str(pair.bc), str(pair.dataverse or former.dataverse_key or "–"), Side.BC)


def _join(run: Run, pair: KnownPair, dataverse_key: UUID) -> tuple[Coupling, dict[str, Any]]:
    """Couple two records; a former coupling of either (to a deleted record, or moved by the user) goes. Also what
    undoing that needs to know."""
    former = Coupling.objects.filter(mapping=run.mapping)
    kept = former.filter(bc_key=pair.bc_key, dataverse_key=dataverse_key, state=Coupling.State.COUPLED).first()
    if kept:
        return kept, {"kept": True}
    former = former.filter(Q(bc_key=pair.bc_key) | Q(dataverse_key=dataverse_key))
    replaced = [coupling_note(one) for one in former]
    former.delete()
    made = Coupling.objects.create(mapping=run.mapping, bc_key=pair.bc_key, dataverse_key=dataverse_key)
    return made, {"replaced": replaced} if replaced else {}


def _uncoupling(one: KnownPair) -> Operation:
    """The deletion of a coupling; without one, nothing is left to do."""
    if one.coupling is None:
        reason = Problem("not_coupled_already")
        return Operation(Action.NOTHING, one.pair.key, ending=Ending.UNCHANGED, reason=reason)
    return Operation(Action.UNCOUPLE, one.pair.key, ending=Ending.UNCOUPLED)
