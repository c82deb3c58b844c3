"""What stands above the records of one cause: what it is, and for records that wait, for what, and who could help."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from couplings.causes import Cause, cause_of, records_query, records_url
from couplings.models import RecordProblem, RemoteRecord, Wait
from couplings.problems import FOR_A_PERSON
from couplings.waiting import record_awaited, related_to
from mappings.models import FieldMapping, TableMapping
from syncadmin.engine.links import named
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side

_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Awaited:
    """The value that the records of a cause wait for. ``key`` is that of the record it leads to, if that was read."""

    related: TableMapping
    field: FieldMapping | None
    side: Side
    value: str
    key: UUID | None
    record: RemoteRecord | None

    @property
    def other_system(self) -> str:
        """Where the partner would be created."""
        return SYSTEM_NAMES[self.side.other]

    @property
    def may_be_created(self) -> bool:
        """Whether the related mapping creates records there."""
        return Direction(self.related.direction).flows_to(self.side.other)

    @property
    def may_be_coupled_by_hand(self) -> bool:
        """Whether there is a page on which its partner is chosen."""
        return self.record is not None

    @property
    def couple_url(self) -> str:
        """Where it can be coupled: by hand, or by what the records of both sides have in common."""
        if self.may_be_coupled_by_hand:
            return reverse("couplings:couple", args=[self.related.pk, self.side, self.key])
        return reverse("jobs:criteria", args=[self.related.pk])


@dataclass(frozen=True)
class Panel:
    """A cause with what can be done about it; no cause is left if it was solved. ``options_url`` is where an option
    that is waited for is mapped."""

    cause: Cause | None
    wait: Wait | None
    awaited: Awaited | None
    options_url: str
    query: str
    here: str
    snoozed_url: str
    list_url: str

    @property
    def may_retry(self) -> bool:
        """Whether trying again can mend it."""
        return self.cause is not None and self.cause.example.code not in FOR_A_PERSON


def panel_of(request: HttpRequest) -> Panel | None:
    """The panel of the cause that the address names, if it names one."""
    name, mapping = request.GET.get("cause", ""), request.GET.get("mapping", "")
    if not name or not (mapping.isascii() and mapping.isdigit() and len(mapping) <= _LONGEST_NUMBER):
        return None
    return panel_for(int(mapping), name, records_url(int(mapping), "", name))


def panel_for(mapping: int, name: str, here: str) -> Panel:
    """The panel of a cause on the page with this address."""
    rows = RecordProblem.objects.filter(mapping=mapping)
    rows = rows.filter(cause=name) if rows.filter(cause=name).exists() else rows.filter(cause="", code=name)
    known = (mapping, "", name)
    cause = cause_of(rows)
    return Panel(
        cause,
        wait_of(cause.example) if cause else None,
        awaited_by(cause.example) if cause else None,
        _options_url(cause.example) if cause else "",
        query=records_query(*known, "all"),
        here=here,
        snoozed_url=records_url(*known, "snoozed"),
        list_url=records_url(*known, "all"),
    )


def awaited_by(problem: RecordProblem) -> Awaited | None:
    """What a problem is about, if its record waits for a mapping that there is."""
    wait = wait_of(problem)
    if not wait:
        return None
    side = Side(wait.side)
    related = related_to(problem.mapping.connection, wait.relation, side, wait.value)
    if not related:
        return None
    key, record = record_awaited(related, side, wait.value) or (None, None)
    return Awaited(related, field_of(problem, wait), side, wait.value, key, record)


def _options_url(problem: RecordProblem) -> str:
    """Where the options of the field are mapped whose value is waited for, if it is one that leads to options."""
    wait = wait_of(problem)
    field = wait and field_of(problem, wait)
    options = problem.mapping.connection.option_mappings.filter(name__in=named(wait.relation)) if wait else None
    if not field or not options or not options.exists():
        return ""
    return reverse("mappings:options", args=[problem.mapping_id, field.pk])


def wait_of(problem: RecordProblem) -> Wait | None:
    """The wait that a problem tells of."""
    facts = problem.facts
    value = facts.get("key") or facts.get("value", "")
    return problem.waits.filter(relation=facts.get("mapping", ""), value=value).first()


def field_of(problem: RecordProblem, wait: Wait) -> FieldMapping | None:
    """The field row whose value is waited for."""
    rows = problem.mapping.fields.filter(related_mapping=wait.relation)
    return rows.filter(caption=problem.facts.get("field", "")).first() or rows.first()
