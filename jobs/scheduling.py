"""Schedules: set one, put it on hold, and start the runs that are due.

A run that is due starts once, whoever asks: who moves the moment of the next run starts this one. While a job of the
mapping is not over, its turn passes. Runs that are due together start in the order in which mappings depend on each
other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from jobs.schedule_models import Schedule
from jobs.schedule_window import allowed_from
from jobs.services import ConnectionDisabled, start
from mappings.models import TableMapping
from syncadmin.audit.models import Change
from syncadmin.audit.recording import edits_between, record
from syncadmin.engine.waves import arrange

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Endings that show that something happened to the records of a mapping.
_ACTIVE = ["created", "updated", "deleted", "coupled", "uncoupled", "conflict", "failed", "waiting"]


class ScheduleState(StrEnum):
    """What a job queue entry is doing, in BC's words."""

    ON_HOLD = "on_hold"
    READY = "ready"
    RUNNING = "running"
    IDLE = "idle"
    ERROR = "error"
    DISABLED = "disabled"


def save_schedule(
    mapping: TableMapping, *, every: int, idle_after: int, user: User | None = None, **window: Any
) -> Schedule:
    """Give a mapping this rhythm, and a ``window`` of days and times if one is named; what is ready runs next at the
    earlier of the old and the new moment."""
    with transaction.atomic():
        schedule = _locked(mapping)
        wanted = {"every": every, "idle_after": idle_after, **window}
        before = {name: _plain(getattr(schedule, name)) for name in wanted}
        if edits := edits_between(before, {name: _plain(value) for name, value in wanted.items()}):
            record(Change.Kind.SCHEDULE, Change.Event.CHANGED, mapping, edits=edits, by=user)
        for name, value in {**wanted, "changed_by": user}.items():
            setattr(schedule, name, value)
        schedule.idle = schedule.idle and bool(idle_after)
        if schedule.next_at:
            sooner = min(schedule.next_at, timezone.now() + timedelta(minutes=every))
            schedule.next_at = allowed_from(schedule, sooner)
        schedule.save()
    return schedule


def set_ready(mapping: TableMapping, user: User | None = None) -> Schedule:
    """*Set Status to Ready*: the first run is due at once."""
    return _set(mapping, user, on_hold=False)


def set_on_hold(mapping: TableMapping, user: User | None = None) -> Schedule:
    """*Set On Hold*: nothing runs by itself any more; what runs already goes on."""
    return _set(mapping, user, on_hold=True)


def run_due(now: datetime) -> list[Job]:
    """Start the runs that are due."""
    _wake(now)
    due = Schedule.objects.filter(on_hold=False, next_at__lte=now, mapping__connection__enabled=True)
    schedules = list(due.select_related("mapping__connection"))
    found = (_started(one) for one in _in_order(schedules) if _taken(one, now))
    return [one for one in found if one]


def state_of(schedule: Schedule | None, last: Job | None, *, enabled: bool) -> ScheduleState:
    """What an entry is doing, given the last run of its mapping."""
    if schedule is None or schedule.on_hold:
        return ScheduleState.ON_HOLD
    if not enabled:
        return ScheduleState.DISABLED
    if last and not last.finished:
        return ScheduleState.RUNNING
    if last and last.look == Job.Status.FAILED:
        return ScheduleState.ERROR
    return ScheduleState.IDLE if schedule.idle else ScheduleState.READY


def _set(mapping: TableMapping, user: User | None, *, on_hold: bool) -> Schedule:
    now = timezone.now()
    with transaction.atomic():
        schedule = _locked(mapping)
        if schedule.on_hold != on_hold:
            edits = [("on_hold", schedule.on_hold, on_hold)]
            record(Change.Kind.SCHEDULE, Change.Event.CHANGED, mapping, edits=edits, by=user)
        if schedule.on_hold != on_hold or schedule.next_at is None:
            schedule.on_hold, schedule.idle, schedule.changed_by = on_hold, False, user
            schedule.ready_at, schedule.next_at = (None, None) if on_hold else (now, allowed_from(schedule, now))
            schedule.save()
    return schedule


def _plain(value: Any) -> Any:
    """A setting as the change log keeps it."""
    return value.strftime("%H:%M") if isinstance(value, time) else value


def _locked(mapping: TableMapping) -> Schedule:
    Schedule.objects.get_or_create(mapping=mapping)
    return Schedule.objects.select_for_update(of=("self",)).get(mapping=mapping)


def _taken(schedule: Schedule, now: datetime) -> bool:
    """Move the moment of the next run; False if somebody else did, or this is none of its days or times."""
    mine = Schedule.objects.filter(pk=schedule.pk, on_hold=False, next_at=schedule.next_at)
    if (later := allowed_from(schedule, now)) > now:
        mine.update(next_at=later)
        return False
    idle = _is_idle(schedule, now)
    pause = timedelta(minutes=schedule.idle_after if idle else schedule.every)
    return bool(mine.update(next_at=allowed_from(schedule, now + pause), idle=idle))


def _started(schedule: Schedule) -> Job | None:
    """The run, unless the mapping is busy or its connection is held."""
    if Job.objects.filter(mapping=schedule.mapping, status__in=Job.UNFINISHED).exists():
        return None
    try:
        return start(schedule.mapping, Job.Kind.MODIFIED, trigger=Job.Trigger.SCHEDULE)
    except ConnectionDisabled:
        return None


def _wake(now: datetime) -> None:
    """Entries to whose mapping something happened are idle no longer."""
    for one in Schedule.objects.filter(idle=True, on_hold=False):
        if not _is_idle(one, now):
            earlier = now + timedelta(minutes=one.every)
            Schedule.objects.filter(pk=one.pk, next_at__gt=earlier).update(next_at=earlier)
            Schedule.objects.filter(pk=one.pk).update(idle=False)


def _is_idle(schedule: Schedule, now: datetime) -> bool:
    """Whether nothing happened for as long as the entry waits, since it was made ready."""
    since = now - timedelta(minutes=schedule.idle_after)
    if not schedule.idle_after or schedule.ready_at is None or schedule.ready_at > since:
        return False
    jobs = Job.objects.filter(mapping=schedule.mapping, preview=False, finished_at__gt=since)
    return not jobs.filter(counts__has_any_keys=_ACTIVE).exists()


def _in_order(schedules: Iterable[Schedule]) -> list[Schedule]:
    schedules = list(schedules)
    names = {one.mapping.name: one.mapping.dependencies for one in schedules}
    places = {one.name: number for number, one in enumerate(arrange(names))}
    return sorted(schedules, key=lambda one: (places[one.mapping.name], one.pk))
