"""What needs a person, for Home: the causes with the most records, worst first, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from couplings.causes import records_query, records_url, shared
from couplings.fixes import Fix, fixes_of, rows_of
from couplings.models import RecordProblem
from couplings.tables import problem_url
from jobs.remembered import remembered
from syncadmin.engine.problems import Family, Problem

MOST = 5
# Of so many causes, those with the most records, the worst are looked for.
_LOOKED_AT = 200
_CAPTIONS: Mapping[str, str | Promise] = {
    "conflict": _("Settle"),
    "doubtful_match": _("Choose the Match"),
    "partner_was_deleted": _("Decide"),
    "partner_deleted": _("Decide"),
}
_RANKS = {Family.PERSON: 0, Family.RETRY: 2}


@dataclass(frozen=True)
class CauseLine:
    """A cause as Home shows it: how many records it holds up since when, who has taken it on, and its buttons."""

    problem: Problem
    example: RecordProblem
    records: int
    since: datetime
    next_try: datetime | None
    caption: str | Promise
    url: str
    fixes: tuple[Fix, ...]
    query: str
    retries: bool

    @property
    def assigned(self) -> str:
        """Who has taken on the record, if it is only one."""
        one = self.example
        return "" if self.records > 1 else str(one.assignee or one.assigned_role or "")

    @property
    def family(self) -> str:
        """Who acts."""
        return self.problem.kind.family


def cause_lines() -> list[CauseLine]:
    """The worst causes: those that need a person before those that are tried again, most records first."""
    found = remembered("causes", _causes)
    problems = RecordProblem.objects.select_related("mapping__connection", "assignee", "assigned_role")
    examples = problems.in_bulk([one["example"] for one in found])
    rows = rows_of([examples[one["example"]] for one in found if one["records"] == 1 and one["example"] in examples])
    return [_line(one, examples[one["example"]], rows) for one in found if one["example"] in examples]


def _causes() -> list[dict[str, Any]]:
    groups = RecordProblem.objects.awake().order_by().values("mapping", "code", "cause")
    counted = groups.annotate(
        example=Min("pk"), records=Count("pk"), since=Min("first_seen_at"), next_try=Min("retry_at")
    )
    found: list[Any] = list(counted.order_by("-records", "example")[:_LOOKED_AT])
    return sorted(found, key=lambda one: (_rank(one["code"]), -one["records"]))[:MOST]


def _rank(code: str) -> int:
    return _RANKS.get(Problem(code).kind.family, 1)


def _line(found: Mapping[str, Any], example: RecordProblem, rows: Mapping[int, Any]) -> CauseLine:
    records, named = found["records"], (found["mapping"], found["code"], found["cause"])
    alone = records == 1
    return CauseLine(
        problem=shared(example, records),
        example=example,
        records=records,
        since=found["since"],
        next_try=found["next_try"],
        caption=_CAPTIONS.get(example.code, _("Show the record") if alone else _("Show the records")),
        url=(problem_url(example) if alone else None) or records_url(*named),
        fixes=fixes_of(example, rows.get(example.pk)) if alone else (),
        query=records_query(*named, "all"),
        retries=example.code not in _CAPTIONS,
    )
