"""The table of Job Queue Entries: mappings with their rhythm, what they are doing, their next and last run."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.models import Job
from jobs.schedule_models import Schedule
from jobs.scheduling import ScheduleState, state_of
from jobs.wording import duration_words
from mappings.models import TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import SelectionColumn

_LONGEST = 80
_NARROW = {"th": {"class": "text-wrap"}}
_NUMBER = {"th": {"class": "num text-wrap"}, "td": {"class": "num"}}


def entry_state(mapping: Any) -> ScheduleState:
    """What the entry of a mapping with ``last_job`` and ``last_status`` is doing."""
    last = Job(status=mapping.last_status, code=mapping.last_code) if mapping.last_job else None
    return state_of(schedule_of(mapping), last, enabled=mapping.connection.enabled)


def entries() -> QuerySet[TableMapping]:
    """Mappings with their schedules, last runs, and how many runs failed since the last that did not."""
    runs = Job.objects.filter(mapping=OuterRef("pk"), preview=False, kind=Job.Kind.MODIFIED).order_by("-pk")
    over = runs.exclude(status=Job.Status.FAILED).exclude(status__in=Job.UNFINISHED)
    last = {
        name: Subquery(runs.values(field)[:1])
        for name, field in {
            "last_job": "pk",
            "last_status": "status",
            "last_code": "code",
            "last_facts": "facts",
            "last_start": "started_at",
            "last_run": "finished_at",
        }.items()
    }
    since = Coalesce(Subquery(over.values("pk")[:1]), 0)
    failed = Job.objects.filter(mapping=OuterRef("pk"), preview=False, kind=Job.Kind.MODIFIED, pk__gt=OuterRef("good"))
    failed = failed.filter(status=Job.Status.FAILED).exclude(code__in=Job.WANTED).order_by()
    counted = failed.values("mapping").annotate(number=Count("pk")).values("number")
    attempts = Coalesce(Subquery(counted), 0)
    found = TableMapping.objects.select_related("connection", "schedule").annotate(**last)
    return found.annotate(good=since).annotate(attempts=attempts)


def schedule_of(mapping: TableMapping) -> Schedule | None:
    """The schedule of a mapping, if it ever had one."""
    return getattr(mapping, "schedule", None)


class ScheduleTable(tables.Table):  # type: ignore[misc]
    """Mappings with their schedules and last runs (``last_job`` and what is known of it)."""

    selected = SelectionColumn()
    name = tables.Column(verbose_name=gettext_lazy("Mapping"))
    object_caption = tables.Column(
        empty_values=(), orderable=False, visible=False, verbose_name=gettext_lazy("Object Caption to Run")
    )
    connection = tables.Column(accessor="connection__name", visible=False, verbose_name=gettext_lazy("Connection"))
    state = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("Status"))
    every = tables.Column(
        accessor="schedule__every", default="–", verbose_name=gettext_lazy("No. of Minutes between Runs"), attrs=_NARROW
    )
    idle_after = tables.Column(
        accessor="schedule__idle_after",
        default="–",
        verbose_name=gettext_lazy("Inactivity Timeout Period"),
        attrs=_NARROW,
    )
    next_at = tables.Column(
        accessor="schedule__next_at",
        empty_values=(),
        verbose_name=gettext_lazy("Earliest Start Date/Time"),
        attrs=_NARROW,
    )
    last_start = tables.Column(empty_values=(), verbose_name=gettext_lazy("Last started"))
    last_run = tables.Column(empty_values=(), visible=False, verbose_name=gettext_lazy("Last finished"))
    attempts = tables.Column(verbose_name=gettext_lazy("No. of Attempts"), attrs=_NUMBER)
    error = tables.Column(empty_values=(), orderable=False, visible=False, verbose_name=gettext_lazy("Error Message"))
    actions = tables.Column(
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        verbose_name=gettext_lazy("Actions"),
        attrs={"th": {"class": "shrink"}, "td": {"class": "shrink"}},
    )

    class Meta:
        model = TableMapping
        fields = ("selected", "name", "connection")

    def render_name(self, record: TableMapping) -> SafeString:
        """The name, leading to its rhythm, with the connection."""
        return format_html(
            '<span><a class="main" href="{}">{}</a><br><small class="muted">{}</small></span>',
            reverse("jobs:schedule", args=[record.pk]),
            record.name,
            record.connection.name,
        )

    def value_name(self, record: TableMapping) -> str:
        """The name alone."""
        return record.name

    def render_object_caption(self, record: TableMapping) -> str:
        """What the entry runs, as BC describes it."""
        return _("%(mapping)s - Dataverse synchronization job.") % {"mapping": record.name}

    def render_every(self, value: int, record: Any) -> SafeString:
        """The minutes, with the days and times if it does not run always."""
        window = window_words(record.schedule)
        more = format_html('<br><small class="muted">{}</small>', window) if window else ""
        return format_html("<span>{}{}</span>", value, more)

    def value_every(self, value: Any) -> Any:
        """The minutes alone."""
        return value

    def render_state(self, record: Any) -> SafeString:
        """The badge, and why the last run failed if it did."""
        state = entry_state(record)
        badge = rendering.badge(badge_for("schedule", state))
        if state is not ScheduleState.ERROR:
            return badge
        why = _error(record)
        shown = Truncator(why).chars(_LONGEST)
        return format_html('<span>{}<br><small title="{}">{}</small></span>', badge, why, shown)

    def value_error(self, record: Any) -> str:
        """Why the last run failed."""
        return _error(record)

    def value_state(self, record: Any) -> str:
        """Its label."""
        return str(badge_for("schedule", entry_state(record)).label)

    def render_next_at(self, record: Any) -> SafeString:
        """When it runs next, if it does."""
        shown = entry_state(record) not in (ScheduleState.ON_HOLD, ScheduleState.DISABLED)
        return rendering.moment(record.schedule.next_at if shown else None)

    def value_next_at(self, record: Any) -> str:
        """As ISO 8601."""
        schedule = schedule_of(record)
        return schedule.next_at.isoformat() if schedule and schedule.next_at else ""

    def render_last_start(self, record: Any) -> SafeString:
        """When the last run started, how long it took and how it ended, leading to it."""
        if not record.last_job:
            return rendering.moment(None)
        job = Job(status=record.last_status, code=record.last_code)
        length = record.last_run - record.last_start if record.last_run and record.last_start else None
        return format_html(
            '<span>{}<br><a href="{}">{}</a> <small class="muted">{}</small></span>',
            rendering.moment(record.last_start),
            reverse("jobs:detail", args=[record.last_job]),
            rendering.badge(badge_for("job", job.look)),
            duration_words(length) if length is not None else "",
        )

    def value_last_start(self, record: Any) -> str:
        """As ISO 8601."""
        return record.last_start.isoformat() if record.last_start else ""

    def value_last_run(self, record: Any) -> str:
        """When it ended."""
        return record.last_run.isoformat() if record.last_run else ""

    def render_actions(self, record: Any) -> str:
        """The buttons of a row."""
        context = {"mapping": record, "on_hold": entry_state(record) is ScheduleState.ON_HOLD, "compact": True}
        return render_to_string("jobs/parts/schedule_actions.html", context, request=self.request)


def window_words(schedule: Schedule | None) -> str:
    """On which days and between which times an entry runs; blank if always."""
    if schedule is None:
        return ""
    days = ", ".join(str(WEEKDAYS_ABBR[day]) for day in schedule.weekdays)
    starting, ending = (
        (one and time_format(one, "H:i")) or "" for one in (schedule.starting_time, schedule.ending_time)
    )
    times = f"{starting or '00:00'}–{ending or '24:00'}" if starting or ending else ""
    return " ".join(filter(None, (days, times)))


def _error(record: Any) -> str:
    """Why the last run of a mapping failed, if it did."""
    return sentences.title(Problem(record.last_code, record.last_facts or {})) if record.last_code else ""
