"""What a change of a mapping means for the next run, and how that run is made to see it.

Records become *pending*, and the next run plans them from what is kept; or all of them are *read afresh*, which fields
need that were not read before. Marks and versions are forgotten for that, couplings and problems stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mappings.compile import columns_read
from mappings.definition import Definition, define
from mappings.models import FieldMapping, TableMapping
from mappings.versions import keep_version
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side

_OF_A_ROW = (
    "direction",
    "owner",
    "mode",
    "rules",
    "constant",
    "related_mapping",
    "default",
    "clear_on_failure",
    "not_null",
)


@dataclass(frozen=True)
class Consequence:
    """What the next run does because of a change: plan records again, or read everything.

    ``conflicts`` and ``deletions`` are problems that it decides anew.
    """

    records: int = 0
    conflicts: int = 0
    deletions: int = 0
    reads_everything: bool = False

    def __or__(self, other: Consequence) -> Consequence:
        return Consequence(
            self.records + other.records,
            self.conflicts + other.conflicts,
            self.deletions + other.deletions,
            self.reads_everything or other.reads_everything,
        )


@dataclass(frozen=True)
class State:
    """What of a mapping decides whether records must be looked at again: settings of rows by their columns, and the
    columns that are read of each side. The ``definition`` is for the versions of the mapping."""

    direction: str
    only_coupled: bool
    conflicts: tuple[str, bool]
    deletions: str
    filters: list[dict[str, Any]]
    rows: frozenset[tuple[str, str, str]]
    read: dict[Side, frozenset[str]]
    definition: Definition = field(compare=False)

    @property
    def fields(self) -> set[tuple[str, str]]:
        """The columns of the rows that take part."""
        return {(bc, dataverse) for bc, dataverse, _ in self.rows}


def state_of(mapping: TableMapping) -> State:
    """How a mapping stands."""
    rows = [one for one in mapping.fields.all() if one.active]
    return State(
        mapping.direction,
        mapping.only_coupled,
        (mapping.policy, mapping.by_record),
        json.dumps([mapping.deletion, mapping.archive], sort_keys=True),
        mapping.filters,
        frozenset((one.bc_property, one.dataverse_column, _settings(one)) for one in rows),
        {side: frozenset(columns_read(mapping, side)) for side in Side},
        define(mapping),
    )


def look_again(mapping: TableMapping, before: State) -> Consequence:
    """Have the next run look again at what the change concerns, and keep a version of the mapping."""
    after = state_of(mapping)
    keep_version(mapping, before.definition, after.definition)
    found = Consequence()
    new_columns = any(after.read[side] - before.read[side] for side in Side)
    afresh = new_columns or bool(after.fields - before.fields)
    if afresh:
        found |= _read_afresh(mapping)
    if _lets_more_in(before, after) or (not afresh and after.rows - before.rows):
        found |= plan_again(mapping)
    if after.conflicts != before.conflicts:
        found |= Consequence(conflicts=_plan_problems_again(mapping, "conflict"))
    if after.deletions != before.deletions:
        found |= Consequence(deletions=_plan_problems_again(mapping, "partner_deleted"))
    if after != before:
        try_again(mapping)
    return found


def try_again(mapping: TableMapping) -> None:
    """Have the records that are tried again by themselves be tried at once: their problem may be gone."""
    mapping.problems.filter(retry_at__isnull=False).update(retry_at=timezone.now())


def plan_again(mapping: TableMapping) -> Consequence:
    """Have the next run plan every record of a mapping again."""
    return Consequence(records=mapping.records.update(pending=True))


def count_behind(mapping: TableMapping) -> int:
    """How many coupled records the next run looks at again, although nobody changed them: all, where everything is
    read anew."""
    coupled = mapping.couplings.filter(state="coupled")
    if not (mapping.bc_mark and mapping.dataverse_mark):
        return int(coupled.count())
    pending = mapping.records.filter(pending=True)
    bc, dataverse = (pending.filter(side=side.value).values("key") for side in (Side.BC, Side.DATAVERSE))
    return int(coupled.filter(Q(bc_key__in=bc) | Q(dataverse_key__in=dataverse)).count())


def _settings(row: FieldMapping) -> str:
    """What of a row decides about values, as a text that is the same as long as that is."""
    return json.dumps([getattr(row, name) for name in _OF_A_ROW], sort_keys=True)


def _lets_more_in(before: State, after: State) -> bool:
    """Whether records or values may flow that did not before."""
    creates = before.only_coupled and not after.only_coupled
    widened = any(
        Direction(after.direction).flows_to(side) and not Direction(before.direction).flows_to(side) for side in Side
    )
    return creates or widened or after.filters != before.filters


def _read_afresh(mapping: TableMapping) -> Consequence:
    """Forget how far both sides were read, and the versions read, so that every row counts as moved."""
    mapping.bc_mark = mapping.dataverse_mark = ""
    mapping.bc_read_at = mapping.dataverse_read_at = None
    mapping.save(update_fields=["bc_mark", "dataverse_mark", "bc_read_at", "dataverse_read_at"])
    mapping.records.update(version="")
    return Consequence(reads_everything=True)


def _plan_problems_again(mapping: TableMapping, code: str) -> int:
    """Have the next run decide anew about the records with this problem; how many problems that are."""
    problems = mapping.problems.filter(code=code)
    bc = Q(side=Side.BC.value, key__in=problems.filter(bc_key__isnull=False).values("bc_key"))
    dataverse = Q(
        side=Side.DATAVERSE.value, key__in=problems.filter(dataverse_key__isnull=False).values("dataverse_key")
    )
    mapping.records.filter(bc | dataverse).update(pending=True)
    return int(problems.count())
