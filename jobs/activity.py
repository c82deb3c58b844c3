"""What jobs are doing for a page of records: a strip that follows them and refreshes the page when one is done.

The strip carries its state in its own address: since when it watches, and up to when it has told of finished jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobs.asking import tell_of
from jobs.models import Job
from jobs.results import result_of
from mappings.models import TableMapping
from syncadmin.ui.access import requires

FRESH = timedelta(minutes=1)
MOST = 20
MOST_SHOWN = 3
READING = (*Job.ONLY_READ, *Job.WHOLE_MAPPING)
TARGETS = ("listing", "main", "inbox")


@dataclass(frozen=True)
class Watch:
    """What a strip watches: jobs of a mapping, of one record of it (by its ``keys``), or all there are
    (``everything``); ``target`` is what it refreshes, ``reading`` whether it also tells when the records were last
    read."""

    mapping: int
    everything: bool
    keys: tuple[str, ...]
    target: str
    since: datetime
    told: datetime
    reading: bool
    first: bool

    @classmethod
    def of(cls, query: QueryDict) -> Watch:
        """Out of the strip's address; nonsense watches nothing."""
        since = _moment(query.get("since", "")) or timezone.now()
        target = query.get("target", "")
        return cls(
            mapping=_number(query.get("mapping", "")),
            everything=bool(query.get("everything")),
            keys=tuple(filter(None, query.get("key", "").split(",")[:2])),
            target=target if target in TARGETS else "",
            since=since,
            told=_moment(query.get("told", "")) or since,
            reading=bool(query.get("reading")),
            first="first" in query,
        )

    @property
    def query(self) -> str:
        """The strip's state as a query string."""
        state = {
            "mapping": self.mapping,
            "everything": "1" if self.everything else "",
            "key": ",".join(self.keys),
            "target": self.target,
            "reading": "1" if self.reading else "",
        }
        return urlencode({**state, "since": self.since.isoformat(), "told": self.told.isoformat()})


@require_safe
@requires("couplings.view_remoterecord")
def activity(request: HttpRequest) -> HttpResponse:
    """The strip as it stands now."""
    return activity_answer(request)


def activity_answer(request: HttpRequest) -> HttpResponse:
    """The strip, with what finished since it was last told of as toasts and as a refresh of the page."""
    watch = Watch.of(request.POST if request.method == "POST" else request.GET)
    mapping = TableMapping.objects.select_related("connection").filter(pk=watch.mapping).first()
    jobs = _jobs(watch) if mapping or watch.everything else []
    news = [one for one in jobs if one.finished and one.finished_at and one.finished_at > watch.told]
    for one in reversed(news):
        _tell(request, one)
    watch = replace(watch, told=max([one.finished_at for one in news if one.finished_at], default=watch.told))
    context = {
        "watch": watch,
        "mapping": mapping,
        "jobs": [(one, result_of(one)) for one in jobs if one.kind not in Job.ONLY_READ][:MOST_SHOWN],
        "poll": any(not one.finished for one in jobs),
        "refresh": _page(request) if news and watch.target else "",
        **(_reading(request, mapping, watch) if mapping and watch.reading else {}),
    }
    return render(request, "jobs/actions/_job_activity.html", context)


def _jobs(watch: Watch) -> list[Job]:
    """The jobs a page is interested in, newest first: those people started, and those about its record."""
    jobs = Job.objects.filter(trigger=Job.Trigger.PERSON, preview=False)
    jobs = jobs if watch.everything else jobs.filter(mapping=watch.mapping)
    jobs = jobs.filter(Q(status__in=Job.UNFINISHED) | Q(finished_at__gte=watch.since)).order_by("-pk")
    if not watch.keys:
        return list(jobs.defer("request")[:MOST])
    return [one for one in jobs[:MOST] if any(_concerns(one.request, key) for key in watch.keys)]


def _concerns(stored: Mapping[str, Any], key: str) -> bool:
    """Whether a job was asked to do something to this record."""
    pairs = stored.get("pairs") or {}
    named = (stored.get("bc_keys"), stored.get("dataverse_keys"), pairs, pairs.values(), [stored.get("bc_key")])
    return any(key in some for some in named if some)


def _reading(request: HttpRequest, mapping: TableMapping, watch: Watch) -> dict[str, object]:
    """When the records were last read, and whether to read them again by itself."""
    runs = Job.objects.filter(mapping=mapping, kind__in=READING, preview=False).defer("request").order_by("-pk")
    last = runs.first()
    read = runs.filter(status__in=[Job.Status.FINISHED, Job.Status.ERRORS]).first()
    allowed = mapping.connection.enabled and request.user.has_perm("couplings.synchronize_records")
    busy = last is not None and not last.finished
    stale = last is None or (last.finished and last.created_at < timezone.now() - FRESH)
    return {
        "strip": True,
        "read_at": read.finished_at if read else None,
        "reading": last if busy else None,
        "failed": last if last and last.status == Job.Status.FAILED else None,
        "may_read": allowed and not busy,
        "read_now": allowed and stale and watch.first,
    }


def _tell(request: HttpRequest, job: Job) -> None:
    """A toast for whom asked for the job; reading is told by the strip itself."""
    if job.kind in Job.ONLY_READ or job.requested_by_id != request.user.pk:
        return
    words = {"kind": job.get_kind_display(), "result": result_of(job)}
    level = messages.SUCCESS if job.status == Job.Status.FINISHED else messages.WARNING
    tell_of(request, job, _("%(kind)s: %(result)s") % words, level)


def _page(request: HttpRequest) -> str:
    """The page the strip stands on, as the browser shows it, filters and all."""
    shown = request.htmx.current_url_abs_path  # type: ignore[attr-defined]
    return str(shown or reverse("couplings:tables"))


def _moment(text: str) -> datetime | None:
    """A point in time out of an address; nonsense is none."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and timezone.is_aware(moment) else None
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
