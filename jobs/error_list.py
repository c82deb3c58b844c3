"""Integration Synchronization Errors: every operation that failed or ended in a conflict, also those of the past.

It is the history behind the inbox: what is still open leads there, everything else to its record and its job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from couplings.models import RecordProblem
from couplings.paths import card_url
from jobs.models import JobOperation
from jobs.tables import card_of
from mappings.filters import MappingFilter
from syncadmin.connections.filters import ConnectionFilter, OfConnections
from syncadmin.connections.several import are_several
from syncadmin.engine.problems import PROBLEMS, Problem
from syncadmin.engine.values import SYSTEM_NAMES, Ending, Side
from syncadmin.ui import rendering, sentences
from syncadmin.ui.columns import MomentColumn, ProblemColumn, StatusColumn
from syncadmin.ui.filters import SearchFilter
from syncadmin.ui.listing import Empty, ListPage

_PERIODS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
_TROUBLED = (Ending.FAILED.value, Ending.CONFLICT.value)


class ErrorTable(tables.Table):  # type: ignore[misc]
    """Operations that came to nothing, and why."""

    ended_at = MomentColumn(verbose_name=_("Date/Time"))
    title = tables.Column(verbose_name=_("Record"), empty_values=(), linkify=card_of, attrs={"td": {"class": "main"}})
    reason = ProblemColumn(
        verbose_name=_("Error Message"), order_by=("code", "pk"), attrs={"td": {"class": "sentence"}}
    )
    ending = StatusColumn("ending", verbose_name=_("Result"))
    source = tables.Column(empty_values=(), orderable=False, verbose_name=_("Source"))
    destination = tables.Column(empty_values=(), orderable=False, verbose_name=_("Destination"))
    job = tables.Column(accessor="job_id", verbose_name=_("Job"))
    open_problem = tables.Column(empty_values=(), orderable=False, verbose_name=_("State"))

    class Meta:
        model = JobOperation
        fields = ("ended_at", "title", "reason", "ending", "source", "destination", "job", "open_problem")

    def __init__(self, data: Any, several: bool = False, **extra: Any) -> None:
        self.several = several
        super().__init__(data, **extra)

    def render_title(self, value: str, record: JobOperation) -> SafeString:
        """The record with its mapping."""
        mapping = record.job.mapping
        where = f"{mapping} · {mapping.connection}" if self.several else str(mapping)
        shown = rendering.value(value)
        return format_html('{}<small class="muted d-block fw-normal"><bdi>{}</bdi></small>', shown, where)

    def value_title(self, value: str) -> str:
        """The name alone."""
        return value

    def render_source(self, record: JobOperation) -> SafeString:
        """Where the values came from."""
        return _end(record, _sides(record)[0])

    def value_source(self, record: JobOperation) -> str:
        """The system."""
        return SYSTEM_NAMES[_sides(record)[0]]

    def render_destination(self, record: JobOperation) -> SafeString:
        """Where they were to be written."""
        return _end(record, _sides(record)[1])

    def value_destination(self, record: JobOperation) -> str:
        """The system."""
        return SYSTEM_NAMES[_sides(record)[1]]

    def render_job(self, value: int, record: JobOperation) -> SafeString:
        """The number, leading to what the job did to this record."""
        return format_html('<a href="{}">{}</a>', reverse("jobs:operation", args=[value, record.pk]), str(value))

    def value_job(self, value: int) -> str:
        """The number."""
        return str(value)

    def render_open_problem(self, record: Any) -> SafeString:
        """Whether the record still has a problem; it is solved in the inbox."""
        if not record.open_problem:
            return format_html('<span class="muted">{}</span>', _("Solved"))
        url = f"{reverse('couplings:problems')}?state=all&record={record.open_problem}"
        return format_html('<a href="{}">{}</a>', url, _("Still open"))

    def value_open_problem(self, record: Any) -> str:
        """The same as text."""
        return str(_("Still open") if record.open_problem else _("Solved"))


class ErrorFilters(OfConnections):
    """By record, result, cause, time and place."""

    search = SearchFilter("title")
    ending = django_filters.ChoiceFilter(
        label=_("Result"),
        empty_label=_("All"),
        choices=[(Ending.FAILED.value, _("Failed")), (Ending.CONFLICT.value, _("Conflict"))],
    )
    code = django_filters.ChoiceFilter(label=_("Error Message"), empty_label=_("All"), choices=lambda: _codes())
    period = django_filters.ChoiceFilter(
        label=_("Period"),
        empty_label=_("All"),
        method="within",
        choices=[("hour", _("Last hour")), ("day", _("Last 24 hours")), ("week", _("Last 7 days"))],
    )
    open = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("All"),
        method="still_open",
        choices=[("open", _("Still open")), ("solved", _("Solved"))],
    )
    mapping = MappingFilter(field_name="job__mapping")
    connection = ConnectionFilter("job__mapping__connection")

    class Meta:
        model = JobOperation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.filters["mapping"].extra["several"] = self.several

    def within(self, rows: QuerySet[JobOperation], name: str, value: str) -> QuerySet[JobOperation]:
        """What ended within the period."""
        return rows.filter(ended_at__gte=timezone.now() - _PERIODS[value])

    def still_open(self, rows: QuerySet[JobOperation], name: str, value: str) -> QuerySet[JobOperation]:
        """What its record still has a problem after, or no more."""
        return rows.filter(Q(open_problem__isnull=value != "open"))


class ErrorList(ListPage):
    """Integration Synchronization Errors."""

    title = _("Integration Synchronization Errors")
    permission = "jobs.view_joboperation"
    table_class = ErrorTable
    filterset_class = ErrorFilters
    default_sort = "-ended_at"
    template_name = "jobs/errors.html"
    empty = Empty(_("No errors"), _("No job has met an error, or their history was deleted."), "check-circle")

    def get_queryset(self) -> QuerySet[JobOperation]:
        """The operations that failed, each with the problem that its record still has."""
        rows = JobOperation.objects.filter(ending__in=_TROUBLED, job__preview=False)
        wide = ("values", "lines", "verdicts", "undo", "restores", "job__request")
        rows = rows.select_related("job__mapping__connection").defer(*wide)
        return rows.annotate(open_problem=Coalesce(_problem("bc_key"), _problem("dataverse_key")))

    def get_table_kwargs(self) -> dict[str, Any]:
        """Whether connections have to be named."""
        return {"several": are_several(self.request)}


def _problem(name: str) -> Subquery:
    """The problem of the same record by the key of one side."""
    rows = RecordProblem.objects.filter(mapping=OuterRef("job__mapping"), **{name: OuterRef(name)})
    return Subquery(rows.values("pk")[:1])


def _sides(one: JobOperation) -> tuple[Side, Side]:
    """Source and destination; of what was to be written nowhere, Business Central is the source."""
    there = Side(one.side) if one.side else Side.DATAVERSE
    return there.other, there


def _end(one: JobOperation, side: Side) -> SafeString:
    key = one.bc_key if side is Side.BC else one.dataverse_key
    if not key:
        return format_html('<span class="muted">{}</span>', SYSTEM_NAMES[side])
    return format_html('<a href="{}">{}</a>', card_url(one.job.mapping_id, side, key), SYSTEM_NAMES[side])


def _codes() -> list[tuple[str, str]]:
    """What can go wrong with a record, in the order of its sentences."""
    return sorted(((code, sentences.title(Problem(code))) for code in PROBLEMS), key=lambda one: one[1])
