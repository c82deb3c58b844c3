"""The chart on Home: records that moved and records that did not, per day or per hour, ready to be drawn as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import IntegerField, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDay, TruncHour
from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import Job

WIDTH, UP, DOWN = 720, 104, 36
_LOWEST_BAR = 3
_MOVED = ("created", "updated")
_FAILED = ("failed", "conflict")


@dataclass(frozen=True)
class Period:
    """What the chart covers: so many steps, how a moment is cut to its step, and how a step is called."""

    name: str
    steps: int
    step: timedelta
    trunc: Callable[[str], TruncDay | TruncHour]
    label: str


DAYS = Period("days", 14, timedelta(days=1), TruncDay, "j M")
HOURS = Period("hours", 24, timedelta(hours=1), TruncHour, "H:i")
PERIODS = {one.name: one for one in (DAYS, HOURS)}


@dataclass(frozen=True)
class Bar:
    """One step: its numbers and where its two bars are drawn, moved upwards and failed downwards."""

    label: str
    moved: int
    failed: int
    x: float
    width: float
    y: float
    height: float
    failed_height: float


@dataclass(frozen=True)
class Chart:
    """The bars from the oldest to now, with their sums."""

    period: Period
    bars: Sequence[Bar]

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


def chart(period: Period, now: datetime | None = None) -> Chart:
    """The chart of a period that ends now, out of the counts of finished jobs, in one query."""
    last = _cut(period, timezone.localtime(now))
    starts = [_cut(period, last - period.step * back) for back in reversed(range(period.steps))]
    found = {_key(slot): (moved, failed) for slot, moved, failed in _sums(period, starts[0])}
    numbers = [found.get(_key(start), (0, 0)) for start in starts]
    highest = max((max(pair) for pair in numbers), default=0)
    labels = [date_format(start, period.label) for start in starts]
    return Chart(period, [_bar(n, labels[n], *numbers[n], highest, period.steps) for n in range(period.steps)])


def _sums(period: Period, since: datetime) -> Iterable[tuple[datetime, int, int]]:
    jobs = Job.objects.filter(finished_at__gte=since, preview=False).order_by()
    steps = jobs.annotate(slot=period.trunc("finished_at")).values("slot")
    return steps.annotate(moved=_total(_MOVED), failed=_total(_FAILED)).values_list("slot", "moved", "failed")


def _total(names: Sequence[str]) -> CombinedExpression:
    first, second = (Coalesce(Sum(Cast(KT(f"counts__{name}"), IntegerField())), 0) for name in names)
    return first + second


def _cut(period: Period, moment: datetime) -> datetime:
    """The start of the step a moment lies in."""
    start = moment.replace(minute=0, second=0, microsecond=0)
    return start.replace(hour=0) if period is DAYS else start


def _key(moment: datetime | date) -> str:
    return moment.strftime("%Y-%m-%d %H")


def _bar(number: int, label: str, moved: int, failed: int, highest: int, steps: int) -> Bar:
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
    )


def _height(number: int, highest: int, room: int) -> float:
    """A bar that can be seen as soon as there is one record."""
    return round(max(number / highest * room, _LOWEST_BAR), 1) if number else 0
