"""Whether the next run takes a pair up, and why; what it would do then is said by the comparison.

Keeps to what a modified run looks at: records that changed since they were last accounted for, creates that were
begun, and problems that are due for another try.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from couplings.models import Coupling, RecordProblem, RemoteRecord
from couplings.pairs import KnownPair
from mappings.models import TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Pair, Record, Side


class Reason(StrEnum):
    """Why the next run takes a pair up or does not, the first that applies."""

    HELD = "held"
    BEGUN = "begun"
    CHANGED = "changed"
    DUE = "due"
    LATER = "later"
    SNOOZED = "snoozed"
    PERSON = "person"
    UNCHANGED = "unchanged"


_TAKEN_UP = {Reason.BEGUN, Reason.CHANGED, Reason.DUE}


@dataclass(frozen=True)
class Turn:
    """``changed`` are the sides that moved, ``retry_at`` when a problem is tried again by itself, ``hindrance`` what
    keeps every run of the mapping from starting."""

    reason: Reason
    changed: tuple[Side, ...] = ()
    retry_at: datetime | None = None
    hindrance: Problem | None = None

    @property
    def taken_up(self) -> bool:
        """Whether the next modified run looks at the pair, whoever starts it."""
        return self.reason in _TAKEN_UP

    @property
    def sentence(self) -> str:
        """The same in words."""
        systems = _(" and ").join(SYSTEM_NAMES[side] for side in self.changed)
        return {
            Reason.HELD: _("No run can take it up now."),
            Reason.BEGUN: _("The next run finishes its creation, which was begun."),
            Reason.CHANGED: _("The next run takes it up: it changed in %(systems)s.") % {"systems": systems},
            Reason.DUE: _("The next run takes it up: it is due for another try."),
            Reason.LATER: _("A run by hand takes it up; by itself it is tried again later."),
            Reason.SNOOZED: _("Somebody put it aside: it comes back when it changes, or when the snooze ends."),
            Reason.PERSON: _("It waits for a person, or for a change of either record."),
            Reason.UNCHANGED: _("The next run passes it by: nothing changed since it was last looked at."),
        }[self.reason]


def turn_of(mapping: TableMapping, known: KnownPair, pair: Pair | None, problem: RecordProblem | None) -> Turn:
    """When a pair is taken up. ``pair`` is as it is now, ``known`` as it was last seen."""
    retry_at = problem.retry_at if problem else None
    if hindrance := mapping.connection.hold or mapping.red_problem or mapping.loss_problem:
        return Turn(Reason.HELD, retry_at=retry_at, hindrance=hindrance)
    changed = tuple(side for side in Side if _moved(_kept(known, side), pair.record(side) if pair else None))
    if known.coupling and known.coupling.state == Coupling.State.CREATING:
        return Turn(Reason.BEGUN, changed, retry_at)
    if changed:
        return Turn(Reason.CHANGED, changed, retry_at)
    if problem and problem.is_snoozed:
        return Turn(Reason.SNOOZED, (), problem.snoozed_until)
    if retry_at:
        return Turn(Reason.DUE if retry_at <= timezone.now() else Reason.LATER, (), retry_at)
    return Turn(Reason.PERSON if problem else Reason.UNCHANGED)


def _kept(known: KnownPair, side: Side) -> RemoteRecord | None:
    return known.bc if side is Side.BC else known.dataverse


def _moved(kept: RemoteRecord | None, now: Record | None) -> bool:
    """Whether a run has not accounted for a record as it is now."""
    if kept is None or now is None:
        return now is not None
    return kept.pending or kept.version != now.version or kept.deleted != now.deleted
