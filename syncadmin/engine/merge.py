"""Three-way merge of one pair, field by field, against what both sides last agreed on.

What a side changed is its difference from what it showed when both were last in step. Fields changed on one side flow
to the other where their direction allows; a field changed on both sides to different values is a conflict, unless
somebody already said whose value wins. What follows from the verdicts is decided in ``decide``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from syncadmin.engine.carry import carried, in_step, same
from syncadmin.engine.compared import difference
from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import Direction, FieldMapping, TableMapping, UpdateMode
from syncadmin.engine.values import (
    SIDES,
    Apart,
    Base,
    Hindrance,
    Pair,
    Side,
    Unlinked,
    Untransformed,
    Value,
    Values,
    Verdict,
    VerdictKind,
)

FROM = {Side.BC: VerdictKind.FROM_BC, Side.DATAVERSE: VerdictKind.FROM_DATAVERSE}
TO = {side.other: kind for side, kind in FROM.items()}
# Written whichever side changed.
_EITHER_SIDES = (UpdateMode.ALWAYS, UpdateMode.UNTOUCHED, UpdateMode.FILLED, UpdateMode.MARK)


@dataclass(frozen=True)
class Will:
    """What somebody said about differences before the merge.

    ``winner`` overrules everything but the owner of a field: all its differing values are taken over ("use the BC
    data"). ``arbiter`` settles conflicts only (the mapping's policy). ``choices`` settles them field by field (a
    person). ``catch_up``: a value that was cleared on its way goes on if it leads to something by now. ``fills`` are
    the values that blank fields get, by side, key of the record, and field.
    """

    winner: Side | None = None
    arbiter: Side | None = None
    choices: Mapping[str, Side] = field(default_factory=dict)
    catch_up: bool = False
    fills: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)

    def judge(self, field_id: str) -> Side | None:
        """Whose value a conflict of this field ends with."""
        return self.choices.get(field_id, self.arbiter)


class _Seen(NamedTuple):
    """What there is to see of a field whose sides differ; ``changed`` are the sides that changed it."""

    of: FieldMapping
    base: Value | Apart
    values: Mapping[Side, Value]
    changed: tuple[Side, ...]

    def verdict(self, kind: VerdictKind, result: Value = None, hindrance: Hindrance | None = None) -> Verdict:
        """A verdict on what was seen."""
        bc, dataverse = self.values[Side.BC], self.values[Side.DATAVERSE]
        return Verdict(self.of.id, kind, self.base, bc, dataverse, result, hindrance)


def merge(fields: Iterable[FieldMapping], pair: Pair, will: Will, links: Links = NO_LINKS) -> tuple[Verdict, ...]:
    """A verdict for each of these fields of a pair with both sides."""
    return tuple([merge_field(one, pair, will, links) for one in fields])


def at_issue(mapping: TableMapping, pair: Pair) -> tuple[FieldMapping, ...]:
    """The fields that may be anything else than unchanged; for most pairs none, which is found out at little cost."""
    if pair.base is None or pair.bc is None or pair.dataverse is None:
        return mapping.fields
    bc_reader, dataverse_reader, base_reader = mapping.readers
    try:
        bc, dataverse = bc_reader(pair.bc.values), dataverse_reader(pair.dataverse.values)
        base = base_reader(pair.base)
    except KeyError:
        return mapping.fields
    if bc == dataverse == base and [*map(type, bc)] == [*map(type, dataverse)]:
        return mapping.indirectly  # types count as well: a truth value equals a number in Python, but not here
    values = zip(mapping.directly, bc, dataverse, base, strict=True)
    apart = [
        one for one, left, right, agreed in values if left != right or right != agreed or type(left) is not type(right)
    ]
    return (*apart, *mapping.indirectly)


def merge_field(one: FieldMapping, pair: Pair, will: Will, links: Links = NO_LINKS) -> Verdict:
    """What one field of a pair turns out to be."""
    found = pair.base.get(one.id) if pair.base is not None else None
    base = _canonical(one, found) if isinstance(found, Apart) else one.canonical(found)
    bc, dataverse = one.of(pair.bc), one.of(pair.dataverse)
    changed = _changed(base, bc, dataverse)
    if will.fills and bc is None and dataverse is None and (filled := _filled(one, pair, will)):
        return Verdict(one.id, FROM[filled[0].other], base, bc, dataverse, filled[1])
    if in_step(one, bc, dataverse, links):
        unchanged = pair.base is not None and not changed
        return Verdict(one.id, VerdictKind.UNCHANGED if unchanged else VerdictKind.AGREED, base, bc, dataverse, bc)
    seen = _Seen(one, base, {Side.BC: bc, Side.DATAVERSE: dataverse}, changed)
    if one.mode is UpdateMode.FIXED:
        return seen.verdict(VerdictKind.WAITING, hindrance=difference(one, seen.values, links))
    over = _overruling(seen, pair.base, will, links)
    if not changed and not over:
        return seen.verdict(VerdictKind.KEPT)  # accepted until a side changes
    judged = _judged(seen, over or _source(seen, will))
    return seen.verdict(judged) if isinstance(judged, VerdictKind) else _flowing(seen, judged, links)


def _filled(one: FieldMapping, pair: Pair, will: Will) -> tuple[Side, Value] | None:
    """The side on which a field gets a value that neither side has, and that value."""
    for side in SIDES:
        record, given = pair.record(side), will.fills.get(side, {})
        value = given.get(record.key, {}).get(one.id) if record and one.direction.flows_to(side) else None
        if value is not None:
            return side, one.canonical(value)
    return None


def _overruling(seen: _Seen, base: Base | None, will: Will, links: Links) -> Side | None:
    """The side whose value goes on whichever changed: the owner's, a winner's, or one that was cleared before."""
    one = seen.of
    if one.owner and _has_a_say(one, seen.values[one.owner], base):
        return one.owner
    return will.winner or (_known_by_now(seen, links) if will.catch_up and not seen.changed else None)


def _known_by_now(seen: _Seen, links: Links) -> Side | None:
    """The side whose value was cleared on its way, as it led to nothing coupled, and now leads to something."""
    one = seen.of
    said = [side for side in SIDES if seen.values[side] is not None]
    if not (one.clear_if_unlinked or one.not_null) or len(said) != 1:
        return None
    return said[0] if links.knows(one.relation, seen.values[said[0]], said[0].other) else None


def _flowing(seen: _Seen, source: Side, links: Links) -> Verdict:
    """What becomes of a value that is to be written to the other side."""
    one, value = seen.of, seen.values[source]
    if value is None and _stands_alone(one, seen.values[source.other], source, links):
        return seen.verdict(VerdictKind.KEPT)
    result = value if one.plain else carried(one, value, source.other, links)
    if isinstance(result, Unlinked) and isinstance(seen.base, Apart) and not seen.changed:
        return seen.verdict(VerdictKind.KEPT)  # the same, whoever would overrule it
    if isinstance(result, Unlinked | Untransformed):
        return seen.verdict(VerdictKind.WAITING, hindrance=result)
    return seen.verdict(VerdictKind.KEPT if one.not_null and result is None else FROM[source], result)


def _stands_alone(one: FieldMapping, value: Value, source: Side, links: Links) -> bool:
    """Whether a value leads to nothing that is coupled, so that the blank of the other side says nothing about it."""
    return one.clear_if_unlinked and bool(one.relation) and not links.knows(one.relation, value, source)


def _has_a_say(one: FieldMapping, value: Value, base: Base | None) -> bool:
    """Whether the owner's value always stands; a blank that was never agreed on has nothing to say."""
    return value is not None or (base is not None and one.id in base)


