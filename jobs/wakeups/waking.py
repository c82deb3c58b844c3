"""A system called because something changed: the entries of the mappings that read it run soon, not at their next turn.

Only entries that are ready are woken, only if they would not run within a minute anyway, and only by the side their
records come from (BC: table extension of Job Queue Entry; API page dataverseEntityChanges). How a call is read is in
``receiving``, how the systems are asked to call in ``watches``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from jobs.schedule_models import Schedule
from jobs.schedule_window import allowed_from
from jobs.wakeups.models import WatchedTable
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side

SOON = timedelta(seconds=30)
_ANYWAY = timedelta(seconds=60)


def woken_by(connection: Connection, side: Side) -> dict[str, list[int]]:
    """The tables of a side whose changes matter, with the mappings that read them; lines call for their document."""
    ways = (Direction.BIDIRECTIONAL, Direction.TO_DATAVERSE if side is Side.BC else Direction.TO_BC)
    mappings = list(connection.mappings.order_by("name"))
    headers = {one.lines: one for one in mappings if one.lines}
    found: dict[str, list[int]] = {}
    for one in mappings:
        if Direction(one.direction) in ways:
            header = headers.get(one.name, one)
            found.setdefault(one.table(side), []).append(header.pk)
    return found


def wake(connection: Connection, side: Side, tables: Iterable[str], now: datetime) -> int:
    """Have the entries of these tables run soon; how many were woken. Tables nobody reads are passed over."""
    told = {one.lower() for one in tables}
    read = {table: keys for table, keys in woken_by(connection, side).items() if table.lower() in told}
    WatchedTable.objects.filter(connection=connection, side=side.value, table__in=read).update(heard_at=now)
    mappings = {key for keys in read.values() for key in keys}
    ready = Q(mapping__in=TableMapping.objects.filter(pk__in=mappings), on_hold=False, undisturbed=False)
    later = Schedule.objects.filter(ready, next_at__gt=now + _ANYWAY)
    return sum(_sooner(one, now) for one in later)


def _sooner(schedule: Schedule, now: datetime) -> int:
    """Have an entry run soon, within its days and times; 1 unless somebody else moved its next run meanwhile."""
    soon = allowed_from(schedule, now + SOON)
    if schedule.next_at is None or soon >= schedule.next_at:
        return 0
    mine = Schedule.objects.filter(pk=schedule.pk, on_hold=False, next_at=schedule.next_at)
    return mine.update(next_at=soon, idle=False)
