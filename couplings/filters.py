"""What the lists of customers and of problems are narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from couplings.customers import CustomerState, has_changed, has_problem, is_coupled
from couplings.models import RecordProblem, RemoteRecord
from syncadmin.connections.filters import ConnectionFilter, OfConnections
from syncadmin.engine.problems import PROBLEMS, Family, Problem
from syncadmin.ui.filters import LONGEST_SEARCH, MOST_WORDS, FilterSet, SearchFilter
from syncadmin.ui.sentences import title

_STATES: Mapping[str, Callable[[], Q]] = {
    CustomerState.COUPLED: lambda: Q(is_coupled()),
    CustomerState.NOT_COUPLED: lambda: Q(~is_coupled(), admitted=True, deleted=False),
    CustomerState.PROBLEM: lambda: Q(has_problem()),
    CustomerState.EXCLUDED: lambda: Q(admitted=False),
    "changed": has_changed,
}


def folded_words(text: str) -> list[str]:
    """The words of a search in the form in which ``RemoteRecord.search`` keeps them."""
    return text[:LONGEST_SEARCH].replace("\0", "").casefold().split()[:MOST_WORDS]


class FoldedSearchFilter(SearchFilter):
    """Records whose kept search text has every word, whatever its case and script."""

    def filter(self, qs: QuerySet[RemoteRecord], value: str | None) -> QuerySet[RemoteRecord]:
        """Narrow the rows, word by word."""
        for word in folded_words(value or ""):
            qs = qs.filter(search__contains=word)
        return qs


class CustomerFilters(FilterSet):
    """Search and coupling state."""

    search = FoldedSearchFilter()
    state = django_filters.ChoiceFilter(
        label=_("Coupling"),
        method="by_state",
        empty_label=_("All"),
        choices=[
            (CustomerState.COUPLED.value, _("Coupled")),
            (CustomerState.NOT_COUPLED.value, _("Not coupled")),
            (CustomerState.PROBLEM.value, _("Problem")),
            (CustomerState.EXCLUDED.value, _("Excluded")),
            ("changed", _("Changed")),
        ],
    )

    class Meta:
        model = RemoteRecord
        fields: tuple[str, ...] = ()

    def by_state(self, rows: QuerySet[RemoteRecord], name: str, value: str) -> QuerySet[RemoteRecord]:
        """The customers that stand so."""
        return rows.filter(_STATES[value]())


def known_codes() -> list[tuple[str, str]]:
    """The codes there are problems of, with their sentences."""
    codes = RecordProblem.objects.order_by("code").values_list("code", flat=True).distinct()
    return [(code, title(Problem(code))) for code in codes]


class ProblemFilters(OfConnections):
    """Search, cause, who has to act, and where."""

    search = SearchFilter("title")
    code = django_filters.ChoiceFilter(label=_("Cause"), choices=known_codes, empty_label=_("All"))
    family = django_filters.ChoiceFilter(
        label=_("Who acts"),
        method="by_family",
        empty_label=_("All"),
        choices=[
            (Family.PERSON.value, _("Needs a person")),
            (Family.RETRY.value, _("Tried again by itself")),
            (Family.BUG.value, _("Internal error")),
        ],
    )
    connection = ConnectionFilter("mapping__connection")

    class Meta:
        model = RecordProblem
        fields: tuple[str, ...] = ()

    def by_family(self, rows: QuerySet[RecordProblem], name: str, value: Any) -> QuerySet[RecordProblem]:
        """The problems whose cause is of this family."""
        return rows.filter(code__in=[code for code, kind in PROBLEMS.items() if kind.family == value])
