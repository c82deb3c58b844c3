"""The table of Job Queue Entries: mappings with their rhythm, what they are doing, their next and last run."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from jobs.models import Job
from jobs.schedule_models import Schedule
from jobs.scheduling import ScheduleState, state_of
from mappings.models import TableMapping
from syncadmin.ui import rendering
from syncadmin.ui.badges import badge_for


def entry_state(mapping: Any) -> ScheduleState:
    """What the entry of a mapping with ``last_job`` and ``last_status`` is doing."""
    last = Job(status=mapping.last_status) if mapping.last_job else None
    return state_of(schedule_of(mapping), last, enabled=mapping.connection.enabled)


def schedule_of(mapping: TableMapping) -> Schedule | None:
    """The schedule of a mapping, if it ever had one."""
    return getattr(mapping, "schedule", None)


class ScheduleTable(tables.Table):  # type: ignore[misc]
    """Mappings with their schedules and last runs (``last_job`` and what is known of it)."""

    name = tables.Column(verbose_name=gettext_lazy("Mapping"))
    connection = tables.Column(accessor="connection__name", visible=False, verbose_name=gettext_lazy("Connection"))
    state = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("Status"))
    every = tables.Column(accessor="schedule__every", default="–", verbose_name=gettext_lazy("Every (min.)"))
    idle_after = tables.Column(
        accessor="schedule__idle_after", default="–", verbose_name=gettext_lazy("Idle after (min.)")
    )
    next_at = tables.Column(
        accessor="schedule__next_at", empty_values=(), verbose_name=gettext_lazy("Earliest Start Date/Time")
    )
    last_run = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("Last run"))
    actions = tables.Column(
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        verbose_name=gettext_lazy("Actions"),
        attrs={"th": {"class": "shrink"}, "td": {"class": "shrink"}},
    )

    class Meta:
        model = TableMapping
        fields = ("name", "connection")

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

    def render_state(self, record: Any) -> SafeString:
        """The badge."""
        return rendering.badge(badge_for("schedule", entry_state(record)))

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

    def render_last_run(self, record: Any) -> SafeString:
        """When the last run ended and how, leading to it."""
        if not record.last_job:
            return rendering.moment(None)
        return format_html(
            '<span><a href="{}">{}</a><br>{}</span>',
            reverse("jobs:detail", args=[record.last_job]),
            rendering.badge(badge_for("job", record.last_status)),
            rendering.moment(record.last_run),
        )

    def value_last_run(self, record: Any) -> str:
        """When it ended."""
        return record.last_run.isoformat() if record.last_run else ""

    def render_actions(self, record: Any) -> str:
        """The buttons of a row."""
        context = {"mapping": record, "on_hold": entry_state(record) is ScheduleState.ON_HOLD, "compact": True}
        return render_to_string("jobs/parts/schedule_actions.html", context, request=self.request)
