"""Everything that changes a mapping as a whole: its settings, the status of its field rows.

What a change means for the next run is in ``changing``; single field rows are changed in ``field_services``, templates
and archive values in ``set_values``. The default setup is in ``default_setup``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone

from mappings.changing import Consequence, look_again, state_of
from mappings.field_services import forget_findings
from mappings.models import FieldMapping, TableMapping
from mappings.parts import SETTINGS
from syncadmin.engine.mapping import DeletionPolicy


class DirectionRefused(Exception):
    """No enabled field mapping has exactly the wanted direction."""


@dataclass(frozen=True)
class MappingSettings:
    """What the page of a mapping changes."""

    direction: str
    only_coupled: bool
    policy: str
    most_missing: int = 20
    by_record: bool = False
    deletion: str = DeletionPolicy.ASK.value
    waits_quietly: bool = False


@transaction.atomic
def change_mapping(mapping: TableMapping, settings: MappingSettings, seen: str = "") -> Consequence:
    """Give a mapping these settings; raises DirectionRefused or ChangedMeanwhile."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    SETTINGS.check(locked, seen)
    if settings.direction != locked.direction and not accepts_direction(locked, settings.direction):
        raise DirectionRefused
    before = state_of(locked)
    names = [one.name for one in fields(settings)]
    for name in names:
        setattr(locked, name, getattr(settings, name))
    locked.save(update_fields=names)
    return look_again(locked, before)


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
    before = state_of(mapping)
    row.status = status
    row.save(update_fields=["status"])
    forget_findings(mapping, row)
    return look_again(mapping, before)


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
    return MappingSettings(**{one.name: getattr(mapping, one.name) for one in fields(MappingSettings)})
