"""Home: one verdict, the numbers behind it, what needs a person, what runs and comes, and how each mapping does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from couplings.paths import list_url
from jobs.charts import DAYS, PERIODS, chart
from jobs.history import JOBS, moved, with_tallies
from jobs.home_causes import cause_lines
from jobs.home_coming import coming
from jobs.home_mappings import mapping_lines
from jobs.job_chart import jobs_between
from jobs.models import Job
from jobs.remembered import remembered
from jobs.standing import Standing, address, standing, statements
from jobs.wording import duration, duration_words
from mappings.models import TableMapping
from syncadmin.connections.findings import test_state
from syncadmin.connections.models import Connection
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import wants_fragment

_LATEST = 5


@dataclass(frozen=True)
class Number:
    """A tile: a number that leads to the records it counts."""

    caption: str
    icon: str
    number: int
    url: str
    tone: str = ""
    note: str = ""


@require_safe
@requires("")
def home(request: HttpRequest) -> HttpResponseBase:
    """The first page. htmx gets the part that changes while jobs are unfinished."""
    connections = list(Connection.objects.order_by("name"))
    if not connections:
        return render(request, "jobs/welcome.html", {"title": _("Home"), "setup_url": address("jobs:set_up")})
    if wants_fragment(request):
        return render(request, "jobs/_home_standing.html", {**_moving_parts(request), "is_fragment": True})
    context = {
        "title": _("Home"),
        "connections": [(one, test_state(one)) for one in connections],
        "chart": chart(PERIODS.get(request.GET.get("chart", ""), DAYS), link=jobs_between),
        "periods": list(PERIODS.values()),
    }
    return render(request, "jobs/home.html", {**context, **_moving_parts(request)})


def _moving_parts(request: HttpRequest) -> dict[str, Any]:
    now, coming_now = remembered("standing", standing), coming()
    over = JOBS.exclude(kind__in=Job.ONLY_READ).exclude(status__in=Job.UNFINISHED)
    latest = list(over.order_by("-pk")[:_LATEST])
    with_tallies(latest)
    return {
        "statements": statements(now, acts=request.user.has_perm("couplings.synchronize_records")),
        "numbers": _numbers(now),
        "causes": cause_lines() if request.user.has_perm("couplings.view_recordproblem") else [],
        "coming": coming_now,
        "latest": [(one, moved(one), duration_words(duration(one))) for one in latest],
        "mappings": mapping_lines(),
        "unfinished": bool(coming_now.running),
    }


def _numbers(now: Standing) -> list[Number]:
    records, problems = _records_url(), "couplings:problems"
    retried = ngettext("%(number)d tried again by itself", "%(number)d tried again by themselves", now.retried)
    new = ngettext("%(number)d is new", "%(number)d are new", now.new)
    return [
        Number(_("Coupled"), "link", now.coupled, f"{records}?state=coupled"),
        Number(_("In step"), "check-circle", now.in_step, f"{records}?state=coupled", "good"),
        Number(
            _("Pending"),
            "clock",
            now.pending,
            f"{records}?state=changed",
            note=new % {"number": now.new} if now.new else "",
        ),
        Number(_("Conflicts"), "scale", now.conflicts, address(problems, "?code=conflict"), "warn"),
        Number(
            _("Failing"),
            "x-circle",
            now.failing,
            address(problems),
            "bad",
            retried % {"number": now.retried} if now.retried else "",
        ),
    ]


def _records_url() -> str:
    """Where the coupled records are: in their list, or in that of all tables if there are several."""
    keys = list(TableMapping.objects.order_by().values_list("pk", flat=True)[:2])
    return list_url(keys[0]) if len(keys) == 1 else address("couplings:tables")
