"""The page of one job and its live part, which asks for itself again until the job has finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobs.again import may_repeat
from jobs.cancelling import may_cancel
from jobs.counting import SHOWN, Tally, tally_of
from jobs.deciding import decision_of, may_decide
from jobs.models import Job, JobOperation
from jobs.phases import phase_times
from jobs.tables import records_url
from jobs.undo_views import offer_of
from jobs.wording import asked_for, duration, duration_words, route_words
from syncadmin.engine.values import SYSTEM_NAMES, Ending, Side
from syncadmin.ui.access import requires
from syncadmin.ui.badges import Badge, badge_for, busy, good, neutral
from syncadmin.ui.fragments import wants_fragment

_JOBS = Job.objects.select_related("mapping", "requested_by", "cancelled_by", "approved_by", "undoes")
_TROUBLES_SHOWN = 5
_ALWAYS_SHOWN = (Ending.CREATED, Ending.UPDATED, Ending.UNCHANGED, Ending.EXCLUDED, Ending.FAILED)
_TONES = {Ending.FAILED: "bad", Ending.CONFLICT: "warn"}


@dataclass(frozen=True)
class Tile:
    """How many records ended in one way, leading to them."""

    badge: Badge
    number: int
    url: str
    tone: str


@require_safe
@requires("jobs.view_job")
def job_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything about one job."""
    job = _JOBS.filter(pk=pk).first()
    return render(request, "jobs/detail.html", _context(job, request)) if job else _gone(request, pk)


@require_safe
@requires("jobs.view_job")
def job_progress(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far the job is; for htmx with the badge and the facts that stand elsewhere on the page."""
    job = get_object_or_404(_JOBS, pk=pk)
    fragment = wants_fragment(request)
    template = "jobs/_job_progress.html" if fragment else "jobs/detail.html"
    return render(request, template, {**_context(job, request), "out_of_band": fragment})


def _gone(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page of a job whose entry was deleted: numbers are never given twice."""
    if not Job.objects.filter(pk__gt=pk).exists():
        raise Http404
    title = _("Job %(number)d") % {"number": pk}
    return render(request, "jobs/gone.html", {"title": title}, status=404)


def _context(job: Job, request: HttpRequest) -> dict[str, Any]:
    tally = tally_of(job)
    return {
        "title": _("Job %(number)d") % {"number": job.pk},
        "job": job,
        "tally": tally,
        "tiles": _tiles(job, tally),
        "asked": asked_for(job),
        "direction": route_words(job),
        "duration": duration_words(duration(job)),
        "phases": _phases(job),
        "phase_times": [(one, duration_words(one.length)) for one in phase_times(job)],
        "systems": [SYSTEM_NAMES[side] for side in Side],
        "may_cancel": not job.finished and may_cancel(request.user, job),
        "may_repeat": may_repeat(request.user, job),
        "ahead": _ahead(job),
        "troubles": _troubles(job, tally),
        "decision": decision_of(job),
        "may_decide": may_decide(request.user, job),
        "undo": offer_of(job, request.user),
        "carrying_out": Job.objects.filter(plan=job).first() if job.preview else None,
    }


def _tiles(job: Job, tally: Tally) -> list[Tile]:
    """The endings that always matter, and those that occurred."""
    shown = [one for one in SHOWN if one in _ALWAYS_SHOWN or tally.endings.get(one.value)]
    numbers = [(one, tally.endings.get(one.value, 0)) for one in shown]
    return [
        Tile(badge_for("ending", one), number, records_url(job, one), _TONES.get(one, "") if number else "")
        for one, number in numbers
    ]


def _phases(job: Job) -> list[Badge]:
    """The phases of a job that is running: done, under way, to come."""
    if job.status != Job.Status.RUNNING:
        return []
    phases = [one for one in Job.Phase if one != Job.Phase.WRITING or not job.preview]
    at = Job.Phase.values.index(job.phase) if job.phase else 0
    looks = [good if number < at else busy if number == at else _to_come for number in range(len(phases))]
    return [look(str(phase.label)) for look, phase in zip(looks, phases, strict=True)]


def _to_come(label: str) -> Badge:
    return neutral(label, "clock")


def _ahead(job: Job) -> Job | None:
    """The job that one in line waits for."""
    if job.status != Job.Status.WAITING:
        return None
    return Job.objects.filter(mapping=job.mapping, status__in=Job.UNFINISHED, pk__lt=job.pk).order_by("-pk").first()


def _troubles(job: Job, tally: Tally) -> list[JobOperation]:
    """The first records that somebody has to look at."""
    if not tally.endings.get(Ending.FAILED.value) and not tally.endings.get(Ending.CONFLICT.value):
        return []
    rows = job.operations.filter(ending__in=[Ending.FAILED.value, Ending.CONFLICT.value])
    return list(rows.select_related("job").order_by("-ending", "position")[:_TROUBLES_SHOWN])
