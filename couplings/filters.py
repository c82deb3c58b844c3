"""What the lists of records and of problems are narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from couplings.models import RecordProblem, RecordProblemQuerySet, RemoteRecord
from couplings.notes import assigned_to, assigned_to_nobody
from couplings.shown import layout_of
from couplings.states import RecordState, has_changed, has_problem, is_coupled, is_left_out, is_not_in_step
from mappings.filters import MappingFilter
from mappings.models import TableMapping
from syncadmin.connections.filters import ConnectionFilter, OfConnections
from syncadmin.engine.problems import PROBLEMS, Family, Problem
from syncadmin.engine.values import Side
from syncadmin.ui.filters import LONGEST_SEARCH, MOST_WORDS, FilterSet, SearchFilter
from syncadmin.ui.sentences import title

_STATES: Mapping[str, Callable[[Side, TableMapping | None], Q]] = {
    RecordState.COUPLED: lambda side, _mapping: Q(is_coupled(side)),
    RecordState.NOT_COUPLED: lambda side, _mapping: Q(~is_coupled(side), admitted=True, deleted=False, orphan=False),
    RecordState.PROBLEM: lambda side, _mapping: Q(has_problem(side)),
    RecordState.CONFLICT: lambda side, _mapping: Q(has_problem(side, code="conflict")),
    RecordState.EXCLUDED: lambda side, _mapping: Q(admitted=False),
    "changed": has_changed,
    "not_in_step": is_not_in_step,
    RecordState.ASKED: lambda side, _mapping: (
        Q(~is_coupled(side), orphan=True) & ~is_left_out() | Q(has_problem(side, code="partner_was_deleted"))
    ),
    RecordState.LEFT_OUT: lambda side, _mapping: Q(~is_coupled(side)) & is_left_out(),
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


class RecordFilters(FilterSet):
    """Search and coupling state."""

    search = FoldedSearchFilter()
    state = django_filters.ChoiceFilter(
        label=_("Coupling"),
        method="by_state",
        empty_label=_("All"),
        choices=[
            (RecordState.COUPLED.value, _("Coupled")),
            (RecordState.NOT_COUPLED.value, _("Not coupled")),
            (RecordState.PROBLEM.value, _("Problem")),
            (RecordState.CONFLICT.value, _("Conflict")),
            (RecordState.EXCLUDED.value, _("Excluded")),
            ("changed", _("Changed")),
            ("not_in_step", _("Not in step")),
            (RecordState.ASKED.value, _("Partner deleted")),
            (RecordState.LEFT_OUT.value, _("Left out")),
        ],
    )
    field = django_filters.ChoiceFilter(label=_("Field"), method="by_field", empty_label=_("Any"))
    value = django_filters.CharFilter(label=_("Contains"), method="by_value", max_length=LONGEST_SEARCH)
    side = Side.BC
    mapping: TableMapping | None = None

    class Meta:
        model = RemoteRecord
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if self.mapping is None:
            self.filters.pop("field"), self.filters.pop("value")
        else:
            layout = layout_of(self.mapping, self.side)
            self.filters["field"].extra["choices"] = [(one.name, one.caption) for one in layout.fields]

    def by_state(self, rows: QuerySet[RemoteRecord], name: str, value: str) -> QuerySet[RemoteRecord]:
        """The records that stand so."""
        return rows.filter(_STATES[value](self.side, self.mapping))

    def by_field(self, rows: QuerySet[RemoteRecord], name: str, value: str) -> QuerySet[RemoteRecord]:
        """The records whose field contains what ``value`` says."""
        wanted = (self.form.cleaned_data.get("value") or "").replace("\0", "")
        return rows.alias(asked=KeyTextTransform(value, "values")).filter(asked__icontains=wanted) if wanted else rows

    def by_value(self, rows: QuerySet[RemoteRecord], name: str, value: str) -> QuerySet[RemoteRecord]:
        """What a field is to contain narrows nothing without a field."""
        return rows


class DataverseRecordFilters(RecordFilters):
    """The same for the other side."""

    side = Side.DATAVERSE


def filters_of(side: Side, mapping: TableMapping | None = None) -> type[RecordFilters]:
    """The filters of the list of a side; of a mapping also those by its fields."""
    found = RecordFilters if side is Side.BC else DataverseRecordFilters
    return type(found.__name__, (found,), {"mapping": mapping}) if mapping else found


def known_codes() -> list[tuple[str, str]]:
    """The codes there are problems of, with their sentences."""
    codes = RecordProblem.objects.order_by("code").values_list("code", flat=True).distinct()
    return [(code, title(Problem(code))) for code in codes]


class ProblemFilters(OfConnections):
    """Search, cause, who has to act, and where. What is snoozed is shown when asked for."""

    search = SearchFilter("title")
    code = django_filters.ChoiceFilter(label=_("Error Message"), choices=known_codes, empty_label=_("All"))
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
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        empty_label=_("Open"),
        choices=[("retried", _("Waiting to be tried again")), ("snoozed", _("Snoozed")), ("all", _("All"))],
    )
    assigned = django_filters.ChoiceFilter(
        label=_("Assigned to"),
        method="by_assignee",
        empty_label=_("All"),
        choices=[("me", _("Me")), ("nobody", _("Nobody")), ("anyone", _("Anyone"))],
    )
    mapping = MappingFilter()
    cause = django_filters.CharFilter(label=_("Cause"), method="by_cause", widget=HiddenInput())
    connection = ConnectionFilter("mapping__connection")

    class Meta:
        model = RecordProblem
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.filters["mapping"].extra["several"] = self.several

    def filter_queryset(self, queryset: RecordProblemQuerySet) -> RecordProblemQuerySet:
        """Leave out what is snoozed, unless it is asked for."""
        rows: RecordProblemQuerySet = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") in ("snoozed", "all") else rows.awake()

    def by_state(self, rows: RecordProblemQuerySet, name: str, value: str) -> QuerySet[RecordProblem]:
        """The problems that are snoozed, or that have another try before them."""
        if value == "snoozed":
            return rows.snoozed()
        return rows.filter(retry_at__isnull=False) if value == "retried" else rows

    def by_assignee(self, rows: QuerySet[RecordProblem], name: str, value: str) -> QuerySet[RecordProblem]:
        """The problems that are assigned to whoever looks, to nobody, or to anybody."""
        if value == "me":
            return rows.filter(assigned_to(self.request.user)) if self.request else rows.none()
        return rows.filter(assigned_to_nobody() if value == "nobody" else ~assigned_to_nobody())

    def by_cause(self, rows: QuerySet[RecordProblem], name: str, value: str) -> QuerySet[RecordProblem]:
        """The problems of one cause; of those from before causes were told apart, the ones of this code."""
        return rows.filter(Q(cause=value) | Q(cause="", code=value))

    def by_family(self, rows: QuerySet[RecordProblem], name: str, value: Any) -> QuerySet[RecordProblem]:
        """The problems whose cause is of this family."""
        return rows.filter(code__in=[code for code, kind in PROBLEMS.items() if kind.family == value])


class InboxFilters(ProblemFilters):
    """The same without the cause, which the inbox has open beside the others."""

    cause = None
