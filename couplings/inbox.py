"""What the inbox shows of problems: its causes, the records of the one that is open, and where it is in them.

The address is all of its state: the filters, ``open`` (a cause, as mapping and name), ``record`` (the key of a problem)
and ``at``, the place of that record among those of the cause, by which one goes on when the record is solved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.models import RecordProblem, RecordProblemQuerySet
from couplings.trends import Trend, trends
from syncadmin.engine.problems import Problem
from syncadmin.ui import sentences

PAGE = 50
ORDER = ("title", "pk")
_LONGEST_NUMBER = 18
_OWN = ("open", "record", "at", "rpage")
_CAUSE = re.compile(r"(?P<mapping>[0-9]{1,18})-(?P<name>[^\0]{1,100})")


@dataclass(frozen=True)
class Place:
    """What is open. A ``mapping`` of 0 is no cause, a ``record`` of 0 no record; ``at`` counts from 1."""

    mapping: int = 0
    name: str = ""
    record: int = 0
    at: int = 0
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> Place:
        """Out of an address; nonsense opens nothing. The address of a record alone opens its cause as well."""
        record, at, page = (number_in(query, name) for name in ("record", "at", "rpage"))
        found = _CAUSE.fullmatch(query.get("open", ""))
        if found:
            return cls(int(found["mapping"]), found["name"], record, at, max(page, 1))
        one = RecordProblem.objects.filter(pk=record).first() if record else None
        return cls(one.mapping_id, one.cause or one.code, record, at) if one else cls(record=record)

    @property
    def opened(self) -> bool:
        """Whether a cause is open."""
        return self.mapping > 0


@dataclass(frozen=True)
class CauseLine:
    """A cause in the list of causes. ``state`` says whether it is open, snoozed or tried again by itself."""

    row: Mapping[str, Any]
    problem: Problem
    example: RecordProblem | None
    url: str
    chosen: bool
    trend: Trend
    several: bool

    @property
    def family(self) -> str:
        """Who acts."""
        return str(self.problem.kind.family)

    @property
    def state(self) -> str:
        """How it stands as a whole."""
        if self.row["snoozed_records"] == self.row["records"]:
            return "snoozed"
        return "retried" if self.row["next_try"] else "open"

    @property
    def assigned(self) -> str:
        """Who has taken it on; nothing if nobody has."""
        return assigned_words(self.row)


def cause_lines(table: Any, place: Place, query: QueryDict, several: bool) -> list[CauseLine]:
    """The causes of the page of a table of them, with their trends."""
    rows = [one.record for one in table.paginated_rows]
    keys = [(row["mapping"], row["code"], row["cause"]) for row in rows]
    seen = trends(keys)
    lines = []
    for row, key in zip(rows, keys, strict=True):
        name = row["cause"] or row["code"]
        url = inbox_url(query, open=f"{row['mapping']}-{name}")
        chosen = (row["mapping"], name) == (place.mapping, place.name)
        example = table.examples.get(row["example"])
        lines.append(CauseLine(row, table.problem_of(row), example, url, chosen, seen[key], several))
    return lines


def of_cause(rows: RecordProblemQuerySet, place: Place) -> QuerySet[RecordProblem]:
    """The problems of the open cause among these, in the order of the inbox."""
    if not place.opened:
        return rows.none()
    mine = rows.filter(mapping=place.mapping)
    known = mine.filter(cause=place.name)
    return (known if known.exists() else mine.filter(cause="", code=place.name)).order_by(*ORDER)


def inbox_url(query: QueryDict | str = "", **opened: object) -> str:
    """The address of the inbox with the filters of this query, and what is to be open in it."""
    kept = query.copy() if isinstance(query, QueryDict) else QueryDict(query, mutable=True)
    for name in _OWN:
        kept.pop(name, None)
    for name, value in opened.items():
        kept[name] = str(value)
    text = kept.urlencode(safe="")
    return f"{reverse('couplings:problems')}?{text}" if text else reverse("couplings:problems")


def url_of_problem(problem: RecordProblem) -> str:
    """Where the inbox shows a problem."""
    return inbox_url("state=all", open=f"{problem.mapping_id}-{problem.cause or problem.code}", record=problem.pk)


def assigned_words(row: Mapping[str, Any]) -> str:
    """Who has taken on the records of a cause: a name, or how many have."""
    number = row["people"] + row["roles"]
    if not number:
        return ""
    if number > 1:
        return ngettext("%(n)d assignee", "%(n)d assignees", number) % {"n": number}
    name = row["one_person"] or row["one_role"]
    return str(name) if row["unassigned"] == 0 else _("%(name)s and nobody") % {"name": name}


def announced(problem: RecordProblem, at: int, total: int) -> str:
    """What is said of a record that was just opened."""
    words = {"at": at, "total": total, "record": problem.title, "problem": sentences.title(problem.problem)}
    if not at:
        return f"{problem.title}, {words['problem']}"
    return _("%(at)d of %(total)d: %(record)s, %(problem)s") % words


def number_in(query: QueryDict, name: str) -> int:
    """A number out of an address; nonsense is 0."""
    text = query.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0


def record_urls(rows: Sequence[RecordProblem], first: int, place: Place, query: QueryDict) -> list[str]:
    """The addresses of these records, of which the first is at this place."""
    cause = f"{place.mapping}-{place.name}"
    page = {"rpage": place.page} if place.page > 1 else {}
    return [inbox_url(query, open=cause, record=one.pk, at=first + number, **page) for number, one in enumerate(rows)]
