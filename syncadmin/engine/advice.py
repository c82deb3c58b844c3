"""What to do with a mapping before its first full synchronization: synchronize, couple first, or nothing.

A full synchronization creates every record that is not coupled on the other side. Where both sides have such records,
some of them are the same thing, and creating them would double them; coupling comes first then (BC recommends so
wherever both sides have records at all). The numbers come from a review that writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side


class Advice(StrEnum):
    """What is recommended for a mapping."""

    FULL = "full"
    COUPLE = "couple"
    NOTHING = "nothing"


class Why(StrEnum):
    """The reason of a recommendation."""

    BOTH_EMPTY = "both_empty"
    SOURCE_EMPTY = "source_empty"
    ALL_COUPLED = "all_coupled"
    ONE_SIDE = "one_side"
    NO_CRITERIA = "no_criteria"
    WOULD_MATCH = "would_match"
    DOUBTFUL = "doubtful"
    NONE_MATCHES = "none_matches"
    MATCH_FIRST = "match_first"


_ADVICE = {
    Why.BOTH_EMPTY: Advice.NOTHING,
    Why.SOURCE_EMPTY: Advice.NOTHING,
    Why.ALL_COUPLED: Advice.FULL,
    Why.ONE_SIDE: Advice.FULL,
    Why.NO_CRITERIA: Advice.COUPLE,
    Why.WOULD_MATCH: Advice.COUPLE,
    Why.DOUBTFUL: Advice.COUPLE,
    Why.NONE_MATCHES: Advice.FULL,
    Why.MATCH_FIRST: Advice.FULL,
}


@dataclass(frozen=True)
class Census:
    """The records of a mapping that pass its filters, by side: all of them, and those that are not coupled (``free``).

    ``matches`` of the free ones have exactly one counterpart, ``doubts`` have several, compared by the fields with the
    captions ``by``; ``chosen``: those are the mapping's criteria, and not merely the name of a record. ``first``: a run
    looks for a match before it creates anything.
    """

    records: Mapping[Side, int] = field(default_factory=dict)
    free: Mapping[Side, int] = field(default_factory=dict)
    matches: int = 0
    doubts: int = 0
    by: tuple[str, ...] = ()
    chosen: bool = False
    first: bool = False

    def creates(self, direction: Direction) -> dict[Side, int]:
        """How many records a full synchronization would create on each side if nothing were coupled before."""
        return {side: self.free.get(side.other, 0) if direction.flows_to(side) else 0 for side in Side}


def reason(census: Census, direction: Direction) -> Why:
    """Why a mapping is recommended what it is."""
    sources = [side for side in Side if direction.flows_to(side.other)]
    if not any(census.records.values()):
        return Why.BOTH_EMPTY
    if not any(census.records.get(side) for side in sources):
        return Why.SOURCE_EMPTY
    if not any(census.free.get(side) for side in sources):
        return Why.ALL_COUPLED
    if not all(census.free.get(side) for side in Side):
        return Why.ONE_SIDE
    if not census.chosen:
        return Why.NO_CRITERIA
    if census.first:
        return Why.MATCH_FIRST
    if census.matches:
        return Why.WOULD_MATCH
    return Why.DOUBTFUL if census.doubts else Why.NONE_MATCHES


def advice(why: Why) -> Advice:
    """What is recommended for a reason."""
    return _ADVICE[why]
