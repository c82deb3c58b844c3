"""The tables of this app: jobs, and the records of one job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from couplings.paths import card_url
from jobs.differences import changed_captions
from jobs.exact_couplings import is_coupling
from jobs.models import Job, JobOperation
from jobs.wording import action_words, direction_of, duration, duration_words, route_words
from syncadmin.engine.values import Ending, Side
from syncadmin.ui import rendering
from syncadmin.ui.badges import Badge, badge_for
from syncadmin.ui.columns import CountColumn, MomentColumn, ProblemColumn, StatusColumn
from syncadmin.ui.sentences import title as sentence

_NARROW = {"th": {"class": "px-md-2 text-wrap"}, "td": {"class": "px-md-2"}}
_TIGHT = {"th": {"class": "px-md-2"}, "td": {"class": "px-md-2"}}
_POLL_EVERY = "every 2s"
_MOST_FIELDS = 3
_LONGEST = 60
# The last of the counts keeps its distance from the frame, head and cells alike.
_EDGE = {Ending.FAILED: "pe-md-2"}


class EndingColumn(CountColumn):
    """How many records of a job ended in one way, as a link to them. Jobs carry their ``tally``."""

    def __init__(self, ending: Ending, caption: Any, visible: bool = True) -> None:
        super().__init__(
            link=lambda job, number: records_url(job, ending),
            accessor=f"tally__endings__{ending.value}",
            verbose_name=caption,
            orderable=False,
            visible=visible,
            attrs={
                "th": {"class": f"num px-md-1 small {_EDGE.get(ending, '')}"},
                "td": {"class": lambda record: _number_class(record, ending)},
            },
        )


class JobTable(tables.Table):
    """Jobs with their counts. Columns that share a cell on the page stand alone in an export."""

    id = tables.Column(linkify=("jobs:detail", [tables.A("pk")]), verbose_name=gettext_lazy("No."), attrs=_TIGHT)
    mapping = tables.Column(verbose_name=gettext_lazy("Mapping"), attrs=_TIGHT)
    mapping.parts = ("mapping", "kind", "preview", "direction", "message")
    connection = tables.Column(
        accessor="mapping__connection__name", visible=False, verbose_name=gettext_lazy("Connection")
    )
    kind = tables.Column(visible=False)
    preview = tables.Column(visible=False, verbose_name=gettext_lazy("Preview"))
    status = StatusColumn("job", attrs=_TIGHT)
    direction = tables.Column(
        empty_values=(), visible=False, orderable=False, verbose_name=gettext_lazy("Synch. Direction")
    )
    started_at = MomentColumn(attrs=_NARROW)
    started_at.parts = ("started_at", "duration", "trigger", "requested_by")
    trigger = tables.Column(visible=False)
    requested_by = tables.Column(visible=False, default="", verbose_name=gettext_lazy("Started by"))
    finished_at = MomentColumn(visible=False)
    duration = tables.Column(
        empty_values=(), visible=False, orderable=False, verbose_name=gettext_lazy("Duration (sec.)")
    )
    created = EndingColumn(Ending.CREATED, gettext_lazy("Inserted"))
    updated = EndingColumn(Ending.UPDATED, gettext_lazy("Modified"))
    deleted = EndingColumn(Ending.DELETED, pgettext_lazy("counter", "Deleted"))
    coupled = EndingColumn(Ending.COUPLED, pgettext_lazy("counter", "Coupled"))
    uncoupled = EndingColumn(Ending.UNCOUPLED, pgettext_lazy("counter", "Uncoupled"))
    unchanged = EndingColumn(Ending.UNCHANGED, gettext_lazy("Unchanged"))
    excluded = EndingColumn(Ending.EXCLUDED, gettext_lazy("Skipped"))
    conflict = EndingColumn(Ending.CONFLICT, gettext_lazy("Conflicts"))
    waiting = EndingColumn(Ending.WAITING, gettext_lazy("Waiting"), visible=False)
    failed = EndingColumn(Ending.FAILED, gettext_lazy("Failed"))
    message = tables.Column(accessor="problem", visible=False, orderable=False, verbose_name=gettext_lazy("Message"))

    class Meta:
        model = Job
        fields = ("id", "mapping", "kind", "preview", "status", "direction", "started_at", "trigger", "requested_by")
        row_attrs = {
            "id": lambda record: f"job-{record.pk}",
            "hx-get": lambda record: None if record.finished else reverse("jobs:row", args=[record.pk]),
            "hx-trigger": lambda record: None if record.finished else _POLL_EVERY,
            "hx-swap": lambda record: None if record.finished else "outerHTML",
        }

    def __init__(self, data: Any, several: bool = False, **extra: Any) -> None:
        self.several = several
        super().__init__(data, **extra)

    def render_id(self, value: int) -> str:
        """The number as it is, without separators."""
        return str(value)

    def render_mapping(self, record: Job) -> SafeString:
        """The mapping, what was done with it and which way, and why all of it failed."""
        marks = [str(record.get_kind_display())] + ([_("Preview")] if record.preview else [])
        marks += [record.mapping.connection.name] if self.several else []
        way = format_html('<br><small class="muted">{}</small>', route_words(record)) if direction_of(record) else ""
        why = sentence(record.problem) if record.problem else ""
        failed = format_html('<br><small title="{}">{}</small>', why, Truncator(why).chars(_LONGEST)) if why else ""
        return format_html(
            '<span><span class="main">{}</span><br><small class="muted">{}</small>{}{}</span>',
            record.mapping,
            " · ".join(marks),
            way,
            failed,
        )

    def value_mapping(self, record: Job) -> str:
        """The mapping alone."""
        return record.mapping.name

    def render_direction(self, record: Job) -> str:
        """Which way."""
        return route_words(record)

    def render_started_at(self, record: Job) -> SafeString:
        """When, how long it took (its finish in the title), and by what or whom; jobs in line show when they were asked
        for."""
        who = record.requested_by.get_username() if record.requested_by else record.get_trigger_display()
        when = rendering.moment(record.started_at or record.created_at)
        length = duration(record)
        facts = [duration_words(length)] if length is not None else []
        ended = date_format(timezone.localtime(record.finished_at), "Y-m-d H:i:s") if record.finished_at else ""
        return format_html(
            '<span>{}<br><small class="muted" title="{}">{}</small></span>', when, ended, " · ".join([*facts, str(who)])
        )

    def value_started_at(self, record: Job) -> str:
        """ISO 8601."""
        return record.started_at.isoformat() if record.started_at else ""

    def value_status(self, record: Job) -> str:
        """The label of the badge."""
        return str(badge_for("job", record.look).label)

    def render_status(self, record: Job) -> SafeString:
        """The badge."""
        return rendering.badge(badge_for("job", record.look))

    def value_finished_at(self, record: Job) -> str:
        """ISO 8601."""
        return record.finished_at.isoformat() if record.finished_at else ""

    def value_duration(self, record: Job) -> str:
        """In seconds."""
        length = duration(record)
        return "" if length is None else f"{length.total_seconds():.1f}"

    def render_message(self, record: Job) -> str:
        """Why all of it failed."""
        return sentence(record.problem) if record.problem else ""


class OperationTable(tables.Table):
    """The records of a job: how each ended, what was done and why. ``named`` are the captions of the fields."""

    position = tables.Column(verbose_name=gettext_lazy("No."), attrs={"td": {"class": "shrink"}})
    title = tables.Column(verbose_name=gettext_lazy("Record"), empty_values=(), attrs={"td": {"class": "main"}})
    ending = tables.Column(verbose_name=gettext_lazy("Result"), empty_values=())
    action = tables.Column(verbose_name=gettext_lazy("Action"), empty_values=())
    fields_changed = tables.Column(
        verbose_name=gettext_lazy("Fields"), empty_values=(), orderable=False, accessor="verdicts"
    )
    reason = ProblemColumn(
        verbose_name=gettext_lazy("Reason"), orderable=False, default="", attrs={"td": {"class": "sentence"}}
    )
    ended_at = MomentColumn(verbose_name=gettext_lazy("Date/Time"))
    take = tables.Column(
        verbose_name=gettext_lazy("Plan"),
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        accessor="left_out",
        attrs={"td": {"class": "shrink"}},
    )

    class Meta:
        model = JobOperation
        fields = ("position", "title", "ending", "action", "fields_changed", "reason", "ended_at", "take")

    def __init__(
        self,
        *args: Any,
        named: Mapping[str, str] | None = None,
        token: str = "",
        here: str = "",
        exclude: Sequence[str] = (),
        **extra: Any,
    ) -> None:
        self.named, self.token, self.here = named or {}, token, here
        super().__init__(*args, exclude=(*exclude, "ended_at" if token else "take"), **extra)

    def render_position(self, record: JobOperation) -> SafeString:
        """The way to the details."""
        url = reverse("jobs:operation", args=[record.job_id, record.pk])
        return format_html('<a href="{}" data-dialog>{}</a>', url, record.position)

    def value_position(self, value: int) -> int:
        """The number."""
        return value

    def render_title(self, record: JobOperation) -> SafeString:
        """The record, as a link to its card."""
        shown = format_html('<span class="clamp" title="{}">{}</span>', record.title, rendering.value(record.title))
        url = card_of(record)
        return format_html('<a href="{}">{}</a>', url, shown) if url else shown

    def value_title(self, record: JobOperation) -> str:
        """The record's name."""
        return record.title

    def render_ending(self, record: JobOperation) -> SafeString:
        """How it ended, would end, or how far it is."""
        return rendering.badge(outcome(record))

    def value_ending(self, record: JobOperation) -> str:
        """The same as text."""
        return str(outcome(record).label)

    def render_ended_at(self, record: JobOperation) -> SafeString:
        """When; a preview's operations never end."""
        return rendering.moment(record.ended_at) if record.ended_at else rendering.count(None)

    def value_ended_at(self, record: JobOperation) -> str:
        """ISO 8601."""
        return record.ended_at.isoformat() if record.ended_at else ""

    def render_take(self, record: JobOperation) -> SafeString:
        """Leave an operation out of its plan, or take it in again."""
        if not (record.state == JobOperation.State.PLANNED or is_coupling(record) and record.job.preview):
            return SafeString("")
        context = {"operation": record, "csrf_token": self.token, "here": self.here}
        return render_to_string("jobs/parts/leave_out.html", context)

    def render_action(self, record: JobOperation) -> str:
        """What was done."""
        return action_words(record)

    def render_fields_changed(self, record: JobOperation) -> SafeString:
        """The first few of the fields, all of them in the title."""
        changed = changed_captions(record, self.named)
        return format_html('<span title="{}">{}</span>', ", ".join(changed), _shortened(changed))

    def value_fields_changed(self, record: JobOperation) -> str:
        """All of the fields."""
        return ", ".join(changed_captions(record, self.named))


