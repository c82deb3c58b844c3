"""What happened to a pair, newest first: every operation of jobs that touched either of its records.

A page is found by the keys of both records, so that records that are not coupled have a timeline too; the number of
queries does not grow with its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from couplings.models import ProblemNote
from jobs.differences import FLOWING, Difference, called_by_title, captions, differences
from jobs.models import JobOperation
from jobs.plan_rows import TROUBLES
from jobs.wording import action_words
from mappings.models import TableMapping
from syncadmin.engine.carry import same
from syncadmin.engine.values import Side

PAGE = 10
_MOST_NOTES = 200


@dataclass(frozen=True)
class Entry:
    """One operation: what it did, the fields it wrote with another value (or that both sides changed differently), and
    whether the record's problem began or ended with it."""

    operation: JobOperation
    action: str
    changes: Sequence[Difference] = ()
    disputed: Sequence[Difference] = ()
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a timeline: what a job did, or what a person said or did with the problem."""

    at: datetime
    entry: Entry | None = None
    note: ProblemNote | None = None


@dataclass(frozen=True)
class Timeline:
    """A page of entries, the first with the notes on the problem. ``before`` is where the page of older ones begins;
    None if this is the last."""

    entries: tuple[Entry, ...] = ()
    before: int | None = None
    notes: tuple[ProblemNote, ...] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """Operations and what people said meanwhile, newest first."""
        done = [Row(one.operation.ended_at or one.operation.job.created_at, entry=one) for one in self.entries]
        said = [Row(one.created_at, note=one) for one in self.notes]
        return sorted([*said, *done], key=lambda row: row.at, reverse=True)


def timeline_of(
    mapping: TableMapping, bc_key: UUID | None, dataverse_key: UUID | None, before: int | None = None
) -> Timeline:
    """The newest operations that touched either record, or those older than ``before``."""
    keys = {"bc_key": bc_key, "dataverse_key": dataverse_key}
    found = {one.pk: one for name, key in keys.items() if key for one in _newest(mapping, name, key, before)}
    rows = sorted(found.values(), key=lambda one: -one.pk)[: PAGE + 1]
    former = [*rows[1:], None]
    named = captions(mapping)
    fields = called_by_title(mapping, *(differences(one, named) for one in rows[:PAGE]))
    entries = tuple(_entry(*each) for each in zip(rows[:PAGE], former, fields, strict=False))
    notes = () if before else _notes(mapping, bc_key, dataverse_key)
    return Timeline(entries, rows[PAGE - 1].pk if len(rows) > PAGE else None, notes)


def _notes(mapping: TableMapping, bc_key: UUID | None, dataverse_key: UUID | None) -> tuple[ProblemNote, ...]:
    """What stands at the problem of either record, as long as it has one."""
    keys = {"problem__bc_key": bc_key, "problem__dataverse_key": dataverse_key}
    known = [Q(**{name: key}) for name, key in keys.items() if key]
    if not known:
        return ()
    rows = ProblemNote.objects.filter(reduce(or_, known), problem__mapping=mapping).select_related("author")
    return tuple(rows.order_by("-pk")[:_MOST_NOTES])


def _newest(mapping: TableMapping, name: str, key: UUID, before: int | None) -> Sequence[JobOperation]:
    """One more than a page, so that it is known whether there are older ones."""
    rows = JobOperation.objects.filter(job__mapping=mapping, job__preview=False, **{name: key})
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("job__requested_by").defer("job__request").order_by("-pk")[: PAGE + 1])


def _entry(one: JobOperation, older: JobOperation | None, fields: Sequence[Difference]) -> Entry:
    troubled, before = one.ending in TROUBLES, older is not None and older.ending in TROUBLES
    again = before and older is not None and older.code == one.code
    of_other_job = older is not None and older.job_id != one.job_id
    return Entry(
        one,
        action_words(one),
        [field for field in fields if one.side and _writes(field, Side(one.side))],
        [field for field in fields if field.conflict],
        opens=troubled and not again,
        closes=bool(one.ending) and not troubled and before and of_other_job,
    )


def _writes(field: Difference, side: Side) -> bool:
    """Whether the side got another value."""
    return FLOWING.get(field.kind) is side and not same(field.before(side), field.result)
