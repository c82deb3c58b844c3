"""Carrying one value of a field to the other side: through the couplings of the related mapping and the rules.

What cannot be carried is told as a value of its own, so that the merge goes on and every reason is known at once.
"""

from __future__ import annotations

from syncadmin.engine.links import Links
from syncadmin.engine.mapping import FieldMapping
from syncadmin.engine.transform import CannotTransform, transformed
from syncadmin.engine.values import Side, Unlinked, Untransformed, Value


def carried(one: FieldMapping, value: Value, to: Side, links: Links) -> Value | Unlinked | Untransformed:
    """What a value of the other side is on a side, in the form it is compared in there."""
    if one.plain:
        return value
    if one.relation and links.knows(one.relation, value, to):  # a blank as well, where it stands for a record
        return one.canonical(links.carried(one.relation, value, to))
    if value is None:
        return None
    if one.relation:
        if one.default is not None and links.knows(one.relation, one.default, Side.DATAVERSE):
            return one.canonical(one.default if to is Side.BC else links.carried(one.relation, one.default, to))
        if one.clear_if_unlinked or one.not_null and links.leaves_out(one.relation, value, to.other):
            return None
        return Unlinked(one.relation, to.other, str(value))
    try:
        return one.canonical(transformed(one.rules.get(to, ()), value))
    except CannotTransform as error:
        return Untransformed(to.other, str(value), str(error))


def in_step(one: FieldMapping, bc: Value, dataverse: Value, links: Links) -> bool:
    """Whether the two sides say the same: what one would get from the other is what it has."""
    if one.plain:
        return same(bc, dataverse)
    ways = [side for side in Side if one.direction.flows_to(side)]
    values = {Side.BC: bc, Side.DATAVERSE: dataverse}
    return any(same(carried(one, values[side.other], side, links), values[side]) for side in ways)


def same(one: object, other: object) -> bool:
    """Whether two values are equal; a number is never equal to a truth value or a text."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
