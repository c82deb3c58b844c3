"""The decision table for one pair: which operations follow, or why none does.

This is the whole of it: a reader who wants to know what a run does to a record reads ``decide`` from top to bottom.
Reading, writing and remembering are elsewhere; the order of the questions is the order of BC's own engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from syncadmin.engine.mapping import FieldMapping, TableMapping
from syncadmin.engine.merge import Will, merge
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import (
    Action,
    Ending,
    Operation,
    Pair,
    Record,
    Side,
    Value,
    Verdict,
    VerdictKind,
)

SYSTEM_NAMES = {Side.BC: "Business Central", Side.DATAVERSE: "Dataverse"}
_KIND_TO = {Side.BC: VerdictKind.FROM_DATAVERSE, Side.DATAVERSE: VerdictKind.FROM_BC}


@dataclass(frozen=True)
class Intent:
    """What a run wants of its pairs besides the mapping: ``create`` overrides *Synch. Only Coupled Records*."""

    will: Will = field(default_factory=Will)
    create: bool = False


def decide(mapping: TableMapping, pair: Pair, intent: Intent) -> tuple[Operation, ...]:
    """The operations for one pair; always at least one, so that every record is accounted for."""
    if pair.bc and pair.dataverse:
        if gone := _deleted(pair):
            return _nothing(pair, Ending.FAILED, Problem("partner_deleted", {"system": SYSTEM_NAMES[gone.side]}))
        if refused := _refused(mapping, pair.bc) or _refused(mapping, pair.dataverse):
            return _nothing(pair, Ending.EXCLUDED, refused)
        return _synchronize(mapping, pair, intent)
    record = pair.bc or pair.dataverse
    if record and pair.coupled:
        there = SYSTEM_NAMES[record.side.other]
        return _nothing(pair, Ending.FAILED, Problem("partner_deleted", {"system": there}))
    if record is None or record.deleted:
        return _nothing(pair, Ending.EXCLUDED, Problem("record_deleted", {"system": _system(record)}))
    if refused := _refused(mapping, record) or _not_created(mapping, record, intent):
        return _nothing(pair, Ending.EXCLUDED, refused)
    return _create(mapping, pair, record)


def _synchronize(mapping: TableMapping, pair: Pair, intent: Intent) -> tuple[Operation, ...]:
    """The operations that bring a coupled pair in step, or the conflict that prevents them."""
    verdicts = merge(mapping.fields, pair, intent.will)
    conflicts = [one for one in verdicts if one.kind is VerdictKind.CONFLICT]
    if conflicts:
        if intent.will.choices:  # nothing is written, so that no choice counts until all are made
            return _synchronize(mapping, pair, Intent(replace(intent.will, choices={}), intent.create))
        fields = ", ".join(_caption(mapping, one.field) for one in conflicts)
        return _nothing(pair, Ending.CONFLICT, Problem("conflict", {"fields": fields}), verdicts)
    writes = [(side, chosen) for side in Side if (chosen := _flowing(verdicts, side))]
    if not writes:
        kept = any(one.kind is VerdictKind.KEPT for one in verdicts)
        reason = Problem("kept_by_direction") if kept and intent.will.winner else None
        return _nothing(pair, Ending.UNCHANGED, reason, verdicts)
    for side, chosen in writes:
        if problem := _unfit(mapping, side, chosen):
            return _nothing(pair, Ending.FAILED, problem, verdicts)
    return tuple(_update(mapping, pair, side, chosen, verdicts) for side, chosen in writes)


def _update(
    mapping: TableMapping, pair: Pair, side: Side, chosen: list[Verdict], verdicts: tuple[Verdict, ...]
) -> Operation:
    record = pair.record(side)
    assert record is not None
    fields = {one.id: one for one in mapping.fields}
    values = {fields[one.field].on(side): one.result for one in chosen}
    return Operation(Action.UPDATE, pair.key, side, record.key, values, record.version, verdicts)


def _create(mapping: TableMapping, pair: Pair, record: Record) -> tuple[Operation, ...]:
    """The creation of a record's counterpart."""
    side = record.side.other
    bc_side = record.side is Side.BC
    verdicts = tuple(
        Verdict(
            one.id,
            VerdictKind.FROM_BC if bc_side else VerdictKind.FROM_DATAVERSE,
            None,
            one.of(record) if bc_side else None,
            None if bc_side else one.of(record),
            one.of(record),
        )
        for one in mapping.fields
        if one.direction.flows_to(side)
    )
    if problem := _unfit(mapping, side, list(verdicts)):
        return _nothing(pair, Ending.FAILED, problem, verdicts)
    fields = {one.id: one for one in mapping.fields}
    mapped = {fields[one.field].on(side): one.result for one in verdicts if one.result is not None}
    values = {**mapping.templates.get(side, {}), **mapped}
    return (Operation(Action.CREATE, pair.key, side, values=values, verdicts=verdicts),)


def _not_created(mapping: TableMapping, record: Record, intent: Intent) -> Problem | None:
    """Why a record without a partner gets none; a side that is not there has no data to take over."""
    nothing_to_take = intent.will.winner is record.side.other
    if nothing_to_take or (mapping.only_coupled and not intent.create):
        return Problem("not_coupled")
    if not mapping.direction.flows_to(record.side.other):
        return Problem("wrong_direction", {"system": SYSTEM_NAMES[record.side.other]})
    return None


def _flowing(verdicts: tuple[Verdict, ...], side: Side) -> list[Verdict]:
    """The verdicts whose result has to be written to a side."""
    return [one for one in verdicts if one.kind is _KIND_TO[side]]


def _unfit(mapping: TableMapping, side: Side, chosen: list[Verdict]) -> Problem | None:
    """The first value that does not fit into its destination; values are never cut silently."""
    fields = {one.id: one for one in mapping.fields}
    for one in chosen:
        limit = fields[one.field].length(side)
        if limit and isinstance(one.result, str) and len(one.result) > limit:
            return _too_long(fields[one.field], side, one.result, limit)
    return None


def _too_long(one: FieldMapping, side: Side, value: str, limit: int) -> Problem:
    facts = {"system": SYSTEM_NAMES[side], "field": one.caption, "value": value}
    return Problem("value_too_long", {**facts, "length": str(len(value)), "limit": str(limit)})


def _refused(mapping: TableMapping, record: Record) -> Problem | None:
    """Why the mapping's filter leaves a record out."""
    condition = mapping.refusal(record)
    if condition is None:
        return None
    value = record.values.get(condition.property)
    facts = {"system": SYSTEM_NAMES[record.side], "field": condition.caption, "value": _shown(value)}
    return Problem("filtered_out", facts)


def _shown(value: Value) -> str:
    return "–" if value is None else str(value)


def _deleted(pair: Pair) -> Record | None:
    return next((one for one in (pair.bc, pair.dataverse) if one and one.deleted), None)


def _system(record: Record | None) -> str:
    return SYSTEM_NAMES[record.side] if record else ""


def _caption(mapping: TableMapping, field_id: str) -> str:
    return next(one.caption for one in mapping.fields if one.id == field_id)


def _nothing(
    pair: Pair, ending: Ending, reason: Problem | None, verdicts: tuple[Verdict, ...] = ()
) -> tuple[Operation, ...]:
    """No write: the record is accounted for with its reason."""
    return (Operation(Action.NOTHING, pair.key, verdicts=verdicts, ending=ending, reason=reason),)
