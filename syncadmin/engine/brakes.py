"""Brakes: more deletions, changes or blanked fields than a mapping allows stop a job until a person approves its plan.

Limits are per job and mapping. What is counted is what the plan would do, before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from syncadmin.engine.values import Verdict, VerdictKind


class Effect(StrEnum):
    """What a brake watches."""

    DELETES = "deletes"
    CHANGES = "changes"
    BLANKS = "blanks"


@dataclass(frozen=True)
class Limit:
    """So many are always allowed, and so large a share of the mapping's records."""

    number: int
    share: Fraction = Fraction(0)

    def allowed(self, records: int) -> int:
        """How many are allowed among so many records."""
        return max(self.number, int(self.share * records))


@dataclass(frozen=True)
class Excess:
    """A limit that a plan goes beyond."""

    effect: Effect
    count: int
    allowed: int


@dataclass(frozen=True)
class Brakes:
    """The limits of a mapping; an effect without one is not limited."""

    limits: Mapping[Effect, Limit] = field(default_factory=dict)

    def excesses(self, effects: Mapping[Effect, int], records: int) -> tuple[Excess, ...]:
        """The limits that these effects go beyond among so many records."""
        found = ((one, effects.get(one, 0), limit.allowed(records)) for one, limit in self.limits.items())
        return tuple(Excess(one, count, allowed) for one, count, allowed in found if count > allowed)


def blanked(verdicts: Sequence[Verdict]) -> int:
    """How many fields lose a value for a blank."""
    flows = (VerdictKind.FROM_BC, VerdictKind.FROM_DATAVERSE)
    return sum(one.kind in flows and one.result is None for one in verdicts)
