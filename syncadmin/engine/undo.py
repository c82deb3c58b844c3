"""Undoing what a job did to a pair: for each thing that was carried out, the operation that takes it back.

Only what still stands is taken back: a field somebody edited since keeps the edit, a record somebody touched is kept,
and that is told. A value that was restored must not come back with the next run, so the base says what both sides
showed before the job wherever the former base would let it flow again. What a job did, and what became of it, is
gathered in ``jobs.undo_deeds``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from syncadmin.engine.carry import same
from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import FieldMapping, TableMapping
from syncadmin.engine.merge import FROM, Will, merge_field
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import (
    SYSTEM_NAMES,
    Action,
    Apart,
    Base,
    Ending,
    Operation,
    Pair,
    Record,
    Side,
    Value,
    Values,
    Verdict,
    VerdictKind,
)


class Standing(StrEnum):
    """How the two records of a pair stand to each other by now; ELSEWHERE: one of them has another partner."""

    COUPLED = "coupled"
    FREE = "free"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Done:
    """What a job did to one record: its values by property as they were, and as they were left.

    ``before`` of a record that was deleted is everything it can be created with. ``touched``: somebody else wrote the
    record since.
    """

    action: Action
    before: Values = field(default_factory=dict)
    left: Values = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    touched: bool = False


@dataclass(frozen=True)
class Deed:
    """What a job did to a pair: to its records, and to its coupling (made or removed)."""

    records: Mapping[Side, Done]
    coupling: Action | None = None


@dataclass(frozen=True)
class Step:
    """An operation that takes back what was done to one record, or (without ``side``) to the coupling. ``base``: what
    the coupling is to remember of these fields afterwards."""

    operation: Operation
    side: Side | None = None
    base: Base = field(default_factory=dict)


def undo(
    mapping: TableMapping, pair: Pair, deed: Deed, standing: Standing, links: Links = NO_LINKS
) -> tuple[Step, ...]:
    """What takes a deed back, records first; always at least one step, so that every record is accounted for."""
    if standing is Standing.ELSEWHERE:
        return (Step(_nothing(pair, Problem("coupled_since"))),)
    steps = [_of_record(mapping, pair, side, done, standing, links) for side, done in deed.records.items()]
    if deed.coupling:
        steps.append(Step(_of_coupling(pair, deed.coupling, standing)))
    return tuple(steps)


def together(first: Done, then: Done) -> Done:
    """What two operations of a job did to the same record."""
    known = {one.field for one in first.verdicts if one.kind in FROM.values()}
    verdicts = (*first.verdicts, *(one for one in then.verdicts if one.field not in known))
    before, left = {**then.before, **first.before}, {**first.left, **then.left}
    if first.action is Action.CREATE:
        before = dict(first.before)
    action = then.action if then.action is Action.DELETE else first.action
    return replace(then, action=action, before=before, left=left, verdicts=verdicts)


def as_it_was(mapping: TableMapping, done: Done) -> Pair:
    """The pair as a job found it, as far as its verdicts tell."""
    said = {one.field: one for one in done.verdicts}
    fields = [one for one in mapping.fields if one.id in said]
    bc, dataverse = (
        Record(side, mapping.table(side), "", "", {one.on(side): said[one.id].on(side) for one in fields})
        for side in Side
    )
    return Pair("", {one.id: said[one.id].base for one in fields}, bc, dataverse, coupled=True)


def _of_record(mapping: TableMapping, pair: Pair, side: Side, done: Done, standing: Standing, links: Links) -> Step:
    record = pair.record(side)
    gone = record is None or record.deleted
    if done.action is Action.DELETE:
        return _recreate(mapping, pair, side, done) if gone else Step(_nothing(pair), side)
    if record is None or gone:
        reason = Problem("record_deleted", {"system": SYSTEM_NAMES[side]})
        left_over = done.action is Action.CREATE and standing is Standing.COUPLED
        return Step(Operation(Action.UNCOUPLE, pair.key, reason=reason) if left_over else _nothing(pair, reason), side)
    if done.action is Action.CREATE:
        return _uncreate(mapping, pair, record, done)
    return _restore(mapping, pair, record, done, links)


def _of_coupling(pair: Pair, did: Action, standing: Standing) -> Operation:
    """Remove a coupling that was made; make one again that was removed."""
    if did is Action.COUPLE and standing is Standing.COUPLED:
        return Operation(Action.UNCOUPLE, pair.key)
    if did is Action.UNCOUPLE and standing is Standing.FREE:
        return Operation(Action.COUPLE, pair.key)
    return _nothing(pair)


def _uncreate(mapping: TableMapping, pair: Pair, record: Record, done: Done) -> Step:
    """Delete a record that was created, unless somebody has edited it."""
    known = [name for name in done.left if name in record.values]
    edited = [name for name in known if not _same(mapping, record, name, done.left[name], done)]
    if edited:
        return Step(_nothing(pair, _edited(mapping, edited, record.side)), record.side)
    if done.touched:
        return Step(_nothing(pair, Problem("touched_since", {"system": SYSTEM_NAMES[record.side]})), record.side)
    blank = dict.fromkeys(done.left)
    verdicts = _shown(mapping, pair, record.side, blank)
    return Step(Operation(Action.DELETE, pair.key, record.side, record.key, {}, record.version, verdicts), record.side)


def _restore(mapping: TableMapping, pair: Pair, record: Record, done: Done, links: Links) -> Step:
    """Write back the values that were replaced and still stand."""
    changed = [name for name in done.before if not _same(mapping, record, name, done.before[name], done)]
    standing = {name for name in changed if _same(mapping, record, name, done.left.get(name), done)}
    edited = [name for name in changed if name not in standing]
    reason = _edited(mapping, edited, record.side) if edited else None
    if not standing:
        return Step(_nothing(pair, reason), record.side)
    values = {name: value for name, value in done.before.items() if name in standing}
    verdicts = _shown(mapping, pair, record.side, values)
    base = _base(mapping, done, record.side, values, links)
    key, version = record.key, record.version
    return Step(
        Operation(Action.UPDATE, pair.key, record.side, key, values, version, verdicts, None, reason),
        record.side,
        base,
    )


def _recreate(mapping: TableMapping, pair: Pair, side: Side, done: Done) -> Step:
    """Create a record that was deleted once more, with the values that are known."""
    values = {name: value for name, value in done.before.items() if value is not None}
    verdicts = _shown(mapping, pair, side, values)
    return Step(Operation(Action.CREATE, pair.key, side, values=values, verdicts=verdicts), side)


def _base(mapping: TableMapping, done: Done, side: Side, values: Values, links: Links) -> Base:
    """What the restored fields are remembered with: the former base if nothing flows with it (so that a conflict that
    was settled is one again), else what both sides showed, as a difference that stands until one of them changes."""
    then, found = as_it_was(mapping, done), dict[str, Value | Apart]()
    for verdict in done.verdicts:
        one = mapping.by_id.get(verdict.field)
        if one is None or one.on(side) not in values or verdict.kind is not FROM[side.other]:
            continue
        again = merge_field(one, then, Will(arbiter=mapping.policy.winner), links)
        shown = verdict.bc if same(verdict.bc, verdict.dataverse) else Apart(verdict.bc, verdict.dataverse)
        found[one.id] = shown if again.kind in FROM.values() else verdict.base
    return found


def _shown(mapping: TableMapping, pair: Pair, side: Side, values: Values) -> tuple[Verdict, ...]:
    """The verdicts of an operation that sets these values, for whoever looks at it."""
    return tuple(
        _set(one, pair, side, values[one.on(side)]) for one in mapping.fields if one.on(side) and one.on(side) in values
    )


def _set(one: FieldMapping, pair: Pair, side: Side, value: Value) -> Verdict:
    base = pair.base.get(one.id) if pair.base else None
    bc, dataverse, result = one.of(pair.bc), one.of(pair.dataverse), one.canonical(value)
    stays = same(result, bc if side is Side.BC else dataverse)
    kind = VerdictKind.KEPT if stays else FROM[side.other]
    return Verdict(one.id, kind, base, bc, dataverse, result)


def _same(mapping: TableMapping, record: Record, name: str, value: Value, done: Done) -> bool:
    """Whether a property of a record still says this; one that is not read any more does if nobody wrote the record."""
    if name not in record.values:
        return not done.touched and same(value, done.left.get(name))
    now = record.values[name]
    fields = [one for one in mapping.fields if one.on(record.side) == name]
    return any(same(one.canonical(now), one.canonical(value)) for one in fields) if fields else same(now, value)


def _edited(mapping: TableMapping, names: Iterable[str], side: Side) -> Problem:
    captions = {one.on(side): one.caption for one in mapping.fields}
    named = set(names)
    fields = [caption for name, caption in captions.items() if name in named] + sorted(named - captions.keys())
    return Problem("edited_since", {"fields": ", ".join(fields), "system": SYSTEM_NAMES[side]})


def _nothing(pair: Pair, reason: Problem | None = None) -> Operation:
    ending = Ending.EXCLUDED if reason else Ending.UNCHANGED
    return Operation(Action.NOTHING, pair.key, ending=ending, reason=reason)
