"""Marks that a coupling leaves on its records, and that go with it: the company an account belongs to, the day an order
was handed over.

A row that is *emptied when the coupling is removed* writes such a mark. It is emptied before the coupling is removed,
so that a run which dies in between does both once more; what refuses to be emptied is told, and keeps nobody from
uncoupling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from couplings.pairs import KnownPair
from couplings.records import keep_answers
from jobs.context import Run, hold
from syncadmin.connections.clients.contract import Answer, Change, Write
from syncadmin.engine.mapping import UpdateMode
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Record, Side, Value

Refusals = Mapping[str, Problem]


def empty_marks(run: Run, pairs: Sequence[KnownPair], plan: Plan) -> Refusals:
    """Empty the marks of the pairs that a plan uncouples; why some cannot be emptied, by pair."""
    rows = [one for one in run.compiled.fields if one.mode is UpdateMode.MARK]
    if not rows or run.job.preview:
        return {}
    parted = {one.pair for one in plan.operations if one.action is Action.UNCOUPLE}
    known = [one for one in pairs if one.pair.key in parted and one.coupling]
    refused: dict[str, Problem] = {}
    for side in Side:
        refused |= _emptied(run, side, known)
    return refused


def told(plan: Plan, refused: Refusals) -> Plan:
    """The plan whose uncouplings say what could not be emptied."""
    return Plan(tuple(replace(one, reason=refused.get(one.pair, one.reason)) for one in plan.operations))


def _emptied(run: Run, side: Side, pairs: Sequence[KnownPair]) -> Refusals:
    there = {place: one for place, one in enumerate(pairs) if (record := one.pair.record(side)) and not record.deleted}
    marks = {place: _marks(run, side, record) for place, one in there.items() if (record := one.pair.record(side))}
    writes = [
        Write(place, Change.UPDATE, record.key, dict.fromkeys(values), record.version)
        for place, values in marks.items()
        if values and (record := there[place].pair.record(side))
    ]
    if not writes:
        return {}
    answers = run.remote(side).write(run.table(side), run.columns[side], writes)
    with transaction.atomic():
        hold(run)
        keep_answers(run.mapping, run.compiled, [one.record for one in answers if one.record])
    return {there[one.ref].pair.key: one.problem for one in answers if one.problem and one.answer is not Answer.DONE}


def _marks(run: Run, side: Side, record: Record) -> dict[str, Value]:
    """What a record carries of the coupling; a constant that is another's by now stays."""
    found: dict[str, Value] = {}
    for one in run.compiled.fields:
        value = one.of(record) if one.on(side) else None
        is_ours = one.on(side.other) or value == one.constant
        if one.mode is UpdateMode.MARK and one.direction.flows_to(side) and value is not None and is_ours:
            found[one.on(side)] = value
    return found
