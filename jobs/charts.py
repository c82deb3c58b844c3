"""The chart of records that moved and records that did not, step by step, ready to be drawn as SVG.

It is counted from what finished jobs keep of their counts, in one query, whatever the number of records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import IntegerField, QuerySet, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDay, TruncHour, TruncMinute
from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import Job

WIDTH, UP, DOWN = 720, 104, 36
_LOWEST_BAR = 3
_MOST_BARS = 60
_MOVED = ("created", "updated")
_FAILED = ("failed", "conflict")
Link = Callable[[datetime, datetime], str]


@dataclass(frozen=True)
class Step:
    """How a chart is divided: so long each, how the database cuts a moment, and how a step is called."""

    length: timedelta
    trunc: Callable[[str], TruncDay | TruncHour | TruncMinute]
    label: str

    def start(self, moment: datetime) -> datetime:
        """The start of the step a moment lies in."""
        cut = timezone.localtime(moment).replace(second=0, microsecond=0)
        if self is MINUTES:
            return cut.replace(minute=cut.minute - cut.minute % 5)
        if self is HOUR:
            return cut.replace(minute=0)
        cut = cut.replace(hour=0, minute=0)
        return cut - timedelta(days=cut.weekday()) if self is WEEK else cut


MINUTES = Step(timedelta(minutes=5), TruncMinute, "H:i")
HOUR = Step(timedelta(hours=1), TruncHour, "j M H:i")
DAY = Step(timedelta(days=1), TruncDay, "j M")
WEEK = Step(timedelta(weeks=1), TruncDay, "j M Y")


@dataclass(frozen=True)
class Period:
    """What a chart covers that ends now: so many steps."""

    name: str
    steps: int
    step: Step


DAYS = Period("days", 14, DAY)
HOURS = Period("hours", 24, HOUR)
PERIODS = {one.name: one for one in (DAYS, HOURS)}


@dataclass(frozen=True)
class Bar:
    """One step: its numbers, where it leads, and where its two bars are drawn, moved upwards and failed downwards."""

    label: str
    moved: int
    failed: int
    x: float
    width: float
    y: float
    height: float
    failed_height: float
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """The bars from the oldest to the newest, with their sums."""

    bars: Sequence[Bar]
    period: Period | None = None

    width, height, base, failed_base = WIDTH, UP + DOWN + 4, UP, UP + 2

    @property
    def moved(self) -> int:
        """All that moved."""
        return sum(one.moved for one in self.bars)

    @property
    def failed(self) -> int:
        """All that did not."""
        return sum(one.failed for one in self.bars)

    @property
    def highest(self) -> int:
        """The highest number of a step."""
        return max((max(one.moved, one.failed) for one in self.bars), default=0)

    @property
    def middle(self) -> str:
        """The label in the middle of the axis."""
        return self.bars[len(self.bars) // 2].label

    @property
    def last(self) -> str:
        """The label at its end."""
        return self.bars[-1].label


def chart(period: Period, now: datetime | None = None, link: Link | None = None) -> Chart:
    """The chart of all jobs in a period that ends now."""
    last = period.step.start(now or timezone.now())
    starts = [period.step.start(last - period.step.length * back) for back in reversed(range(period.steps))]
    return Chart(_bars(Job.objects.all(), period.step, starts, link), period)


def chart_between(jobs: QuerySet[Job], since: datetime, until: datetime, link: Link | None = None) -> Chart:
    """The chart of some jobs between two moments, in steps that suit the time between them."""
    step = _step_for(until - since)
    starts, last = list[datetime](), step.start(until)
    moment = last
    while moment >= step.start(since) and len(starts) < _MOST_BARS:
        starts.append(moment)
        moment = step.start(moment - step.length)
    return Chart(_bars(jobs, step, starts[::-1], link))


def _step_for(length: timedelta) -> Step:
    if length <= timedelta(hours=3):
        return MINUTES
    if length <= timedelta(hours=50):
        return HOUR
    return DAY if length <= timedelta(days=_MOST_BARS) else WEEK


def _bars(jobs: QuerySet[Job], step: Step, starts: Sequence[datetime], link: Link | None) -> list[Bar]:
    found = _sums(jobs, step, starts[0], starts[-1] + step.length)
    numbers = [found.get(start, (0, 0)) for start in starts]
    highest = max((max(pair) for pair in numbers), default=0)
    bars = []
    for place, (start, (moved, failed)) in enumerate(zip(starts, numbers, strict=True)):
        url = link(start, start + step.length) if link and (moved or failed) else ""
        bars.append(_bar(place, date_format(start, step.label), moved, failed, highest, len(starts), url))
    return bars


def _sums(jobs: QuerySet[Job], step: Step, since: datetime, until: datetime) -> dict[datetime, tuple[int, int]]:
    jobs = jobs.filter(finished_at__gte=since, finished_at__lt=until, preview=False).order_by()
    steps = jobs.annotate(slot=step.trunc("finished_at")).values("slot")
    found: dict[datetime, tuple[int, int]] = {}
    rows = steps.annotate(moved=_total(_MOVED), failed=_total(_FAILED)).values_list("slot", "moved", "failed")
    for slot, moved, failed in rows:
        start = step.start(slot)
        before = found.get(start, (0, 0))
        found[start] = (before[0] + moved, before[1] + failed)
    return found


def _total(names: Sequence[str]) -> CombinedExpression:
    first, second = (Coalesce(Sum(Cast(KT(f"counts__{name}"), IntegerField())), 0) for name in names)
    return first + second


def _bar(number: int, label: str, moved: int, failed: int, highest: int, steps: int, url: str) -> Bar:
    slot = WIDTH / steps
    up = _height(moved, highest, UP)
    return Bar(
        label=label,
        moved=moved,
        failed=failed,
        x=round(number * slot + slot * 0.14, 1),
        width=round(slot * 0.72, 1),
        y=round(UP - up, 1),
        height=up,
        failed_height=_height(failed, highest, DOWN),
        url=url,
    )


def _height(number: int, highest: int, room: int) -> float:
    """A bar that can be seen as soon as there is one record."""
    return round(max(number / highest * room, _LOWEST_BAR), 1) if number else 0
