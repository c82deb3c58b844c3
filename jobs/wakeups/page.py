"""*Wake-ups* of a connection: whether both systems call when something changes, and on which tables they do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.wakeups import watches
from jobs.wakeups.models import WakeUps, WatchedTable
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done


@require_safe
@requires("jobs.view_schedule")
def wake_ups(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The switch, and every watched table with when it was last heard of."""
    connection = get_object_or_404(Connection, pk=pk)
    found = WakeUps.objects.filter(connection=connection).first()
    rows = list(WatchedTable.objects.filter(connection=connection))
    context: dict[str, Any] = {
        "title": _("Wake-ups"),
        "connection": connection,
        "wake_ups": found,
        "sides": [(SYSTEM_NAMES[side], [one for one in rows if one.side == side.value]) for side in Side],
        "address": watches.address(connection, Side.DATAVERSE),
        "problem": Problem("address_unknown_outside") if not watches.address(connection, Side.BC) else None,
    }
    return render(request, "jobs/wake_ups.html", context)


@require_POST
@requires("jobs.change_schedule")
def switch_wake_ups(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Turn On* and *Turn Off*; whatever else is asked for turns them off."""
    connection = get_object_or_404(Connection, pk=pk)
    wanted = request.POST.get("on") == "1"
    watches.switch(connection, on=wanted)
    if wanted:
        messages.success(request, _("Wake-ups are on. Both systems are asked to call; that takes a moment."))
    else:
        messages.success(request, _("Wake-ups are off. Entries run at their next turn only."))
    return done(request, reverse("jobs:wake_ups", args=[pk]))


@require_POST
@requires("jobs.change_schedule")
def look_after_now(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Look Again*: have the watches checked and renewed now."""
    found = get_object_or_404(WakeUps.objects.select_related("connection"), connection=pk)
    watches.switch(found.connection, on=found.on)
    messages.success(request, _("The watches are looked after; that takes a moment."))
    return done(request, reverse("jobs:wake_ups", args=[pk]))
