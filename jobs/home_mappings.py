"""The mappings for Home: what each is coupled of, what waits and for how long, and its last and next run.

However many mappings and rows there are, it is the same few queries; numbers that take long are remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery

from couplings.models import Coupling, RemoteRecord
from couplings.numbers import changed_couplings
from jobs.models import Job, Schedule
from jobs.remembered import remembered
from jobs.standing import new_records
from mappings.documents import documents_among
from mappings.models import TableMapping
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side

# What counts as a run of a mapping; one that somebody started for records of their choice does not.
RUNS = (*Job.WHOLE_MAPPING, Job.Kind.MATCH, Job.Kind.CARRY_OUT)


@dataclass(frozen=True)
class Pending:
    """How many records changed since a run accounted for them, and when the first of them did."""

    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class MappingLine:
    """A mapping with its latest and its next run; ``document`` is the mapping that runs it, if it has no own runs."""

    mapping: TableMapping
    coupled: int
    total: int
    pending: Pending
    last: Job | None
    next: Job | None
    next_at: datetime | None
    document: TableMapping | None = None

    @property
    def share(self) -> int:
        """How much of what its filters let through is coupled, in percent; 100 only if it is all of it."""
        return min(100, self.coupled * 100 // self.total) if self.total else 0


def mapping_lines() -> list[MappingLine]:
    """Every mapping."""
    mappings = list(_with_jobs())
    documents = documents_among(mappings)
    keys = [key for one in mappings for key in (one.last_job, one.next_job) if key]  # type: ignore[attr-defined]
    jobs = Job.objects.defer("request").in_bulk(keys)
    next_runs = dict(Schedule.objects.filter(on_hold=False).values_list("mapping", "next_at"))
    coupled, rows, pending = remembered("mappings", lambda: (_coupled(), _rows(), _pending()))
    return [
        MappingLine(
            one,
            coupled.get(one.pk, 0),
            _total(one, rows, coupled.get(one.pk, 0)),
            pending.get(one.pk, Pending()),
            jobs.get(one.last_job),  # type: ignore[attr-defined]
            jobs.get(one.next_job),  # type: ignore[attr-defined]
            next_runs.get(one.pk) if one.connection.enabled else None,
            documents.get(one.pk),
        )
        for one in mappings
    ]


def _with_jobs() -> list[TableMapping]:
    """The mappings with the keys of their last run and of the one that is not over."""
    jobs = Job.objects.filter(mapping=OuterRef("pk"), preview=False).order_by("-pk")
    last = jobs.filter(kind__in=RUNS, finished_at__isnull=False)
    unfinished = jobs.filter(status__in=Job.UNFINISHED).order_by("pk")
    mappings = TableMapping.objects.select_related("connection").order_by("connection__name", "name")
    first = {"last_job": Subquery(last.values("pk")[:1]), "next_job": Subquery(unfinished.values("pk")[:1])}
    return list(mappings.annotate(**first))


def _coupled() -> Mapping[int, int]:
    pairs = Coupling.objects.filter(state=Coupling.State.COUPLED).order_by().values_list("mapping")
    return dict(pairs.annotate(number=Count("pk")))


def _rows() -> Mapping[tuple[int, str], int]:
    """How many records of each side the filters let through."""
    rows = RemoteRecord.objects.filter(admitted=True, deleted=False).order_by().values_list("mapping", "side")
    return {(mapping, side): number for mapping, side, number in rows.annotate(number=Count("pk"))}


def _total(mapping: TableMapping, rows: Mapping[tuple[int, str], int], coupled: int) -> int:
    """How many records are to be coupled: those of the side they come from, or of the fuller one."""
    sides = [side for side in Side if Direction(mapping.direction).flows_to(side.other)]
    return max(coupled, *(rows.get((mapping.pk, side.value), 0) for side in sides))


def _pending() -> Mapping[int, Pending]:
    """What the next run has something to do for: couplings that changed, and what is to be created."""
    numbers = Counter(changed_couplings().values())
    numbers.update(dict(new_records().order_by().values_list("mapping").annotate(number=Count("pk"))))
    same = Coupling.objects.filter(mapping=OuterRef("mapping"))
    coupled = Exists(same.filter(bc_key=OuterRef("key"))) | Exists(same.filter(dataverse_key=OuterRef("key")))
    pending = RemoteRecord.objects.filter(Q(coupled) | Q(mapping__only_coupled=False, admitted=True), pending=True)
    oldest = dict(pending.order_by().values_list("mapping").annotate(since=Min("modified_at")))
    return {mapping: Pending(number, oldest.get(mapping)) for mapping, number in numbers.items()}
