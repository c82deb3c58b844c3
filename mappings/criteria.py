"""The criteria of match-based coupling as they are kept on a mapping: read, saved and reset.

Which records they find to be the same is decided in ``engine.match``; jobs take a copy of them when they are started.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.compile import flow
from mappings.models import FieldMapping, TableMapping
from mappings.parts import CRITERIA
from mappings.versions import versioned


@dataclass(frozen=True)
class FieldCriterion:
    """A field row that is matched on. ``field`` is the id of the field in a compiled mapping."""

    field: str
    priority: int = 0
    case_sensitive: bool = False


@dataclass(frozen=True)
class CriteriaRow:
    """What *Select Coupling Criteria* says of one field row."""

    row: FieldMapping
    match: bool
    case_sensitive: bool
    priority: int


@dataclass(frozen=True)
class AfterMatching:
    """What becomes of records that were matched, and of those that were not."""

    synchronize: bool = False
    create: bool = False
    first: bool = False


def matchable_rows(mapping: TableMapping) -> list[FieldMapping]:
    """The field rows that can be matched on: those that take part in runs and are read of both sides."""
    return [one for one in mapping.fields.all() if one.active and not one.constant and flow(mapping, one)]


def criteria_of(mapping: TableMapping) -> tuple[FieldCriterion, ...]:
    """What the mapping matches on, in the order in which it is tried."""
    chosen = (one for one in matchable_rows(mapping) if one.match_on)
    return tuple(criterion(one) for one in sorted(chosen, key=lambda one: (one.match_priority, one.position)))


def criterion(row: FieldMapping) -> FieldCriterion:
    """One field row as a criterion."""
    return FieldCriterion(row.field_id, row.match_priority, row.match_case_sensitive)


def save_criteria(mapping: TableMapping, rows: Iterable[CriteriaRow], after: AfterMatching, seen: str = "") -> None:
    """Keep what to match on, and what to do afterwards; rows that are not named stay as they are. Raises
    ChangedMeanwhile."""
    with versioned(mapping):
        CRITERIA.check(TableMapping.objects.select_for_update().get(pk=mapping.pk), seen)
        for one in rows:
            one.row.match_on, one.row.match_case_sensitive = one.match, one.case_sensitive
            one.row.match_priority = one.priority
            one.row.save(update_fields=["match_on", "match_case_sensitive", "match_priority"])
        _keep(mapping, after)


def reset_criteria(mapping: TableMapping) -> None:
    """*Reset Criteria*: match on nothing, and do nothing afterwards, as a new mapping does."""
    with versioned(mapping):
        mapping.fields.update(match_on=False, match_case_sensitive=False, match_priority=0)
        _keep(mapping, AfterMatching())


def _keep(mapping: TableMapping, after: AfterMatching) -> None:
    mapping.synchronize_matched, mapping.create_unmatched = after.synchronize, after.create
    mapping.match_first = after.first
    mapping.save(update_fields=["synchronize_matched", "create_unmatched", "match_first"])
