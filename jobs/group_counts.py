"""How many records the jobs of a group moved, by the side they were written to, in one query for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from jobs.counting import expected
from jobs.models import Job, JobOperation
from syncadmin.engine.values import Ending, Side

_WRITTEN = (Ending.CREATED, Ending.UPDATED)
_TROUBLED = (Ending.FAILED, Ending.CONFLICT)


@dataclass
class Moved:
    """What a job did, or would do: records written by side and ending, coupled, in trouble, and accounted for."""

    written: dict[Side, Counter[Ending]] = field(default_factory=lambda: {side: Counter() for side in Side})
    coupled: int = 0
    troubled: int = 0
    doubtful: int = 0
    ended: int = 0
    total: int = 0

    def to(self, side: Side) -> tuple[int, int]:
        """How many were inserted and modified on a side."""
        return self.written[side][Ending.CREATED], self.written[side][Ending.UPDATED]

    def add(self, side: str, ending: Ending, number: int, *, shown: bool, ended: bool) -> None:
        """Count operations that end alike; those that have not ended count only where a plan is shown."""
        self.total += number
        self.ended += number if ended else 0
        if not shown:
            return
        if side and ending in _WRITTEN:
            self.written[Side(side)][ending] += number
        self.coupled += number if ending is Ending.COUPLED else 0
        self.troubled += number if ending in _TROUBLED else 0
        self.doubtful += number if ending is Ending.WAITING else 0


def moved(jobs: Iterable[Job]) -> dict[int, Moved]:
    """What each of these jobs moved."""
    known = {one.pk: one for one in jobs}
    found = {pk: Moved() for pk in known}
    rows = JobOperation.objects.filter(job__in=known).order_by().values_list("job_id", "side", "action", "ending")
    for pk, side, action, ending, number in rows.annotate(number=Count("pk")) if known else ():
        shown = bool(ending) or known[pk].shows_plan
        found[pk].add(side, expected(action, ending), number, shown=shown, ended=bool(ending))
    return found
