"""Home: one verdict, the numbers behind it, the latest jobs, and what each mapping and connection is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from couplings.models import Coupling
from couplings.paths import list_url
from jobs.charts import DAYS, PERIODS, chart
from jobs.counting import Tally
from jobs.history import JOBS, with_tallies
from jobs.models import Job
from jobs.standing import Standing, address, standing, statements
from jobs.wording import duration, duration_words
from mappings.documents import documents_among
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


@dataclass(frozen=True)
class MappingLine:
    """A mapping with its latest and its next job; ``document`` is the mapping that runs it, if it has no own runs."""

    mapping: TableMapping
    coupled: int
    last: Job | None
    next: Job | None
    document: TableMapping | None = None


@require_safe
@requires("")
def home(request: HttpRequest) -> HttpResponseBase:
    """The first page. htmx gets the part that changes while jobs are unfinished."""
    connections = list(Connection.objects.order_by("name"))
    if not connections:
        return render(request, "jobs/welcome.html", {"title": _("Home"), "setup_url": address("connections:setup")})
    if wants_fragment(request):
        return render(request, "jobs/_home_standing.html", _moving_parts())
    context = {
        "title": _("Home"),
        "connections": [(one, test_state(one)) for one in connections],
        "chart": chart(PERIODS.get(request.GET.get("chart", ""), DAYS)),
        "periods": list(PERIODS.values()),
    }
    return render(request, "jobs/home.html", {**context, **_moving_parts()})


def _moving_parts() -> dict[str, Any]:
    now = standing()
    latest = list(JOBS.exclude(kind__in=Job.ONLY_READ).order_by("-pk")[:_LATEST])
    with_tallies(latest)
    return {
        "statements": statements(now),
        "numbers": _numbers(now),
        "latest": [(one, _moved(one), duration_words(duration(one))) for one in latest],
        "mappings": _mapping_lines(),
        "unfinished": Job.objects.filter(status__in=Job.UNFINISHED).exists(),
    }


def _moved(job: Job) -> tuple[int, int]:
    """How many records a job wrote, and how many it could not."""
    tally: Tally = job.tally  # type: ignore[attr-defined]
    written = tally.endings.get("created", 0) + tally.endings.get("updated", 0)
    return written, tally.endings.get("failed", 0) + tally.endings.get("conflict", 0)


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


def _mapping_lines() -> list[MappingLine]:
    """Every mapping; two queries for the jobs of all of them."""
    mappings = list(TableMapping.objects.select_related("connection").order_by("connection__name", "name"))
    documents = documents_among(mappings)
    jobs = Job.objects.filter(preview=False)
    newest = (
        jobs.filter(kind__in=Job.WHOLE_MAPPING, finished_at__isnull=False)
        .order_by()
        .values("mapping")
        .annotate(newest=Max("pk"))
    )
    last = {one.mapping_id: one for one in Job.objects.filter(pk__in=newest.values("newest"))}
    following = {one.mapping_id: one for one in jobs.filter(status__in=Job.UNFINISHED).order_by("-pk")}
    pairs = Coupling.objects.filter(state=Coupling.State.COUPLED).order_by().values_list("mapping")
    coupled = dict(pairs.annotate(number=Count("pk")))
    return [
        MappingLine(one, coupled.get(one.pk, 0), last.get(one.pk), following.get(one.pk), documents.get(one.pk))
        for one in mappings
    ]
