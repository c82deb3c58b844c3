"""The stretches of time Dataverse's query functions name: today, the last seven days, next month and so on.

A stretch is half open, from its first moment up to but without its end; either may be missing. Weeks begin on Sunday,
and days are those of UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

Stretch = tuple[datetime | None, datetime | None]
HIGHEST = 10_000


def _day(now: datetime, shift: int = 0) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=shift)


def _week(now: datetime, shift: int = 0) -> datetime:
    return _day(now, 7 * shift - now.isoweekday() % 7)


def _first_of_month(now: datetime, shift: int = 0) -> datetime:
    months = now.year * 12 + now.month - 1 + shift
    return _day(now).replace(year=months // 12, month=months % 12 + 1, day=1)


def _first_of_year(now: datetime, shift: int = 0) -> datetime:
    return _day(now).replace(year=now.year + shift, month=1, day=1)


def _months_off(now: datetime, shift: int) -> datetime:
    """The same day some months before or after; the last of the month where it has no such day."""
    first, following = _first_of_month(now, shift), _first_of_month(now, shift + 1)
    return min(first + timedelta(days=now.day - 1), following - timedelta(days=1))


def _years_off(now: datetime, shift: int) -> datetime:
    return _months_off(now, 12 * shift)


def _days_off(now: datetime, shift: int) -> datetime:
    return _day(now, shift)


def _weeks_off(now: datetime, shift: int) -> datetime:
    return _day(now, 7 * shift)


def _hours_off(now: datetime, shift: int) -> datetime:
    return now + timedelta(hours=shift)


def _minutes_off(now: datetime, shift: int) -> datetime:
    return now + timedelta(minutes=shift)


Shift = Callable[[datetime, int], datetime]
OFFSETS: dict[str, Shift] = {
    "Hours": _hours_off,
    "Days": _days_off,
    "Weeks": _weeks_off,
    "Months": _months_off,
    "Years": _years_off,
}
CALENDAR: dict[str, Shift] = {"Week": _week, "Month": _first_of_month, "Year": _first_of_year}
ONE_DAY = {"Yesterday": -1, "Today": 0, "Tomorrow": 1}


def fixed(name: str, now: datetime) -> Stretch | None:
    """The stretch a function without a number names."""
    if name in ONE_DAY:
        return _day(now, ONE_DAY[name]), _day(now, ONE_DAY[name] + 1)
    if name == "Last7Days":
        return _day(now, -7), now
    if name == "Next7Days":
        return now, _day(now, 8)
    for shift, word in enumerate(("Last", "This", "Next"), -1):
        begin = CALENDAR.get(name.removeprefix(word)) if name.startswith(word) else None
        if begin is not None:
            return begin(now, shift), begin(now, shift + 1)
    return None


def counted(name: str, now: datetime, number: int) -> Stretch | None:
    """The stretch a function with a number names: LastXDays, NextXMonths, OlderThanXYears."""
    for word in ("Last", "Next", "OlderThan"):
        unit = name.removeprefix(f"{word}X") if name.startswith(f"{word}X") else ""
        offset = _minutes_off if (word, unit) == ("OlderThan", "Minutes") else OFFSETS.get(unit)
        if offset is None:
            continue
        if word == "Next":
            return now, offset(now, number) if unit == "Hours" else offset(now, number) + timedelta(days=1)
        begin = offset(now, -number)
        return (begin, now) if word == "Last" else (None, begin)
    return None


FIXED = (
    *ONE_DAY,
    "Last7Days",
    "Next7Days",
    *(f"{word}{unit}" for word in ("Last", "This", "Next") for unit in CALENDAR),
)
COUNTED = (
    *(f"{word}X{unit}" for word in ("Last", "Next", "OlderThan") for unit in OFFSETS),
    "OlderThanXMinutes",
)