def _judged(seen: _Seen, source: Side | None) -> Side | VerdictKind:
    """The side whose value is written to the other, or why none is, of a field whose sides differ."""
    if source is None:
        return VerdictKind.CONFLICT
    may_flow = seen.of.mode is not UpdateMode.ON_CREATE and seen.of.direction.flows_to(source.other)
    return source if may_flow and not _is_filled(seen, source) else VerdictKind.KEPT


def _source(seen: _Seen, will: Will) -> Side | None:
    """The side a differing value is taken from; None when both changed a field that flows both ways."""
    one = seen.of
    if one.mode not in _EITHER_SIDES:
        return next(side for side in Side if seen.values[side] is not None)
    if len(seen.changed) == 1:
        return seen.changed[0]
    if one.direction is Direction.BIDIRECTIONAL:
        return will.judge(one.id)
    return Side.BC if one.direction is Direction.TO_DATAVERSE else Side.DATAVERSE


def _is_filled(seen: _Seen, source: Side) -> bool:
    """Whether a field that is only to be filled already has a value where it would be written."""
    return seen.of.mode is UpdateMode.IF_EMPTY and seen.values[source.other] is not None


def _canonical(one: FieldMapping, agreed: Apart) -> Apart:
    """What was agreed on, in the form the field is compared in by now."""
    return Apart(one.canonical(agreed.bc), one.canonical(agreed.dataverse))


def _changed(base: Value | Apart, bc: Value, dataverse: Value) -> tuple[Side, ...]:
    """The sides that differ from what was agreed. Without a base a blank has nothing to say: only values count as
    changes."""
    left, right = (base.bc, base.dataverse) if isinstance(base, Apart) else (base, base)
    if same(bc, left):
        return () if same(dataverse, right) else (Side.DATAVERSE,)
    return (Side.BC,) if same(dataverse, right) else SIDES


def agreed_base(
    base: Base | None, verdicts: Iterable[Verdict], written: Side | None = None, shown: Values | None = None
) -> dict[str, Value | Apart]:
    """The base after a pair was found or brought in step: fields both sides agree on, and fields that flowed to the
    side that was ``written``; fields of other verdicts stay as they were.

    ``shown`` is what the written side answered, by field. A side that insists on the value it had before is not asked
    again: the difference stands until one of the two changes. Any other answer counts as a change and flows back.
    """
    found = dict(base or {})
    for one in verdicts:
        if one.kind in (VerdictKind.UNCHANGED, VerdictKind.AGREED):
            found[one.field] = _both(one.bc, one.dataverse)
        elif written and one.kind is FROM[written.other]:
            there = _stands(one, written, shown)
            found[one.field] = _both(one.bc, there) if written is Side.DATAVERSE else _both(there, one.dataverse)
    return found


def _stands(one: Verdict, written: Side, shown: Values | None) -> Value:
    """What a written side is taken to show from now on."""
    insists = shown is not None and one.field in shown and same(shown[one.field], one.on(written))
    return one.on(written) if insists else one.result


def _both(bc: Value, dataverse: Value) -> Value | Apart:
    return bc if same(bc, dataverse) else Apart(bc, dataverse)
