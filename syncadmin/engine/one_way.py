"""A mapping for one run in one direction: as if it were one-way, and its fields with it.

Fields that only flow the other way take no part. What changed on the other side alone is left as it is, and what
changed on both is taken from the side the run goes out from, as with any one-way mapping.
"""

from __future__ import annotations

from dataclasses import replace

from syncadmin.engine.mapping import Direction, TableMapping
from syncadmin.engine.values import Side

_AWAY_FROM = {Side.BC: Direction.TO_DATAVERSE, Side.DATAVERSE: Direction.TO_BC}


def away_from(side: Side) -> Direction:
    """The direction whose source is this side."""
    return _AWAY_FROM[side]


def one_way(mapping: TableMapping, source: Side) -> TableMapping:
    """The mapping with this side as its only source."""
    way = away_from(source)
    fields = tuple(replace(one, direction=way) for one in mapping.fields if one.direction.flows_to(source.other))
    return replace(mapping, direction=way, fields=fields)
