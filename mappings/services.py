"""Everything that changes a mapping: its settings, the status of its field rows, its default setup.

A changed mapping means that records which runs had done with must be looked at again. Two ways: records become
*pending*, and the next run plans them from what is kept; or all of them are *read afresh*, which new fields need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mappings.defaults import restore_defaults
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side


class DirectionRefused(Exception):
    """No enabled field mapping has exactly the wanted direction."""


@dataclass(frozen=True)
class MappingSettings:
    """What the page of a mapping changes."""

    direction: str
    only_coupled: bool
    policy: str
    most_missing: int = 20


@dataclass(frozen=True)
class Consequence:
    """What the next run does because of a change: plan records again, or read everything."""

    records: int = 0
    conflicts: int = 0
    reads_everything: bool = False

    def __or__(self, other: Consequence) -> Consequence:
        reads = self.reads_everything or other.reads_everything
        return Consequence(self.records + other.records, self.conflicts + other.conflicts, reads)


@dataclass(frozen=True)
class _State:
    """What of a mapping decides whether records must be looked at again."""

    settings: MappingSettings
    filters: list[dict[str, Any]]
    active: frozenset[tuple[str, str, str, str]]


@transaction.atomic
def change_mapping(mapping: TableMapping, settings: MappingSettings) -> Consequence:
    """Give a mapping these settings; raises DirectionRefused."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    if settings.direction != locked.direction and not accepts_direction(locked, settings.direction):
        raise DirectionRefused
    before = _state(locked)
    locked.direction, locked.only_coupled = settings.direction, settings.only_coupled
    locked.policy, locked.most_missing = settings.policy, settings.most_missing
    locked.save(update_fields=["direction", "only_coupled", "policy", "most_missing"])
    return _look_again(locked, before)


@transaction.atomic
def accept_loss(mapping: TableMapping) -> int:
    """Let runs of the next day take the rows that seem to be gone for deleted; how many those are."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    if not locked.loss:
        return 0
    missing = int(locked.loss["missing"])
    locked.accepted_loss[locked.loss["side"]] = {"missing": missing, "at": timezone.now().isoformat()}
    locked.loss = {}
    locked.save(update_fields=["loss", "accepted_loss"])
    return missing


@transaction.atomic
def switch_field(row: FieldMapping, status: FieldMapping.Status) -> Consequence:
    """Enable or disable a field row; a row that takes part from now on needs the values of both sides."""
    mapping = TableMapping.objects.select_for_update().get(pk=row.mapping_id)
    before = _state(mapping)
    row.status = status
    row.save(update_fields=["status"])
    _forget_findings(mapping, row)
    return _look_again(mapping, before)


@transaction.atomic
def use_default_setup(connection: Connection) -> Consequence:
    """*Use Default Synchronization Setup* for all mappings of a connection; couplings stay."""
    before = {one.pk: _state(one) for one in connection.mappings.select_for_update()}
    found = Consequence()
    for mapping in restore_defaults(connection):
        if mapping.pk in before:
            mapping.refresh_from_db()
            found |= _look_again(mapping, before[mapping.pk])
    return found


def accepts_direction(mapping: TableMapping, direction: str) -> bool:
    """Whether an enabled field row has exactly this direction; nothing is asked where no row is enabled."""
    enabled = mapping.fields.filter(status=FieldMapping.Status.ENABLED)
    return enabled.filter(direction=direction).exists() or not enabled.exists()


def creates_more(before: MappingSettings, after: MappingSettings) -> bool:
    """Whether modified runs may create records that they left out before."""
    return before.only_coupled and not after.only_coupled


def count_active(mapping: TableMapping) -> int:
    """How many field rows take part in runs."""
    return mapping.fields.filter(status=FieldMapping.Status.ENABLED, obstacle="").count()


def settings_of(mapping: TableMapping) -> MappingSettings:
    """The settings as they are."""
    return MappingSettings(mapping.direction, mapping.only_coupled, mapping.policy, mapping.most_missing)


def _state(mapping: TableMapping) -> _State:
    rows = mapping.fields.filter(status=FieldMapping.Status.ENABLED, obstacle="")
    active = rows.values_list("bc_property", "dataverse_column", "direction", "constant")
    return _State(settings_of(mapping), mapping.filters, frozenset(active))


def _look_again(mapping: TableMapping, before: _State) -> Consequence:
    """Have the next run look again at what the change concerns."""
    after = _state(mapping)
    found = Consequence()
    if after.active - before.active:
        found |= _read_afresh(mapping)
    widened = _widened(before.settings.direction, after.settings.direction)
    if creates_more(before.settings, after.settings) or widened or after.filters != before.filters:
        found |= Consequence(records=mapping.records.update(pending=True))
    if after.settings.policy != before.settings.policy:
        found |= Consequence(conflicts=_plan_conflicts_again(mapping))
    return found


def _read_afresh(mapping: TableMapping) -> Consequence:
    """Forget how far both sides were read, and the versions read, so that every row counts as moved."""
    mapping.bc_mark = mapping.dataverse_mark = ""
    mapping.bc_read_at = mapping.dataverse_read_at = None
    mapping.save(update_fields=["bc_mark", "dataverse_mark", "bc_read_at", "dataverse_read_at"])
    mapping.records.update(version="")
    return Consequence(reads_everything=True)


def _forget_findings(mapping: TableMapping, row: FieldMapping) -> None:
    """What was found of a row counts no longer once somebody switched it; the next check says what there is now."""
    mapping.findings = [one for one in mapping.findings if one["row"] != row.pk]
    mapping.save(update_fields=["findings"])


def _plan_conflicts_again(mapping: TableMapping) -> int:
    conflicts = mapping.problems.filter(code="conflict")
    bc = Q(side=Side.BC.value, key__in=conflicts.filter(bc_key__isnull=False).values("bc_key"))
    dataverse = Q(
        side=Side.DATAVERSE.value, key__in=conflicts.filter(dataverse_key__isnull=False).values("dataverse_key")
    )
    mapping.records.filter(bc | dataverse).update(pending=True)
    return conflicts.count()


def _widened(before: str, after: str) -> bool:
    """Whether values flow to a side to which they did not flow before."""
    return any(Direction(after).flows_to(side) and not Direction(before).flows_to(side) for side in Side)
