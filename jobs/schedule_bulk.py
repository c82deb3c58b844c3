"""The buttons over a selection of Job Queue Entries: run them now, set them ready or on hold."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs.models import Job
from jobs.schedule_table import entries
from jobs.schedule_views import ScheduleFilters
from jobs.scheduling import set_on_hold, set_ready
from jobs.services import ConnectionDisabled, start
from mappings.documents import documents_among
from mappings.models import TableMapping
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done
from syncadmin.ui.selection import Selection
from syncadmin.ui.sentences import remedy, title
from syncadmin.ui.toasts import Link, tell


@require_POST
@requires("jobs.run_job")
def run_now(request: HttpRequest) -> HttpResponseBase:
    """Start a run of each selected mapping; lines of documents are run with their documents."""
    chosen = _selected(request)
    documents = documents_among(chosen)
    started, problem = 0, None
    for one in chosen:
        if documents.get(one.pk):
            continue
        try:
            start(one, Job.Kind.MODIFIED, user=_user(request))
            started += 1
        except ConnectionDisabled as refused:
            problem = refused.problem
    if problem:
        messages.error(request, f"{title(problem)} {remedy(problem)}")
    if started:
        text = ngettext("%(number)d job is scheduled.", "%(number)d jobs are scheduled.", started)
        caption = _("Integration Synchronization Jobs")
        tell(request, text % {"number": started}, Link(reverse("jobs:list"), caption))
    elif not problem:
        messages.warning(request, _("There is nothing to do for this selection."))
    return done(request, reverse("jobs:schedules"))


@require_POST
@requires("jobs.change_schedule")
def ready(request: HttpRequest) -> HttpResponseBase:
    """*Set Status to Ready*."""
    number = _each(request, set_ready)
    text = ngettext("%(number)d entry runs by itself.", "%(number)d entries run by themselves.", number)
    return _told(request, text, number)


@require_POST
@requires("jobs.change_schedule")
def hold(request: HttpRequest) -> HttpResponseBase:
    """*Set On Hold*."""
    number = _each(request, set_on_hold)
    text = ngettext("%(number)d entry is on hold.", "%(number)d entries are on hold.", number)
    return _told(request, text, number)


def _each(request: HttpRequest, service: Callable[[TableMapping, User | None], object]) -> int:
    chosen = _selected(request)
    for one in chosen:
        service(one, _user(request))
    return len(chosen)


def _told(request: HttpRequest, text: str, number: int) -> HttpResponseBase:
    if number:
        messages.success(request, text % {"number": number})
    else:
        messages.warning(request, _("There is nothing to do for this selection."))
    return done(request, reverse("jobs:schedules"))


def _selected(request: HttpRequest) -> list[TableMapping]:
    rows = Selection.of(request).rows(queryset=entries(), filterset_class=ScheduleFilters)
    return list(rows.select_related("connection").order_by("pk"))


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
