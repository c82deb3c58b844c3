"""How often causes were seen, day by day: counted when records fail, shown as a small chart beside each cause.

A record counts once a day for a cause, however often it is tried. Days from before causes were counted show at least
when the problems that are still open began.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from couplings.models import CauseDay, RecordProblem
from mappings.models import TableMapping

DAYS = 14
_KEPT = timedelta(days=60)
_HEIGHT, _STEP, _BAR, _LOWEST = 20, 5, 4, 2
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Bar:
    """One day: what is told of it, and where it is drawn."""

    told: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Trend:
    """The records of a cause on each of the last days, today last."""

    days: Sequence[date]
    numbers: Sequence[int]

    width, height, bar = DAYS * _STEP, _HEIGHT, _BAR

    @property
    def told(self) -> str:
        """The same in words."""
        words = {"today": self.numbers[-1], "highest": max(self.numbers), "days": len(self.numbers)}
        return _("%(today)d records today, at most %(highest)d on one of the last %(days)d days") % words

    @property
    def bars(self) -> list[Bar]:
        """The days as a chart; one with any record can be seen."""
        highest = max(self.numbers) or 1
        found = []
        for place, number in enumerate(self.numbers):
            height = round(max(number / highest * _HEIGHT, _LOWEST), 1) if number else 0.5
            told = f"{date_format(self.days[place], 'j M')}: {number}"
            found.append(Bar(told, place * _STEP, round(_HEIGHT - height, 1), height))
        return found


def count_seen(mapping: TableMapping, seen: Counter[tuple[str, str]], now: datetime) -> None:
    """Add records to today's numbers of their causes (code, cause)."""
    if not seen:
        return
    day = timezone.localdate(now)
    rows = [CauseDay(mapping=mapping, code=code, cause=cause, day=day) for code, cause in sorted(seen)]
    CauseDay.objects.bulk_create(rows, ignore_conflicts=True)
    today = CauseDay.objects.filter(mapping=mapping, day=day)
    for number in sorted(set(seen.values())):
        those = [one for one, found in seen.items() if found == number]
        codes, causes = {code for code, _cause in those}, {cause for _code, cause in those}
        today.filter(code__in=codes, cause__in=causes).update(records=F("records") + number)


def trends(causes: Iterable[Key]) -> Mapping[Key, Trend]:
    """The trends of these causes (mapping, code, cause), in two queries."""
    wanted = set(causes)
    if not wanted:
        return {}
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    mappings, codes, names = (set(part) for part in zip(*wanted, strict=True))
    these = Q(mapping__in=mappings, code__in=codes, cause__in=names)
    found: Counter[tuple[Key, date]] = Counter()
    counted = CauseDay.objects.filter(these, day__gte=days[0])
    for mapping, code, cause, day, number in counted.values_list("mapping", "code", "cause", "day", "records"):
        found[(mapping, code, cause), day] = number
    for key, day, number in _begun(these, days[0]):
        found[key, day] = max(found[key, day], number)
    return {key: Trend(days, [found[key, day] for day in days]) for key in wanted}


def forget_old_days(mapping: TableMapping) -> None:
    """Delete the days that no trend shows any more."""
    CauseDay.objects.filter(mapping=mapping, day__lt=timezone.localdate() - _KEPT).delete()


def _begun(these: Q, first: date) -> Iterable[tuple[Key, date, int]]:
    """How many of the problems that are open began on each day."""
    rows = RecordProblem.objects.filter(these).order_by().annotate(day=TruncDate("first_seen_at"))
    grouped = rows.filter(day__gte=first).values("mapping", "code", "cause", "day").annotate(number=Count("pk"))
    for mapping, code, cause, day, number in grouped.values_list("mapping", "code", "cause", "day", "number"):
        yield (mapping, code, cause), day, number
