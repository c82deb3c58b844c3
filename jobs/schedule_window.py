"""On which days and between which times an entry runs: the first moment from another one on at which it may.

Times are those of the place where the installation is. An end before its start is on the next day, which still counts
as the day on which it started; without both an entry runs all day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jobs.schedule_models import Schedule

_DAYS = 8


def allowed_from(schedule: Schedule, moment: datetime) -> datetime:
    """The first moment at which an entry may run, not before ``moment``."""
    if not schedule.weekdays and not schedule.starting_time and not schedule.ending_time:
        return moment
    local = timezone.localtime(moment)
    for back in range(-1, _DAYS):
        day = local.date() + timedelta(days=back)
        if schedule.weekdays and day.weekday() not in schedule.weekdays:
            continue
        opens, closes = _window(schedule, day)
        if moment < closes:
            return max(moment, opens)
    return moment


def _window(schedule: Schedule, day: date) -> tuple[datetime, datetime]:
    """From when to when it runs on a day."""
    starting, ending = schedule.starting_time or time.min, schedule.ending_time
    opens = timezone.make_aware(datetime.combine(day, starting))
    if ending is None:
        return opens, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    over_midnight = timedelta(days=1 if ending <= starting else 0)
    return opens, timezone.make_aware(datetime.combine(day + over_midnight, ending))
