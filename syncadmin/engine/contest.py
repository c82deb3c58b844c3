"""BC's own rule for conflicts, by which records contend and not fields (*Resolve Update Conflicts*).

If both records changed since they were last in step and any field that flows both ways would get another value, the
whole pair is contested, even where the two sides changed different fields. Mappings may ask for it (``by_record``).
"""

from __future__ import annotations

from dataclasses import replace

from syncadmin.engine.carry import same
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import Direction, TableMapping
from syncadmin.engine.merge import Will, merge
from syncadmin.engine.values import Pair, Side, Verdict, VerdictKind

_IN_STEP = (VerdictKind.UNCHANGED, VerdictKind.AGREED)


def contested(
    mapping: TableMapping, pair: Pair, will: Will, links: Links, verdicts: tuple[Verdict, ...]
) -> tuple[Verdict, ...]:
    """The verdicts by BC's rule where the mapping asks for it; otherwise as they are."""
    if not mapping.by_record or will.winner or not all(_changed(verdicts, pair, side) for side in Side):
        return verdicts
    free = {one.id for one in mapping.fields if one.direction is Direction.BIDIRECTIONAL and one.owner is None}
    at_stake = {one.field for one in verdicts if one.field in free and one.kind not in (*_IN_STEP, VerdictKind.KEPT)}
    if not at_stake:
        return verdicts
    fields = [mapping.by_id[one.field] for one in verdicts]  # in their order, which is not that of the mapping
    chosen = {side: merge(fields, pair, Will(winner=side), links) for side in Side}
    return tuple(
        _judged(one, {side: chosen[side][place] for side in Side}, will) if one.field in at_stake else one
        for place, one in enumerate(verdicts)
    )


def _judged(one: Verdict, chosen: dict[Side, Verdict], will: Will) -> Verdict:
    """The verdict of the side that wins, or a conflict."""
    if winner := will.judge(one.field):
        return chosen[winner]
    return replace(one, kind=VerdictKind.CONFLICT, result=None, hindrance=None)


def _changed(verdicts: tuple[Verdict, ...], pair: Pair, side: Side) -> bool:
    """Whether a record changed, in other fields than those both sides changed alike."""
    apart = (one for one in verdicts if one.kind not in _IN_STEP)
    return pair.base is None or any(not same(one.on(side), one.agreed(side)) for one in apart)
