"""A small model of how Business Central itself synchronizes a pair, to compare our decisions with.

Its engine knows no base. A record changed if it was written since the pair was last in step, whichever field that was;
what changed within it is not known, so a pass carries every field of its direction over. A run goes to Dataverse first
and back afterwards. If both records changed and a field that flows both ways would get another value, that is a
conflict of the records. Lengths, forced runs and owners are left out; update modes and owners of fields are ours alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from syncadmin.engine.carry import carried, same
from syncadmin.engine.mapping import ConflictPolicy, DeletionPolicy, Direction, FieldMapping
from syncadmin.engine.values import Side, Unlinked, Untransformed, Value
from tests.engine.cases import Case

Sides = Mapping[Side, Mapping[str, Value] | None]


@dataclass(frozen=True)
class Outcome:
    """What a run comes to: what each side says of its fields (None: no record), whether the pair is coupled, and
    whether the record was left with an error."""

    values: Sides
    coupled: bool
    held: bool = False
    conflict: bool = False


class Failed(Exception):
    """A value could not be carried over."""


def synchronized(case: Case, touched: frozenset[Side]) -> Outcome:
    """The run of a mapping for one pair; ``touched`` are sides of which a field that is not mapped was written."""
    now = Outcome(said(case), case.pair.coupled)
    stamps = changed(case, touched)
    for side in Side:
        if case.mapping.direction.flows_to(side.other):
            now, stamps = _passed(case, side, now, stamps)
    return now


def said(case: Case) -> dict[Side, dict[str, Value] | None]:
    """What both records say of their fields; None for one that is not there."""
    there = {one.side for one in case.pair.there}
    return {
        side: {one.id: case.of(one, side) for one in case.mapping.fields} if side in there else None for side in Side
    }


def changed(case: Case, touched: frozenset[Side]) -> frozenset[Side]:
    """The sides written since the pair was last in step; both if it never was."""
    if case.pair.base is None:
        return frozenset(Side)
    fields = case.mapping.fields
    edited = (it for it in Side for one in fields if not same(case.of(one, it), case.before(one, it)))
    return touched | frozenset(edited)


def differs(one: FieldMapping, here: Value, there: Value) -> bool:
    """Whether a value would be written over another: of codes only as much counts as both have."""
    if one.code and isinstance(here, str) and isinstance(there, str):
        shorter = min(len(here), len(there))
        return here[:shorter] != there[:shorter]
    return not same(here, there)


def _passed(case: Case, source: Side, now: Outcome, stamps: frozenset[Side]) -> tuple[Outcome, frozenset[Side]]:
    """One pass, and the sides that count as changed afterwards."""
    record, mapping = case.pair.record(source), case.mapping
    if now.values[source] is None or record is None or mapping.refusal(record) or source not in stamps or now.held:
        return now, stamps
    if now.values[source.other] is None:
        return _without_partner(case, source, now), frozenset()
    try:
        after = _transferred(case, source, now)
    except Failed:
        return replace(now, held=True), stamps
    both = len(stamps) == 2 and mapping.direction is Direction.BIDIRECTIONAL
    contested = both and any(_written(one, now, after, source.other) for one in mapping.fields)
    if contested and mapping.policy is ConflictPolicy.ASK:
        return replace(now, held=True, conflict=True), stamps
    if contested and mapping.policy.winner is not source:
        return replace(now, conflict=True), stamps
    done = replace(after, conflict=now.conflict or contested)
    return done, stamps - {source} if both and not contested else frozenset()


def _written(one: FieldMapping, now: Outcome, after: Outcome, side: Side) -> bool:
    """Whether a field that flows both ways got another value."""
    before, then = now.values[side], after.values[side]
    assert before is not None
    assert then is not None
    return one.direction is Direction.BIDIRECTIONAL and not same(before[one.id], then[one.id])


def _transferred(case: Case, source: Side, now: Outcome) -> Outcome:
    """Every field of the direction carried over; raises Failed."""
    here, there = now.values[source], now.values[source.other]
    assert here is not None
    assert there is not None
    result = dict(there)
    for one in case.mapping.fields:
        if one.direction.flows_to(source.other):
            value = carried(one, here[one.id], source.other, case.links)
            if isinstance(value, Unlinked | Untransformed):
                raise Failed
            skipped = one.not_null and one.relation and value is None
            if not skipped and differs(one, value, there[one.id]):
                result[one.id] = value
    return replace(now, values={**now.values, source.other: result})


def _without_partner(case: Case, source: Side, now: Outcome) -> Outcome:
    """A new partner for a record that has none, or what follows for one whose partner was deleted."""
    if now.coupled and case.mapping.deletion is DeletionPolicy.UNCOUPLE:
        return replace(now, coupled=False)
    if now.coupled and case.mapping.deletion is not DeletionPolicy.RESTORE:
        return replace(now, held=True)
    if not now.coupled and case.mapping.only_coupled:
        return now
    empty = {one.id: one.constant if not one.on(source.other) else None for one in case.mapping.fields}
    try:
        made = _transferred(case, source, replace(now, values={**now.values, source.other: empty}))
    except Failed:
        return replace(now, held=True)
    return replace(made, coupled=True)
