"""The decision table for one pair: which operations follow, or why none does.

This is the whole of it: a reader who wants to know what a run does to a record reads ``decide`` from top to bottom.
Reading, writing and remembering are elsewhere; the order of the questions is the order of BC's own engine. What follows
from a deleted record is in ``deletion``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from syncadmin.engine.carry import carried, same
from syncadmin.engine.compared import demanded
from syncadmin.engine.contest import contested
from syncadmin.engine.deletion import Orphans, decide_deleted, decide_orphan
from syncadmin.engine.fitting import hindrance, unfit
from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import ConflictPolicy, DeletionPolicy, FieldMapping, TableMapping
from syncadmin.engine.merge import FROM, TO, Will, at_issue, merge
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import (
    SIDES,
    SYSTEM_NAMES,
    Action,
    Ending,
    Operation,
    Pair,
    Record,
    Side,
    Unlinked,
    Untransformed,
    Value,
    Verdict,
    VerdictKind,
)

Operations = tuple[Operation, ...]
# The verdicts whose results are written to a side, by side.
Flowing = Sequence[tuple[Side, Sequence[Verdict]]]


@dataclass(frozen=True)
class Intent:
    """What a run wants of its pairs besides the mapping: ``create`` overrides *Synch. Only Coupled Records*,
    ``deleted`` the mapping's policy for deleted records; ``orphans`` is for those whose former partner was deleted."""

    will: Will = field(default_factory=Will)
    create: bool = False
    deleted: DeletionPolicy | None = None
    orphans: Orphans = Orphans.ASK


def decide(mapping: TableMapping, pair: Pair, intent: Intent, links: Links = NO_LINKS) -> Operations:
    """The operations for one pair; always at least one, so that every record is accounted for."""
    there = pair.there
    if len(there) < 2 and (pair.coupled or pair.bc and pair.dataverse):
        refused = _refused(mapping, pair)
        restored = _restored(mapping, pair, links) if there and not refused else ()
        return decide_deleted(mapping, pair, intent.deleted, refused, restored)
    if not there:
        return _nothing(pair, Ending.EXCLUDED, Problem("record_deleted", {"system": _gone(pair)}))
    if refused := _refused(mapping, pair):
        return _nothing(pair, Ending.EXCLUDED, refused)
    if len(there) == 2:
        return _synchronize(mapping, pair, intent, links)
    if refused := _not_created(mapping, there[0], intent):
        return _nothing(pair, Ending.EXCLUDED, refused)
    if pair.orphan and (left := decide_orphan(pair, intent.orphans)):
        return left
    return _create(mapping, pair, there[0], links)


def would_create(mapping: TableMapping, pair: Pair, intent: Intent) -> bool:
    """Whether a record that is not coupled would get a counterpart, if nothing stands in the way of its values."""
    if pair.coupled or len(pair.there) != 1 or _refused(mapping, pair):
        return False
    return not (_not_created(mapping, pair.there[0], intent) or pair.orphan and decide_orphan(pair, intent.orphans))


def _synchronize(mapping: TableMapping, pair: Pair, intent: Intent, links: Links) -> Operations:
    """The operations that bring a pair in step, or the conflict that prevents them."""
    fields = at_issue(mapping, pair)
    if not fields:
        return _nothing(pair, Ending.UNCHANGED, None)
    if mapping.guarded and (touched := _touched(mapping, pair)):
        return _nothing(pair, Ending.EXCLUDED, touched)
    verdicts = merge(fields, pair, intent.will, links)
    if mapping.by_record:
        verdicts = contested(mapping, pair, intent.will, links, verdicts)
    conflicts = [one for one in verdicts if one.kind is VerdictKind.CONFLICT]
    if conflicts and intent.will.choices:  # nothing is written, so that no choice counts until all are made
        return _synchronize(mapping, pair, replace(intent, will=replace(intent.will, choices={})), links)
    reason = _conflict(mapping, conflicts) if conflicts else None
    if reason and mapping.policy is not ConflictPolicy.MERGE:
        return _nothing(pair, Ending.CONFLICT, reason, verdicts)
    flowing = [(side, some) for side in SIDES if (some := _flowing(verdicts, side))]
    if stopped := _stopped(mapping, pair, verdicts, flowing, links):
        return stopped
    writes = [_update(mapping, pair, side, verdicts, some) for side, some in flowing]
    if reason:
        return (*writes, *_nothing(pair, Ending.CONFLICT, reason, verdicts))
    return tuple(writes) or _in_step(pair, verdicts, intent)


def _touched(mapping: TableMapping, pair: Pair) -> Problem | None:
    """That somebody changed a field where it is written which is to be untouched there."""
    for one in mapping.guarded:
        if one.id not in (pair.base or {}):
            continue
        for side in SIDES:
            value = one.of(pair.record(side))
            if one.direction.flows_to(side) and not same(value, one.agreed(pair.base, side)):
                facts = {"system": SYSTEM_NAMES[side], "field": one.caption, "value": str(value)}
                return Problem("changed_there", facts)
    return None


