"""Fields that are compared and never changed: why one that differs keeps its record from being in step.

A row with a constant and no property on the other side demands that its property has just that value: of a coupled
record always (mode ``fixed``), or only of one from which a counterpart is made.
"""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.engine.carry import carried, same
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import FieldMapping, UpdateMode
from syncadmin.engine.values import (
    Differing,
    Hindrance,
    Record,
    Side,
    Unlinked,
    Untransformed,
    Value,
    Verdict,
    VerdictKind,
)


def difference(one: FieldMapping, values: Mapping[Side, Value], links: Links) -> Hindrance:
    """Why a field whose sides differ holds its record, in words of the side it comes from."""
    source = Side.BC if one.direction.flows_to(Side.DATAVERSE) else Side.DATAVERSE
    if not one.on(source.other):
        return Differing(source, _shown(values[source]), _shown(one.constant))
    wanted, there = values[source], values[source.other]
    result = carried(one, wanted, source.other, links)
    if isinstance(result, Unlinked | Untransformed):
        return result
    if one.relation and links.knows(one.relation, there, source):
        there = links.carried(one.relation, there, source)
    return Differing(source.other, _shown(there), _shown(wanted if one.relation else result))


def demanded(one: FieldMapping, record: Record) -> Verdict | None:
    """What keeps a record from getting a counterpart, if this field does."""
    compared = one.mode is UpdateMode.FIXED or not one.creatable
    value = one.of(record)
    if one.on(record.side.other) or not compared or same(value, one.constant):
        return None
    found = Differing(record.side, _shown(value), _shown(one.constant))
    return Verdict(one.id, VerdictKind.WAITING, None, value, value, None, found)


def _shown(value: Value) -> str:
    return "–" if value is None else str(value)
