"""The filters of the list of jobs: what they are, who asked for them, when they were at work, and what they touched."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from couplings.filters import folded_words
from couplings.models import RemoteRecord
from jobs.models import Job, JobOperation
from jobs.record_log import RecordsFilter
from mappings.filters import MappingFilter
from syncadmin.connections.filters import ConnectionFilter, OfConnections
from syncadmin.ui.filters import SearchFilter

PERIODS = {
    "hour": timedelta(hours=1),
    "day": timedelta(hours=24),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
_PERIOD_CAPTIONS = (
    ("hour", _("Last hour")),
    ("day", _("Last 24 hours")),
    ("week", _("Last 7 days")),
    ("month", _("Last 30 days")),
)
# BC's own types, of which each takes several of ours.
COUPLING, UNCOUPLING, SYNCHRONIZATION = "coupling", "uncoupling", "synchronization"
_KINDS: Mapping[str, tuple[Job.Kind, ...]] = {
    COUPLING: (Job.Kind.COUPLE, Job.Kind.MATCH),
    UNCOUPLING: (Job.Kind.UNCOUPLE,),
    SYNCHRONIZATION: (*Job.WHOLE_MAPPING, Job.Kind.RECORDS, Job.Kind.SETTLE, Job.Kind.CARRY_OUT),
}
_KIND_CHOICES = (
    (
        _("Log"),
        ((SYNCHRONIZATION, _("Synchronization")), (COUPLING, _("Coupling")), (UNCOUPLING, _("Uncoupling"))),
    ),
    (_("Type"), Job.Kind.choices),
)
_TITLES: Mapping[str, Promise] = {
    COUPLING: _("Integration Coupling Jobs"),
    Job.Kind.COUPLE: _("Integration Coupling Jobs"),
    Job.Kind.MATCH: _("Integration Coupling Jobs"),
    UNCOUPLING: _("Integration Uncoupling Jobs"),
    Job.Kind.UNCOUPLE: _("Integration Uncoupling Jobs"),
}
_STATUSES = (
    *Job.Status.choices,
    (Job.CANCELLED, _("Cancelled")),
    (Job.REJECTED, _("Rejected")),
)
_SEARCH = {"type": "search", "autocomplete": "off", "placeholder": _("Job number, record, mapping or person")}
# How many records a word may mean for the jobs that touched them to be found.
_MOST_RECORDS = 200


def title_of(kind: str) -> str:
    """How BC calls the list when it shows jobs of one type."""
    return str(_TITLES.get(kind, _("Integration Synchronization Jobs")))


@dataclass(frozen=True)
class Slot:
    """A stretch of time, as a bar of the chart stands for it; in an address both ends with two dashes between."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, text: str) -> Slot | None:
        """Out of an address; nonsense is none."""
        ends = [_moment(one) for one in text.split("--", 1)]
        since, until = ends if len(ends) == 2 else (None, None)
        return cls(since, until) if since and until and since < until else None

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return "--".join(timezone.localtime(one).strftime("%Y-%m-%dT%H:%M") for one in (self.since, self.until))

    def __str__(self) -> str:
        ends = (timezone.localtime(one) for one in (self.since, self.until))
        return " – ".join(date_format(one, "Y-m-d H:i") for one in ends)


class SlotField(forms.CharField):
    """A stretch of time; nonsense narrows nothing."""

    def clean(self, value: Any) -> Any:
        """The stretch."""
        return Slot.of(str(value or ""))


class SlotFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Jobs that ended in a stretch of time."""

    field_class = SlotField

    def filter(self, qs: QuerySet[Job], value: Slot | None) -> QuerySet[Job]:
        """Narrow the rows."""
        return qs.filter(finished_at__gte=value.since, finished_at__lt=value.until) if value else qs


class JobSearch(SearchFilter):
    """Jobs by number, person, mapping, or the records they touched; all words must fit."""

    def filter(self, qs: QuerySet[Job], value: str | None) -> QuerySet[Job]:
        """Narrow the rows, word by word."""
        for word in folded_words(value or ""):
            qs = qs.filter(reduce(operator.or_, _meanings(word)))
        return qs


class JobFilters(OfConnections):
    """Jobs by what they are, where, by whom and when. Jobs that only read are shown when asked for."""

    search = JobSearch(widget=forms.TextInput(_SEARCH))
    status = django_filters.ChoiceFilter(label=_("Status"), choices=_STATUSES, empty_label=_("All"), method="looking")
    kind = django_filters.ChoiceFilter(label=_("Type"), choices=_KIND_CHOICES, empty_label=_("All"), method="of_kind")
    trigger = django_filters.ChoiceFilter(label=_("Trigger"), choices=Job.Trigger.choices, empty_label=_("All"))
    mapping = MappingFilter()
    connection = ConnectionFilter("mapping__connection")
    person = django_filters.ModelChoiceFilter(
        label=_("Started by"), field_name="requested_by", queryset=User.objects.none(), empty_label=_("All")
    )
    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=_PERIOD_CAPTIONS, empty_label=_("All"), method="within"
    )
    since = django_filters.DateFilter(label=_("From"), method="from_day", widget=forms.DateInput({"type": "date"}))
    until = django_filters.DateFilter(label=_("To"), method="to_day", widget=forms.DateInput({"type": "date"}))
    slot = SlotFilter(label=_("Time"), widget=forms.HiddenInput())
    record = RecordsFilter(label=_("Record"), widget=forms.HiddenInput())

    class Meta:
        model = Job
        fields = ("search", "status", "kind", "trigger", "mapping", "connection", "person", "period", "since", "until")

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.filters["mapping"].extra["several"] = self.several
        started = Exists(Job.objects.filter(requested_by=OuterRef("pk")))
        self.filters["person"].queryset = User.objects.filter(started).order_by("username")

    def looking(self, rows: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Jobs that look so: what somebody cancelled or rejected is no error."""
        if value in Job.WANTED:
            return rows.filter(status=Job.Status.FAILED, code=value)
        return rows.filter(status=value).exclude(status=Job.Status.FAILED, code__in=Job.WANTED)

    def of_kind(self, rows: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Jobs of one of our kinds, or of one of BC's types."""
        return rows.filter(kind__in=_KINDS.get(value, (value,)))

    def within(self, rows: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Jobs that ended within the period, or have not yet."""
        return rows.filter(_ended_since(timezone.now() - PERIODS[value]))

    def from_day(self, rows: QuerySet[Job], name: str, value: date) -> QuerySet[Job]:
        """Jobs that ended on this day or later, or have not yet."""
        return rows.filter(_ended_since(day_start(value)))

    def to_day(self, rows: QuerySet[Job], name: str, value: date) -> QuerySet[Job]:
        """Jobs that ended on this day or before; unfinished ones by when they were asked for."""
        end = day_start(value) + timedelta(days=1)
        return rows.filter(Q(finished_at__lt=end) | Q(finished_at=None, created_at__lt=end))

    def filter_queryset(self, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Leave out jobs that only read, unless that is what is asked for."""
        rows: QuerySet[Job] = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("kind") else rows.exclude(kind__in=Job.ONLY_READ)


def day_start(day: date) -> datetime:
    """Midnight at the beginning of a day, where the installation is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _ended_since(moment: datetime) -> Q:
    return Q(finished_at__gte=moment) | Q(finished_at=None)


def _meanings(word: str) -> list[Q]:
    """What a word may mean: records are looked up first, and jobs by their keys, which are indexed."""
    records = RemoteRecord.objects.filter(search__contains=word).order_by().values_list("key", flat=True)
    keys = list(records[:_MOST_RECORDS])
    touched = JobOperation.objects.filter(Q(bc_key__in=keys) | Q(dataverse_key__in=keys)).values("job") if keys else []
    found = [
        Q(mapping__name__icontains=word),
        Q(pk__in=touched),
        *(Q(**{f"requested_by__{name}__icontains": word}) for name in ("username", "first_name", "last_name")),
    ]
    number = word.lstrip("#")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return [*found, Q(pk=int(number))] if is_number else found


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
        return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else None
    except (ValueError, OverflowError):
        return None
