"""Integration Synchronization Jobs: the list of jobs. Rows of unfinished jobs ask for themselves again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jobs.counting import Tally, tallies
from jobs.job_chart import chart_of
from jobs.job_filters import JobFilters, title_of
from jobs.models import Clearing, Job
from jobs.tables import JobTable
from syncadmin.connections.several import are_several
from syncadmin.ui.access import requires
from syncadmin.ui.chosen import NAME as COLUMNS
from syncadmin.ui.chosen import names_in, show
from syncadmin.ui.listing import Empty, ListPage

# Requests may be long; all that a list shows of them is whose data win.
JOBS = (
    Job.objects.select_related("mapping__connection", "requested_by")
    .defer("request")
    .annotate(winner=KT("request__winner"))
)


class JobList(ListPage):
    """Every job, newest first."""

    title = _("Integration Synchronization Jobs")
    permission = "jobs.view_job"
    queryset = JOBS
    table_class = JobTable
    filterset_class = JobFilters
    default_sort = "-id"
    template_name = "jobs/list.html"
    fragment_name = "jobs/parts/job_listing.html"
    empty = Empty(
        _("No jobs yet"),
        _("A job appears here with every run: what it did, how long it took, and each record with its reason."),
        "inbox",
    )

    def get_table_kwargs(self) -> dict[str, Any]:
        """Whether connections have to be named."""
        return {"several": are_several(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list with the chart of its jobs, called after the type it shows."""
        context = super().get_context_data(**kwargs)
        chart = chart_of(JobFilters(self.request.GET, queryset=Job.objects.all(), request=self.request), self.request)
        clearings = Clearing.objects.filter(finished_at=None)
        title = title_of(self.request.GET.get("kind", ""))
        return {**context, "chart": chart, "title": title, "clearing": clearings.first()}

    def table(self, rows: Any, *, selectable: bool = False) -> Any:
        """The table; rows to be exported come as lists and get their counts here."""
        if isinstance(rows, list):
            with_tallies(rows)
        return super().table(rows, selectable=selectable)

    def paginate(self, table: Any) -> None:
        """Set the page, and count for its rows."""
        super().paginate(table)
        with_tallies([row.record for row in table.page.object_list])


def with_tallies(jobs: Iterable[Job]) -> None:
    """Give each job its ``tally``, with one query at most."""
    jobs = list(jobs)
    found = tallies(jobs)
    for one in jobs:
        one.tally = found[one.pk]  # type: ignore[attr-defined]


def moved(job: Job) -> tuple[int, int]:
    """How many records a job wrote, and how many it could not."""
    tally: Tally = job.tally  # type: ignore[attr-defined]
    written = tally.endings.get("created", 0) + tally.endings.get("updated", 0)
    return written, tally.endings.get("failed", 0) + tally.endings.get("conflict", 0)


@require_safe
@requires("jobs.view_job")
def job_row(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The row of one job, which replaces itself until the job has finished; nothing if the job is gone."""
    jobs = list(JOBS.filter(pk=pk))
    if not jobs:
        return HttpResponse("")
    with_tallies(jobs)
    table = JobTable(jobs, several=are_several(request))
    show(table, _columns_shown(request))
    return render(request, "jobs/parts/row.html", {"row": table.rows[0]})


def _columns_shown(request: HttpRequest) -> list[str]:
    """The columns that the list has on the page that asks."""
    address = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    return names_in(QueryDict(urlsplit(address).query).get(COLUMNS))
