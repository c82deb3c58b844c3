"""Integration Synchronization Jobs: the list of jobs. Rows of unfinished jobs ask for themselves again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jobs.counting import tallies
from jobs.filters import JobFilters
from jobs.models import Job
from jobs.tables import JobTable
from syncadmin.connections.several import are_several
from syncadmin.ui.access import requires
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
    empty = Empty(
        _("No jobs yet"),
        _("A job appears here with every run: what it did, how long it took, and each record with its reason."),
        "inbox",
    )

    def get_table_kwargs(self) -> dict[str, Any]:
        """Whether connections have to be named."""
        return {"several": are_several(self.request)}

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


@require_safe
@requires("jobs.view_job")
def job_row(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The row of one job, which replaces itself until the job has finished; nothing if the job is gone."""
    jobs = list(JOBS.filter(pk=pk))
    if not jobs:
        return HttpResponse("")
    with_tallies(jobs)
    return render(request, "jobs/parts/row.html", {"row": JobTable(jobs, several=are_several(request)).rows[0]})
