"""Changing what a mapping sets by itself: the templates of new records and the values of archived ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from mappings.changing import Consequence, look_again, state_of
from mappings.models import TableMapping
from mappings.parts import ARCHIVE, ChangedMeanwhile, digest
from syncadmin.engine.mapping import DeletionPolicy

Stored = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Which template of a mapping, as it was shown; without a number a new one."""

    number: int | None = None
    seen: str = ""


@transaction.atomic
def save_archive(mapping: TableMapping, archive: Mapping[str, Stored], seen: str) -> Consequence:
    """What archived records of each side get; raises ChangedMeanwhile."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    ARCHIVE.check(locked, seen)
    before = state_of(locked)
    locked.archive = {side: dict(values) for side, values in archive.items() if values}
    if not locked.archive and locked.deletion == DeletionPolicy.ARCHIVE:
        locked.deletion = DeletionPolicy.ASK.value
    locked.save(update_fields=["archive", "deletion"])
    return look_again(locked, before)


@transaction.atomic
def save_template(mapping: TableMapping, place: Place, template: Stored) -> Consequence:
    """Add a template, or change the one at a place; raises ChangedMeanwhile."""
    locked = _locked(mapping, place)
    before = state_of(locked)
    if place.number is None:
        locked.templates.append(template)
    else:
        locked.templates[place.number] = template
    return _saved(locked, before)


@transaction.atomic
def remove_template(mapping: TableMapping, place: Place) -> Consequence:
    """Remove the template at a place; raises ChangedMeanwhile."""
    locked = _locked(mapping, place)
    before = state_of(locked)
    assert place.number is not None
    del locked.templates[place.number]
    return _saved(locked, before)


def _locked(mapping: TableMapping, place: Place) -> TableMapping:
    """The mapping, if the template at the place is still the one that was shown."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    number = place.number
    if number is not None and (number >= len(locked.templates) or digest(locked.templates[number]) != place.seen):
        raise ChangedMeanwhile
    return locked


def _saved(locked: TableMapping, before: Any) -> Consequence:
    locked.save(update_fields=["templates"])
    return look_again(locked, before)
