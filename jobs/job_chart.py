"""The chart above the list of jobs: of the jobs the filters leave, each bar leading to those of its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jobs.charts import Chart, chart_between
from jobs.job_filters import PERIODS, JobFilters, Slot, day_start

_USUAL = timedelta(days=13)
_OF_TIME = ("slot", "since", "until", "period", "page")
_DAY = timedelta(days=1)


def chart_of(filters: JobFilters, request: HttpRequest) -> Chart:
    """What the jobs that are listed moved, over the time that is asked for or the last two weeks."""
    since, until = _ends(filters.form.cleaned_data if filters.is_valid() else {})
    query = request.GET.copy()
    for name in [one for one in query if one in _OF_TIME or not query[one]]:
        del query[name]

    def link(start: datetime, end: datetime) -> str:
        narrowed = query.copy()
        for name, value in _named(start, end).items():
            narrowed[name] = value
        return f"?{narrowed.urlencode()}"

    return chart_between(filters.qs, since, until, link)


def jobs_between(start: datetime, end: datetime) -> str:
    """The list of the jobs that ended between two moments."""
    return f"{reverse('jobs:list')}?{urlencode(_named(start, end))}"


def _ends(asked: dict[str, Any]) -> tuple[datetime, datetime]:
    """From when to when; the future is left out."""
    now = timezone.now()
    if slot := asked.get("slot"):
        return slot.since, slot.until - timedelta(seconds=1)
    until = min(now, day_start(asked["until"]) + _DAY - timedelta(seconds=1)) if asked.get("until") else now
    if asked.get("since"):
        return min(day_start(asked["since"]), until), until
    length = PERIODS.get(asked.get("period") or "", _USUAL)
    return until - length, until


def _named(start: datetime, end: datetime) -> dict[str, str]:
    """How a stretch of time stands in an address: whole days as days, else as a slot."""
    if end - start >= _DAY:
        last = timezone.localtime(end - timedelta(seconds=1))
        return {"since": f"{timezone.localtime(start):%Y-%m-%d}", "until": f"{last:%Y-%m-%d}"}
    return {"slot": Slot(start, end).query}