def _in_step(pair: Pair, verdicts: tuple[Verdict, ...], intent: Intent) -> Operations:
    """Nothing is to be written; a person who named a winner is told if that is for the direction of the fields."""
    kept = any(one.kind is VerdictKind.KEPT for one in verdicts)
    reason = Problem("kept_by_direction") if kept and intent.will.winner else None
    return _nothing(pair, Ending.UNCHANGED, reason, verdicts)


def _stopped(
    mapping: TableMapping, pair: Pair, verdicts: tuple[Verdict, ...], flowing: Flowing, links: Links
) -> Operations:
    """Why nothing of a pair is written although something should be: a related record, a rule or a length."""
    problem = hindrance(mapping, verdicts, links)
    for side, some in flowing:
        problem = problem or unfit(mapping, side, some)
    if problem is None:
        return ()
    waits = tuple(one.hindrance for one in verdicts if isinstance(one.hindrance, Unlinked))
    return _nothing(pair, Ending.WAITING if waits else Ending.FAILED, problem, verdicts, waits)


def _update(
    mapping: TableMapping, pair: Pair, side: Side, verdicts: tuple[Verdict, ...], flowing: Sequence[Verdict]
) -> Operation:
    record = pair.record(side)
    assert record is not None
    values = _values(mapping, side, flowing)
    return Operation(Action.UPDATE, pair.key, side, record.key, values, record.version, verdicts)


def _create(mapping: TableMapping, pair: Pair, record: Record, links: Links) -> Operations:
    """The creation of a record's counterpart."""
    side = record.side.other
    verdicts = tuple(_carried_over(one, record, links) for one in mapping.fields if _is_part(one, side))
    verdicts += tuple(found for one in mapping.fields if (found := demanded(one, record)))
    if stopped := _stopped(mapping, pair, verdicts, [(side, _flowing(verdicts, side))], links):
        return stopped
    mapped = _values(mapping, side, [one for one in verdicts if one.result is not None])
    values = {**mapping.template(record), **mapped}
    return (Operation(Action.CREATE, pair.key, side, values=values, verdicts=verdicts),)


def _is_part(one: FieldMapping, side: Side) -> bool:
    """Whether a new record of a side gets a field."""
    return one.creatable and one.direction.flows_to(side) and bool(one.on(side))


def _restored(mapping: TableMapping, pair: Pair, links: Links) -> Operations:
    """What would bring a deleted record back, from the one that is left."""
    reason = Problem("restored", {"system": SYSTEM_NAMES[pair.there[0].side.other]})
    created = _create(mapping, pair, pair.there[0], links)
    return tuple(replace(one, reason=one.reason or reason) for one in created)


def _carried_over(one: FieldMapping, record: Record, links: Links) -> Verdict:
    """What one field of a new record starts with."""
    value = one.of(record)
    result = carried(one, value, record.side.other, links)
    sides: tuple[Value, Value] = (value, None) if record.side is Side.BC else (None, value)
    if isinstance(result, Unlinked | Untransformed):
        return Verdict(one.id, VerdictKind.WAITING, None, *sides, None, result)
    return Verdict(one.id, FROM[record.side], None, *sides, result)


def _values(mapping: TableMapping, side: Side, chosen: Sequence[Verdict]) -> dict[str, Value]:
    """The properties of a side that verdicts set."""
    return {mapping.by_id[one.field].on(side): one.result for one in chosen}


def _not_created(mapping: TableMapping, record: Record, intent: Intent) -> Problem | None:
    """Why a record without a partner gets none; a side that is not there has no data to take over."""
    nothing_to_take = intent.will.winner is record.side.other
    if nothing_to_take or (mapping.only_coupled and not intent.create):
        return Problem("not_coupled")
    if not mapping.direction.flows_to(record.side.other):
        return Problem("wrong_direction", {"system": SYSTEM_NAMES[record.side.other]})
    return None


def _flowing(verdicts: Sequence[Verdict], side: Side) -> list[Verdict]:
    """The verdicts whose result has to be written to a side."""
    kind = TO[side]
    return [one for one in verdicts if one.kind is kind]


def _refused(mapping: TableMapping, pair: Pair) -> Problem | None:
    """Why the mapping's filter leaves one of the records out."""
    for record in pair.there if mapping.filters else ():
        if condition := mapping.refusal(record, coupled=pair.coupled):
            value = record.values.get(condition.property)
            shown = "–" if value is None else str(value)
            facts = {"system": SYSTEM_NAMES[record.side], "field": condition.caption, "value": shown}
            return Problem("filtered_out", facts)
    return None


def _conflict(mapping: TableMapping, conflicts: Sequence[Verdict]) -> Problem:
    captions = (mapping.by_id[one.field].caption for one in conflicts)
    return Problem("conflict", {"fields": ", ".join(captions)})


def _gone(pair: Pair) -> str:
    record = next((one for one in (pair.bc, pair.dataverse) if one and one.deleted), None)
    return SYSTEM_NAMES[record.side] if record else ""


def _nothing(
    pair: Pair,
    ending: Ending,
    reason: Problem | None,
    verdicts: tuple[Verdict, ...] = (),
    waits: tuple[Unlinked, ...] = (),
) -> Operations:
    """No write: the record is accounted for with its reason."""
    return (Operation(Action.NOTHING, pair.key, verdicts=verdicts, ending=ending, reason=reason, waits=waits),)
