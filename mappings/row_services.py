"""Adding, deleting and ordering field rows, and the guard against two people changing one at the same time.

What a row is set to is changed in ``field_services``; whether a row makes sense is judged in ``field_checks``.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from mappings.changing import Consequence, look_again, state_of
from mappings.field_services import forget_findings
from mappings.models import FieldMapping, TableMapping
from mappings.versions import versioned


@transaction.atomic
def add_field(row: FieldMapping) -> FieldMapping:
    """Keep a new row as the last of its mapping, disabled."""
    mapping = TableMapping.objects.select_for_update().get(pk=row.mapping_id)
    row.position = (mapping.fields.aggregate(last=Max("position"))["last"] or 0) + 1
    row.status = FieldMapping.Status.DISABLED
    with versioned(mapping):
        row.save()
    return row


@transaction.atomic
def delete_field(row: FieldMapping) -> Consequence:
    """Delete a row. Values stay in both systems as they are; they are kept in step no longer."""
    mapping = TableMapping.objects.select_for_update().get(pk=row.mapping_id)
    before = state_of(mapping)
    forget_findings(mapping, row)
    with versioned(mapping):
        row.delete()
    return look_again(mapping, before)


@transaction.atomic
def move_field(row: FieldMapping, *, up: bool) -> None:
    """Let a row change places with the one before or after it; the first and the last stay where they are."""
    rows = TableMapping.objects.select_for_update().get(pk=row.mapping_id).fields
    place = rows.get(pk=row.pk).position
    ahead = rows.filter(position__lt=place).order_by("-position")
    other = (ahead if up else rows.filter(position__gt=place).order_by("position")).first()
    if other is None:
        return
    with versioned(row.mapping):
        rows.filter(pk=row.pk).update(position=0)  # no row has this number
        rows.filter(pk=other.pk).update(position=place)
        rows.filter(pk=row.pk).update(position=other.position)


def new_obstacle(row: FieldMapping, *, needs_options: bool) -> None:
    """A row whose options are not mapped yet waits for that."""
    if needs_options and not row.mapping.connection.option_mappings.filter(name=row.related_mapping).exists():
        row.obstacle = FieldMapping.Obstacle.OPTION
