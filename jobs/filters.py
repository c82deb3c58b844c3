"""The filters of the records of one job."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from jobs.counting import SHOWN, expected
from jobs.models import Job, JobOperation
from syncadmin.connections.models import SideChoice
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action
from syncadmin.ui.badges import badge_for
from syncadmin.ui.filters import FilterSet, SearchFilter
from syncadmin.ui.sentences import title


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
