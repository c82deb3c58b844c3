"""Undoing what a job did: for each operation that was carried out, the one that takes it back.

Only what still stands is taken back: a field somebody edited since keeps the edit, and that is told. A value that was
restored must not flow to the other side by the next run, so the pair is remembered as it stands then (``settled``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from syncadmin.engine.carry import same
from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.merge import FROM
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
)


@dataclass(frozen=True)
class Done:
    """An operation as it was carried out: ``values`` are what was written, by property of its side."""

    action: Action
    side: Side
    key: str
    values: Values = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()


def undo(mapping: TableMapping, pair: Pair, done: Done) -> Operation:
    """The operation that takes one back, or the reason why nothing is left to take back."""
    record = pair.record(done.side)
    if record is None or record.deleted:
        return _nothing(pair, Problem("record_deleted", {"system": SYSTEM_NAMES[done.side]}))
    if done.action is Action.CREATE:
        return _uncreate(mapping, pair, record, done)
    return _restore(mapping, pair, record, done)


def settled(mapping: TableMapping, base: Base | None, pair: Pair) -> dict[str, Value | Apart]:
    """The base of a pair after an undo: what both sides show now, so that no difference flows until somebody edits."""
    shown = {one.id: (one.of(pair.bc), one.of(pair.dataverse)) for one in mapping.fields}
    now = {name: bc if same(bc, dataverse) else Apart(bc, dataverse) for name, (bc, dataverse) in shown.items()}
    return {**(base or {}), **now}


def _uncreate(mapping: TableMapping, pair: Pair, record: Record, done: Done) -> Operation:
    """Delete a record that was created, unless somebody has edited it."""
    edited = [one for one in done.verdicts if not same(_now(mapping, one, record), one.result)]
    if edited:
        return _nothing(pair, _edited(mapping, edited, done.side))
    return Operation(Action.DELETE, pair.key, done.side, record.key, {}, record.version, done.verdicts)


def _restore(mapping: TableMapping, pair: Pair, record: Record, done: Done) -> Operation:
    """Write back the values that were replaced and still stand."""
    written = [one for one in done.verdicts if one.kind is FROM[done.side.other]]
    standing = [one for one in written if same(_now(mapping, one, record), one.result)]
    edited = [one for one in written if one not in standing]
    if not standing:
        return _nothing(pair, _edited(mapping, edited, done.side))
    names = {one.id: one.on(done.side) for one in mapping.fields}
    values = {names[one.field]: one.on(done.side) for one in standing if one.field in names}
    reason = _edited(mapping, edited, done.side) if edited else None
    return Operation(
        Action.UPDATE, pair.key, done.side, record.key, values, record.version, tuple(standing), None, reason
    )


def _now(mapping: TableMapping, verdict: Verdict, record: Record) -> Value:
    """What a record says of a field by now; the verdict's result where the field is no longer mapped."""
    return next((one.of(record) for one in mapping.fields if one.id == verdict.field), verdict.result)


def _edited(mapping: TableMapping, edited: Iterable[Verdict], side: Side) -> Problem:
    captions = {one.id: one.caption for one in mapping.fields}
    fields = ", ".join(captions.get(one.field, one.field) for one in edited)
    return Problem("edited_since", {"fields": fields, "system": SYSTEM_NAMES[side]})


def _nothing(pair: Pair, reason: Problem) -> Operation:
    return Operation(Action.NOTHING, pair.key, ending=Ending.EXCLUDED, reason=reason)