def outcome(one: JobOperation) -> Badge:
    """How an operation ended; in a plan how it would, otherwise how far it is."""
    if one.job.preview and one.left_out:
        return badge_for("planned", "left_out")
    if one.ending:
        return badge_for("ending", one.ending)
    if not one.job.shows_plan:
        return badge_for("operation", one.state)
    return badge_for("planned", "left_out" if one.left_out else one.action)


def records_url(job: Job, ending: Ending) -> str:
    """The records of a job that ended in one way."""
    return f"{reverse('jobs:operations', args=[job.pk])}?ending={ending.value}"


def card_of(one: JobOperation) -> str:
    """The card of the record an operation is about: of the BC record if it is known."""
    for side, key in ((Side.BC, one.bc_key), (Side.DATAVERSE, one.dataverse_key)):
        if key:
            return card_url(one.job.mapping_id, side, key)
    return ""


def _number_class(job: Any, ending: Ending) -> str:
    """On phones, where each row is a card, endings that did not occur are left out."""
    hidden = "" if job.tally.endings[ending.value] else "d-none d-md-table-cell"
    return f"num px-md-1 {_EDGE.get(ending, '')} {hidden}".strip()


def _shortened(names: Sequence[str]) -> str:
    """The first few names and how many more there are."""
    if len(names) <= _MOST_FIELDS:
        return ", ".join(names)
    rest = len(names) - _MOST_FIELDS + 1
    more = ngettext("%(number)d more", "%(number)d more", rest) % {"number": rest}
    return ", ".join([*names[: _MOST_FIELDS - 1], more])
