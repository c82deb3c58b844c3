"""Three-way merge of one pair, field by field, against what both sides last agreed on.

What a side changed is its difference from the base. Fields changed on one side flow to the other where their
direction allows; a field changed on both sides to different values is a conflict, unless somebody already said whose
value wins. What follows from the verdicts is decided in ``decide``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from syncadmin.engine.mapping import Direction, FieldMapping
from syncadmin.engine.values import Pair, Side, Value, Values, Verdict, VerdictKind

_FROM = {Side.BC: VerdictKind.FROM_BC, Side.DATAVERSE: VerdictKind.FROM_DATAVERSE}


@dataclass(frozen=True)
class Will:
    """What somebody said about differences before the merge.

    ``winner`` overrules everything: all its differing values are taken over ("use the BC data"). ``arbiter`` settles
    conflicts only (the mapping's policy). ``choices`` settles conflicts field by field (a person).
    """

    winner: Side | None = None
    arbiter: Side | None = None
    choices: Mapping[str, Side] = field(default_factory=dict)

    def judge(self, field_id: str) -> Side | None:
        """Whose value a conflict of this field ends with."""
        return self.choices.get(field_id, self.arbiter)


def merge(fields: tuple[FieldMapping, ...], pair: Pair, will: Will) -> tuple[Verdict, ...]:
    """A verdict for every field of a pair with both sides."""
    return tuple(merge_field(one, pair, will) for one in fields)


def merge_field(one: FieldMapping, pair: Pair, will: Will) -> Verdict:
    """What one field of a pair turns out to be."""
    base = one.canonical(pair.base.get(one.id)) if pair.base is not None else None
    values = {Side.BC: one.of(pair.bc), Side.DATAVERSE: one.of(pair.dataverse)}
    kind, source = _judged(one, pair.base is not None, base, values, will)
    result = values[source] if source else base
    return Verdict(one.id, kind, base, values[Side.BC], values[Side.DATAVERSE], result)


def _judged(
    one: FieldMapping, known: bool, base: Value, values: Mapping[Side, Value], will: Will
) -> tuple[VerdictKind, Side | None]:
    """The kind of verdict, and the side whose value is its result (None: the base stands)."""
    if same(values[Side.BC], values[Side.DATAVERSE]):
        same_as_base = known and same(values[Side.BC], base)
        return (VerdictKind.UNCHANGED if same_as_base else VerdictKind.AGREED), Side.BC
    source = will.winner or _source(one, _changed(known, base, values), will)
    if source is None:
        return VerdictKind.CONFLICT, None
    if not one.direction.flows_to(source.other):
        return VerdictKind.KEPT, None
    return _FROM[source], source


def _source(one: FieldMapping, changed: list[Side], will: Will) -> Side | None:
    """The side a differing value is taken from; None when both changed a field that flows both ways."""
    if len(changed) == 1:
        return changed[0]
    if one.direction is Direction.BIDIRECTIONAL:
        return will.judge(one.id)
    return Side.BC if one.direction is Direction.TO_DATAVERSE else Side.DATAVERSE


def _changed(known: bool, base: Value, values: Mapping[Side, Value]) -> list[Side]:
    """The sides that differ from the base. Without a base a blank has nothing to say: only values count as changes."""
    return [side for side, value in values.items() if not same(value, base if known else None)]


def same(one: Value, other: Value) -> bool:
    """Whether two canonical values are equal; a number is never equal to a truth value or a text."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def agreed_base(base: Values | None, verdicts: Iterable[Verdict], written: Side | None = None) -> dict[str, Value]:
    """The base after a pair was found or brought in step: fields both sides agree on, and fields that flowed to the
    side that was ``written``; fields of other verdicts stay as they were."""
    stands = {VerdictKind.UNCHANGED, VerdictKind.AGREED} | ({_FROM[written.other]} if written else set())
    return {**(base or {}), **{one.field: one.result for one in verdicts if one.kind in stands}}
