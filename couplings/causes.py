"""Problems by their cause: how many records each holds up, in one query, and which records an action is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from couplings.filters import ProblemFilters
from couplings.models import RecordProblem, snoozed_now
from couplings.notes import assigned_to_nobody
from couplings.problems import names_in
from syncadmin.engine.cause import common_facts
from syncadmin.engine.problems import Problem
from syncadmin.ui.selection import Selection


@dataclass(frozen=True)
class Cause:
    """What one thing solves: an ``example`` of its problems, and the numbers of all of them."""

    example: RecordProblem
    records: int
    snoozed: int
    first_seen: datetime
    last_seen: datetime
    next_try: datetime | None

    @property
    def problem(self) -> Problem:
        """The problem without what differs from record to record."""
        return shared(self.example, self.records)

    @property
    def awake(self) -> int:
        """How many of the records are not snoozed."""
        return self.records - self.snoozed


def by_cause(rows: QuerySet[RecordProblem]) -> QuerySet[RecordProblem, Any]:
    """One row for each cause, with the key of an ``example`` and the numbers of a ``Cause``."""
    return (
        rows.order_by()
        .values("mapping", "code", "cause")
        .annotate(
            example=Min("pk"),
            records=Count("pk"),
            snoozed_records=Count("pk", filter=snoozed_now()),
            first_seen=Min("first_seen_at"),
            last_seen=Max("last_seen_at"),
            next_try=Min("retry_at", filter=~snoozed_now()),
            people=Count("assignee", distinct=True),
            roles=Count("assigned_role", distinct=True),
            one_person=Min("assignee__username"),
            one_role=Min("assigned_role__name"),
            unassigned=Count("pk", filter=assigned_to_nobody()),
        )
    )


def cause_of(rows: QuerySet[RecordProblem]) -> Cause | None:
    """The cause of problems that have one cause."""
    found = next(iter(by_cause(rows)), None)
    if found is None:
        return None
    example = RecordProblem.objects.select_related("mapping__connection").get(pk=found["example"])
    numbers = (found[name] for name in ("records", "snoozed_records", "first_seen", "last_seen", "next_try"))
    return Cause(example, *numbers)


def shared(example: RecordProblem, records: int) -> Problem:
    """What the problems of a cause have in common; all there is to say where it is only one."""
    if records == 1:
        return example.problem
    return Problem(example.code, common_facts(example.problem, names_in(example.title, example.verdicts)))


def records_query(mapping: int, code: str, cause: str, state: str = "") -> str:
    """The query string of the list of records that names a cause."""
    query = {"mapping": str(mapping), "cause": cause or code, "state": state}
    return urlencode({name: value for name, value in query.items() if value})


def records_url(mapping: int, code: str, cause: str, state: str = "") -> str:
    """The list of the records of a cause."""
    return f"{reverse('couplings:problem_records')}?{records_query(mapping, code, cause, state)}"


def selected_problems(request: HttpRequest) -> QuerySet[RecordProblem]:
    """The problems that an action is about: of selected records, or (``causes``) of selected causes."""
    selection = Selection.of(request)
    filters = partial(ProblemFilters, request=request)
    rows = selection.rows(queryset=RecordProblem.objects.all(), filterset_class=filters)
    if selection.everything or not request.GET.get("causes"):
        return rows
    return RecordProblem.objects.like(rows)
