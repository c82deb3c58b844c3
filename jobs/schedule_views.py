"""*Job Queue Entries*: every mapping with its rhythm, what it is doing, and the buttons that change that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jobs.models import Job
from jobs.schedule_models import EVERY, LONGEST, Schedule
from jobs.schedule_table import ScheduleTable, entry_state, schedule_of
from jobs.scheduling import ScheduleState, save_schedule, set_on_hold, set_ready
from mappings.models import TableMapping
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.filters import FilterSet, SearchFilter
from syncadmin.ui.fragments import done, render_either
from syncadmin.ui.listing import Empty, ListPage


class ScheduleForm(forms.Form):
    """The rhythm of a mapping."""

    every = forms.IntegerField(
        label=gettext_lazy("No. of Minutes between Runs"),
        min_value=1,
        max_value=LONGEST,
        help_text=gettext_lazy("A run with nothing to do costs a few requests only."),
    )
    idle_after = forms.IntegerField(
        label=gettext_lazy("Inactivity Timeout Period"),
        min_value=0,
        max_value=LONGEST,
        required=False,
        help_text=gettext_lazy(
            "Minutes. If nothing happened to the mapping for so long, it runs only every so often, until something "
            "does. Empty or 0: it keeps its rhythm."
        ),
    )

    def __init__(self, data: Any = None, *, schedule: Schedule | None = None) -> None:
        initial = {"every": schedule.every if schedule else EVERY, "idle_after": schedule.idle_after if schedule else 0}
        super().__init__(data, initial=initial, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """An entry that is idle runs less often, not more."""
        values = self.cleaned_data
        every, idle_after = values.get("every"), values.get("idle_after") or 0
        if every and 0 < idle_after < every:
            self.add_error("idle_after", _("Choose at least the minutes between runs, or 0."))
        return {**values, "idle_after": idle_after}


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
        return _with_runs()


@require_http_methods(["GET", "HEAD", "POST"])
@requires("jobs.view_schedule")
def schedule(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rhythm of one mapping; POST saves it."""
    mapping = get_object_or_404(_with_runs(), pk=pk)
    if request.method != "POST":
        return _page(request, mapping, ScheduleForm(schedule=schedule_of(mapping)))
    return check_access(request, "jobs.change_schedule") or _save(request, mapping)


def _save(request: HttpRequest, mapping: TableMapping) -> HttpResponseBase:
    form = ScheduleForm(request.POST, schedule=schedule_of(mapping))
    if not form.is_valid():
        return _page(request, mapping, form, status=422)
    save_schedule(mapping, user=_user(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return done(request, reverse("jobs:schedule", args=[mapping.pk]))


def _page(request: HttpRequest, mapping: TableMapping, form: ScheduleForm, status: int = 200) -> HttpResponseBase:
    context = {"title": _("Job Queue Entry: %(name)s") % {"name": mapping.name}, "mapping": mapping, "form": form}
    context |= {"state": entry_state(mapping), "schedule": schedule_of(mapping)}
    context |= {"on_hold": entry_state(mapping) is ScheduleState.ON_HOLD}
    return render_either(request, "jobs/schedule.html", "jobs/_schedule_form.html", context, status)


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


def _with_runs() -> QuerySet[TableMapping]:
    last = Job.objects.filter(mapping=OuterRef("pk"), preview=False, kind=Job.Kind.MODIFIED).order_by("-pk")
    return TableMapping.objects.select_related("connection", "schedule").annotate(
        last_job=Subquery(last.values("pk")[:1]),
        last_status=Subquery(last.values("status")[:1]),
        last_run=Subquery(last.values("finished_at")[:1]),
    )


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
