"""The two buttons that start a run of whole mappings: *Synchronize Modified Records*, and its preview."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs.groups import synchronize_all
from jobs.models import Job
from jobs.services import ConnectionDisabled, start
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import back_url
from syncadmin.ui.sentences import remedy, title
from syncadmin.ui.toasts import Link, tell


@require_POST
@requires("jobs.run_job")
def synchronize_modified(request: HttpRequest) -> HttpResponseBase:
    """Synchronize what changed, of one mapping (``mapping``) or of all whose connection is enabled, in waves."""
    return _start(request, preview=False) if request.POST.get("mapping") else _start_all(request)


@require_POST
@requires("jobs.run_job")
def preview(request: HttpRequest) -> HttpResponseBase:
    """Plan the same run and write nothing."""
    return _start(request, preview=True)


def _start(request: HttpRequest, *, preview: bool) -> HttpResponseBase:
    mappings = _asked_for(request.POST.get("mapping", ""))
    problem = _first_hold()
    try:
        jobs = [start(one, Job.Kind.MODIFIED, user=_user(request), preview=preview) for one in mappings]
    except ConnectionDisabled as error:
        jobs, problem = [], error.problem
    if not jobs:
        messages.error(request, f"{title(problem)} {remedy(problem)}")
        return HttpResponseRedirect(back_url(request, reverse("home")))
    if not preview:
        tell_scheduled(request)
    if len(jobs) == 1:
        return redirect("jobs:detail", jobs[0].pk)
    if preview:
        messages.success(request, ngettext("%d job started.", "%d jobs started.", len(jobs)) % len(jobs))
    return redirect("jobs:list")


def _start_all(request: HttpRequest) -> HttpResponseBase:
    """Every mapping of every enabled connection that has some."""
    connections = Connection.objects.filter(enabled=True, mappings__isnull=False).distinct().order_by("name")
    problem = _first_hold()
    try:
        made = [synchronize_all(one, user=_user(request)) for one in connections]
    except ConnectionDisabled as error:
        made, problem = [], error.problem
    if not made:
        messages.error(request, f"{title(problem)} {remedy(problem)}")
        return HttpResponseRedirect(back_url(request, reverse("home")))
    if len(made) > 1:
        text = ngettext("%d connection is being synchronized.", "%d connections are being synchronized.", len(made))
        messages.success(request, text % len(made))
        return redirect("jobs:list")
    tell_scheduled(request)
    lines = list(made[0].lines.all())
    if len(lines) == 1 and lines[0].job_id:
        return redirect("jobs:detail", lines[0].job_id)
    return redirect("jobs:group", made[0].pk)


def tell_scheduled(request: HttpRequest) -> None:
    """As BC says it: the jobs page has the rest."""
    text = _("The synchronization has been scheduled. The jobs show how far it is.")
    tell(request, text, Link(reverse("jobs:list"), _("Integration Synchronization Jobs")))


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _first_hold() -> Problem:
    """Why nothing runs where no connection is enabled."""
    holds = (one.hold for one in Connection.objects.order_by("name"))
    return next(filter(None, holds), Problem("connection_disabled"))


def _asked_for(mapping: str) -> list[TableMapping]:
    """The mapping with this key, or all of enabled connections."""
    mappings = TableMapping.objects.select_related("connection")
    if not mapping:
        return list(mappings.filter(connection__enabled=True))
    found = mappings.filter(pk=mapping).first() if mapping.isdecimal() and len(mapping) < 19 else None
    if found is None:
        raise Http404
    return [found]
