"""*Job Queue Entries*: every mapping with its rhythm, what it is doing, and the buttons that change that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jobs.history import JOBS, moved, with_tallies
from jobs.models import Job
from jobs.schedule_form import ScheduleForm
from jobs.schedule_guard import guarded, refuse, seen_of
from jobs.schedule_models import Schedule
from jobs.schedule_table import ScheduleTable, entries, entry_state, schedule_of, window_words
from jobs.scheduling import ScheduleState, save_schedule, set_on_hold, set_ready
from jobs.wording import duration, duration_words
from mappings.models import TableMapping
from mappings.parts import ChangedMeanwhile
from syncadmin.engine.problems import Problem
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.filters import FilterSet, SearchFilter
from syncadmin.ui.fragments import done, render_either
from syncadmin.ui.listing import BulkAction, Empty, ListPage

_RUNS_SHOWN = 10


class ScheduleFilters(FilterSet):
    """Search and the connection."""

    search = SearchFilter("name", "connection__name")

    class Meta:
        model = TableMapping
        fields = ("connection",)


class ScheduleList(ListPage):
    """Every mapping, whether it is scheduled or not."""

    title = gettext_lazy("Job Queue Entries")
    permission = "jobs.view_schedule"
    table_class = ScheduleTable
    filterset_class = ScheduleFilters
    default_sort = "name"
    bulk_actions = (
        BulkAction(gettext_lazy("Run Now"), "jobs:schedules_run", "arrow-path", "jobs.run_job"),
        BulkAction(gettext_lazy("Set Status to Ready"), "jobs:schedules_ready", "play", "jobs.change_schedule"),
        BulkAction(gettext_lazy("Set On Hold"), "jobs:schedules_hold", "pause", "jobs.change_schedule"),
    )
    empty = Empty(
        gettext_lazy("No mappings yet"),
        gettext_lazy("An entry appears here for each mapping. “Use Default Synchronization Setup” creates them."),
        "clock",
        gettext_lazy("Integration Table Mappings"),
        "mappings:list",
        "mappings.view_tablemapping",
    )

    def get_queryset(self) -> QuerySet[TableMapping]:
        """Mappings with their schedules and last runs."""
        return entries()


@require_http_methods(["GET", "HEAD", "POST"])
@requires("jobs.view_schedule")
def schedule(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rhythm of one mapping; POST saves it."""
    mapping = get_object_or_404(entries(), pk=pk)
    if request.method != "POST":
        return _page(request, mapping, ScheduleForm(schedule=schedule_of(mapping), seen=seen_of(mapping)))
    return check_access(request, "jobs.change_schedule") or _save(request, mapping)


def _save(request: HttpRequest, mapping: TableMapping) -> HttpResponseBase:
    form = ScheduleForm(request.POST, schedule=schedule_of(mapping))
    if not form.is_valid():
        return _page(request, mapping, form, status=422)
    values = dict(form.cleaned_data)
    try:
        with guarded(mapping, values.pop("seen")):
            save_schedule(mapping, user=_user(request), **values)
    except ChangedMeanwhile:
        refuse(form, mapping)
        return _page(request, mapping, form, status=422)
    messages.success(request, _("Saved."))
    return done(request, reverse("jobs:schedule", args=[mapping.pk]))


def _page(request: HttpRequest, mapping: TableMapping, form: ScheduleForm, status: int = 200) -> HttpResponseBase:
    context = {"title": _("Job Queue Entry: %(name)s") % {"name": mapping.name}, "mapping": mapping, "form": form}
    context |= {"state": entry_state(mapping), "schedule": schedule_of(mapping)}
    context |= {"on_hold": entry_state(mapping) is ScheduleState.ON_HOLD, "window": window_words(schedule_of(mapping))}
    context |= {"history": _history(mapping), "error": _error(mapping)}
    return render_either(request, "jobs/schedule.html", "jobs/_schedule_form.html", context, status)


def _history(mapping: TableMapping) -> list[tuple[Job, tuple[int, int], str]]:
    """The last runs of a mapping: how many records each wrote and could not, and how long it took."""
    jobs = list(JOBS.filter(mapping=mapping, kind=Job.Kind.MODIFIED, preview=False).order_by("-pk")[:_RUNS_SHOWN])
    with_tallies(jobs)
    return [(one, moved(one), duration_words(duration(one))) for one in jobs]


def _error(mapping: Any) -> Problem | None:
    """Why the last run failed, if that is what the entry shows."""
    failed = entry_state(mapping) is ScheduleState.ERROR and mapping.last_code
    return Problem(mapping.last_code, mapping.last_facts or {}) if failed else None


@require_POST
@requires("jobs.change_schedule")
def ready(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Set Status to Ready*."""
    return _set(request, pk, set_ready, _("%(name)s runs now, and then by itself (minutes between runs: %(every)d)."))


@require_POST
@requires("jobs.change_schedule")
def hold(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Set On Hold*."""
    return _set(request, pk, set_on_hold, _("%(name)s does not run by itself any more."))


def _set(
    request: HttpRequest, pk: int, service: Callable[[TableMapping, User | None], Schedule], text: str
) -> HttpResponseBase:
    mapping = get_object_or_404(TableMapping, pk=pk)
    found = service(mapping, _user(request))
    messages.success(request, text % {"name": mapping.name, "every": found.every})
    return done(request, reverse("jobs:schedules"))


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
