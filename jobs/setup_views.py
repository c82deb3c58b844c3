"""*Assisted Setup*: the guided way from nothing to two systems in step, one page for each step.

The pages show what other modules know and post to what does it: forms and services are those of Connection Setup, the
mappings, the full synchronization and the job queue. Each leads back here (``next``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.group_states import standing_of
from jobs.people import coupling_counts, salespeople_mapping
from jobs.setup_mappings import count_words, mapping_groups
from jobs.setup_schedule import SetUpScheduleForm, schedule_mappings
from jobs.setup_steps import CAPTIONS, State, Step, StepLine, current, latest_group, steps_of
from mappings.default_setup import outlook
from syncadmin.connections.forms import OWNERS, PLAIN, ConnectionForm
from syncadmin.connections.models import DECIDE_MAPPINGS, Connection, Ownership
from syncadmin.connections.needs import missing_settings
from syncadmin.connections.steps import SYSTEMS, check_list
from syncadmin.connections.views import new_context, page_context
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires

_PERMISSION = "connections.change_connection"
NEW = "new"


@require_safe
@requires(_PERMISSION)
def set_up(request: HttpRequest, step: str = "") -> HttpResponseBase:
    """The step that is to be done now, or the one named: each can be looked at at any time."""
    if step and step not in set(Step):
        raise Http404
    connection = _connection(request)
    lines = steps_of(connection)
    shown = Step(step) if step else current(lines)
    return _page(request, connection, shown, lines)


@require_POST
@requires("jobs.change_schedule")
def schedule(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the chosen mappings run by themselves."""
    connection = get_object_or_404(Connection, pk=pk)
    form = SetUpScheduleForm(request.POST, connection=connection)
    if not connection.enabled:
        messages.error(request, _("The connection is not enabled: nothing would run."))
        return redirect(address(connection))
    if not form.is_valid():
        more = {"form": form}
        return _page(request, connection, Step.SCHEDULE, steps_of(connection), more, status=422)
    chosen = form.cleaned_data["mappings"]
    schedule_mappings(connection, chosen, every=form.cleaned_data["every"], user=cast(User, request.user))
    messages.success(request, _("Saved. The chosen mappings run now, and then by themselves."))
    return redirect(address(connection))


def address(connection: Connection | None, step: Step | None = None) -> str:
    """The page of a step, or of the one that is to be done now."""
    path = reverse("jobs:set_up_step", args=[step]) if step else reverse("jobs:set_up")
    return f"{path}?{urlencode({'connection': connection.pk})}" if connection else path


def _page(
    request: HttpRequest,
    connection: Connection | None,
    step: Step | None,
    lines: list[StepLine],
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    line = next((one for one in lines if one.step is step), None)
    several = list(Connection.objects.order_by("name"))
    context: dict[str, Any] = {
        "title": _("Assisted Setup"),
        "connection": connection,
        "lines": [(one, address(connection, one.step)) for one in lines],
        "line": line,
        "number": lines.index(line) + 1 if line else 0,
        "part": f"jobs/setup_{step}.html" if step else "jobs/setup_finished.html",
        "now": current(lines),
        "now_caption": CAPTIONS.get(cast(Step, current(lines)), ""),
        "here": address(connection, step),
        "next": address(connection),
        "too_early": line is not None and line.state is State.LATER,
        "others": [(one, address(one), one == connection) for one in several],
        "is_new": connection is None,
    }
    known = _CONTEXTS[step](connection) if step and (connection or step is Step.CONNECT) else {}
    return render(request, "jobs/setup.html", {**known, **context, **(more or {})}, status=status)


def _connection(request: HttpRequest) -> Connection | None:
    """The connection named, else the first that is not set up, else the first; None for a new one."""
    named = request.GET.get("connection", "")
    if named == NEW:
        return None
    if named:
        return get_object_or_404(Connection, pk=int(named) if named.isdecimal() and len(named) < 19 else 0)
    found = list(Connection.objects.order_by("name"))
    return next((one for one in found if current(steps_of(one))), found[0] if found else None)


def _connect(connection: Connection | None) -> dict[str, Any]:
    if connection is None:
        return new_context(ConnectionForm(connection=Connection()))
    missing = [one for side in Side for one in missing_settings(connection, side)]
    return {**page_context(connection, ConnectionForm(connection=connection)), "missing": missing}


def _check(connection: Connection) -> dict[str, Any]:
    return {"sides": check_list(connection), "systems": list(SYSTEMS.values())}


def _mappings(connection: Connection) -> dict[str, Any]:
    groups = mapping_groups(connection)
    there = connection.mappings.all()
    return {
        **page_context(connection, ConnectionForm(connection=connection)),
        "carried": [*(one for one in PLAIN if one not in DECIDE_MAPPINGS), *OWNERS, "revision"],
        "groups": groups,
        "count_words": count_words(groups),
        "outlook": outlook(connection) if there else None,
        "unchecked": there and not any(one.checked_at for one in there),
    }


def _salespeople(connection: Connection) -> dict[str, Any]:
    known = {"mapping": salespeople_mapping(connection), "counts": coupling_counts(connection)}
    watching = {"reading": True, "since": timezone.now().isoformat()}
    return {**known, **watching, "needed": connection.ownership == Ownership.PERSON}


def _review(connection: Connection) -> dict[str, Any]:
    group = latest_group(connection)
    return {"group": group, "standing": standing_of(group) if group else None}


def _schedule(connection: Connection) -> dict[str, Any]:
    return {"form": SetUpScheduleForm(connection=connection)}


_CONTEXTS: Mapping[Step, Callable[[Any], dict[str, Any]]] = {
    Step.CONNECT: _connect,
    Step.CHECK: _check,
    Step.MAPPINGS: _mappings,
    Step.SALESPEOPLE: _salespeople,
    Step.REVIEW: _review,
    Step.RUN: _review,
    Step.SCHEDULE: _schedule,
}
