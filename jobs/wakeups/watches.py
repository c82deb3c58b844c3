"""Keeping the watches of a connection as they should be: one for each table whose changes matter, none for others.

Looked after twice a day, because those of Business Central end after three days and either system may lose one; sooner
when they are switched on or off. One worker does it, because only one can move the moment at which it is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from jobs.wakeups.models import WakeUps, WatchedTable
from jobs.wakeups.waking import woken_by
from syncadmin.celery import ring
from syncadmin.connections.clients.business_central.client import BusinessCentral
from syncadmin.connections.clients.dataverse.client import Dataverse
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.watching import Watch, Watching
from syncadmin.connections.models import Connection
from syncadmin.connections.remote import open_business_central, open_dataverse
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

AGAIN = timedelta(hours=12)
_AFTER_TROUBLE = timedelta(minutes=30)
_ENDS_SOON = timedelta(hours=36)


def switch(connection: Connection, *, on: bool) -> WakeUps:
    """Switch the wake-ups of a connection on or off; its watches follow in a moment."""
    found, _made = WakeUps.objects.get_or_create(connection=connection)
    WakeUps.objects.filter(pk=found.pk).update(on=on, due_at=timezone.now(), code="", facts={})
    transaction.on_commit(lambda: ring("jobs.watches", connection.pk))
    found.refresh_from_db()
    return found


def address(connection: Connection, side: Side) -> str:
    """Where a side of a connection is to call; blank if nobody can."""
    path = reverse("jobs:woken", args=[connection.pk, side])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""


def due() -> list[int]:
    """The connections whose watches are to be looked after."""
    return list(_due().values_list("connection", flat=True))


def look_after(connection_id: int) -> None:
    """Look after the watches of a connection, unless another worker does."""
    if not _due().filter(connection=connection_id).update(due_at=timezone.now() + AGAIN):
        return
    found = WakeUps.objects.select_related("connection").get(connection=connection_id)
    problem = _settled(found)
    troubled = problem or found.connection.watched.exclude(code="").exists()
    values: dict[str, object] = {
        "code": problem.code if problem else "",
        "facts": dict(problem.facts) if problem else {},
    }
    if troubled and found.is_wanted:
        values["due_at"] = timezone.now() + _AFTER_TROUBLE
    WakeUps.objects.filter(pk=found.pk).update(**values)


def _due() -> QuerySet[WakeUps]:
    """Wake-ups that are on and due, and those that are not wanted and have watches left."""
    wanted = Q(on=True, connection__enabled=True)
    left = Exists(WatchedTable.objects.filter(connection=OuterRef("connection")))
    return WakeUps.objects.filter(wanted & Q(due_at__lte=timezone.now()) | ~wanted & left)


def look_after_soon(connection: Connection) -> None:
    """A connection was enabled: its watches may be gone."""
    WakeUps.objects.filter(connection=connection).update(due_at=timezone.now())


def _settled(found: WakeUps) -> Problem | None:
    """Settle both sides; what stood in the way, if anything did."""
    if not settings.PUBLIC_URL:
        return Problem("address_unknown_outside")
    problem = None
    for side in Side:
        try:
            _settle(found, side)
        except RemoteError as error:
            problem = problem or error.problem
    if not found.is_wanted:
        found.connection.watched.all().delete()
    return problem


def _settle(found: WakeUps, side: Side) -> None:
    """Have one side watch exactly what is wanted; raises RemoteError if it cannot be asked at all."""
    connection, place = found.connection, address(found.connection, side)
    client = open_business_central(connection) if side is Side.BC else open_dataverse(connection)
    try:
        wanted = _wanted(client, connection, side) if found.is_wanted else []
        known = [name for name in _watched(connection, side) if name in client.tables()]
        watching = client.watching()
        kept: dict[str, Watch] = {}
        for one in watching.existing(place, list(dict.fromkeys([*wanted, *known]))):
            if one.table in wanted and one.table not in kept:
                kept[one.table] = one
            else:
                watching.stop(one)
        for table in wanted:
            _keep(found, side, watching, table, kept.get(table))
    finally:
        client.close()
    connection.watched.filter(side=side.value).exclude(table__in=wanted).delete()


def _keep(found: WakeUps, side: Side, watching: Watching, table: str, watch: Watch | None) -> None:
    """One table: started, renewed or left as it is; what the system says against it is kept with the table."""
    values: dict[str, object] = {"until": None, "code": "", "facts": {}}
    try:
        values["until"] = _lasting(watching, table, watch, address(found.connection, side), found.secret).until
    except RemoteError as error:
        values |= {"code": error.problem.code, "facts": dict(error.problem.facts)}
    found.connection.watched.update_or_create(side=side.value, table=table, defaults=values)


def _lasting(watching: Watching, table: str, watch: Watch | None, place: str, secret: str) -> Watch:
    if watch is None:
        return watching.start(table, place, secret)
    if watch.until and watch.until < timezone.now() + _ENDS_SOON:
        return watching.renew(watch, place, secret)
    return watch


def _wanted(client: BusinessCentral | Dataverse, connection: Connection, side: Side) -> list[str]:
    """The tables to watch: Business Central tells of a line with its document, and options are no rows."""
    facts = client.tables()
    known = [name for name in woken_by(connection, side) if name in facts]
    return [name for name in known if "." not in name and not (side is Side.BC and facts[name].parent)]


def _watched(connection: Connection, side: Side) -> Sequence[str]:
    return list(connection.watched.filter(side=side.value).values_list("table", flat=True))
