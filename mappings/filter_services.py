"""Changing which records a mapping is for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mappings.changing import Consequence, look_again, state_of
from mappings.models import TableMapping
from mappings.parts import FILTERS
from mappings.set_values import Stored


@transaction.atomic
def save_filters(mapping: TableMapping, filters: Sequence[Stored], seen: str) -> Consequence:
    """Keep the filters of both sides; raises ChangedMeanwhile."""
    locked = TableMapping.objects.select_for_update().get(pk=mapping.pk)
    FILTERS.check(locked, seen)
    before = state_of(locked)
    locked.filters = list(filters)
    locked.save(update_fields=["filters"])
    return look_again(locked, before)
