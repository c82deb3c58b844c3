"""The filters of the lists of this app."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from jobs.counting import SHOWN, expected
from jobs.models import Job, JobOperation
from mappings.filters import MappingFilter
from syncadmin.connections.filters import ConnectionFilter, OfConnections
from syncadmin.connections.models import SideChoice
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action
from syncadmin.ui.badges import badge_for
from syncadmin.ui.filters import FilterSet, SearchFilter
from syncadmin.ui.sentences import title

_PERIODS = {
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


class JobFilters(OfConnections):
    """Jobs by what they are, where, and when they were asked for. Jobs that only read are shown when asked for."""

    status = django_filters.ChoiceFilter(label=_("Status"), choices=Job.Status.choices, empty_label=_("All"))
    kind = django_filters.ChoiceFilter(label=_("Type"), choices=Job.Kind.choices, empty_label=_("All"))
    trigger = django_filters.ChoiceFilter(label=_("Trigger"), choices=Job.Trigger.choices, empty_label=_("All"))
    period = django_filters.ChoiceFilter(
        label=_("Period"), choices=_PERIOD_CAPTIONS, empty_label=_("All"), method="within"
    )
    mapping = MappingFilter()
    connection = ConnectionFilter("mapping__connection")

    class Meta:
        model = Job
        fields = ("status", "kind", "trigger", "period", "mapping", "connection")

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.filters["mapping"].extra["several"] = self.several

    def within(self, rows: QuerySet[Job], name: str, value: str) -> QuerySet[Job]:
        """Jobs asked for within the period."""
        return rows.filter(created_at__gte=timezone.now() - _PERIODS[value])

    def filter_queryset(self, queryset: QuerySet[Job]) -> QuerySet[Job]:
        """Leave out jobs that only read, unless that is what is asked for."""
        rows: QuerySet[Job] = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("kind") else rows.exclude(kind__in=Job.ONLY_READ)


class OperationFilters(FilterSet):
    """The records of one job by how they ended, where, and why."""

    search = SearchFilter("title")
    ending = django_filters.ChoiceFilter(label=_("Result"), empty_label=_("All"), method="ending_in")
    side = django_filters.ChoiceFilter(label=_("Written to"), choices=SideChoice.choices, empty_label=_("All"))
    code = django_filters.ChoiceFilter(label=_("Reason"), empty_label=_("All"))

    class Meta:
        model = JobOperation
        fields = ("search", "ending", "side", "code")

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.filters["ending"].extra["choices"] = [(one.value, badge_for("ending", one).label) for one in SHOWN]
        codes = self.queryset.exclude(code="").order_by("code").values_list("code", flat=True).distinct()
        self.filters["code"].extra["choices"] = [(code, _caption(code)) for code in codes]

    def ending_in(self, rows: QuerySet[JobOperation], name: str, value: str) -> QuerySet[JobOperation]:
        """Operations that ended so; of a plan also those that would."""
        planned = [one.value for one in Action if expected(one.value).value == value]
        a_plan = Q(job__preview=True) | Q(job__status=Job.Status.APPROVAL)
        return rows.filter(Q(ending=value) | a_plan & Q(ending="", action__in=planned))


def _caption(code: str) -> str:
    """A reason without its facts, short enough for a list of choices."""
    return Truncator(title(Problem(code))).chars(60)
