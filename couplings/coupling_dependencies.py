"""What a pair waits for and what helps: the related records that are not coupled yet, each with a way to couple it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from couplings.waiting import record_awaited, related_to
from mappings.models import TableMapping
from syncadmin.engine.values import Operation, Side, Unlinked


@dataclass(frozen=True)
class Dependency:
    """A related record that is not coupled. ``url`` is where it can be coupled, by hand if it was read; nothing where
    no mapping could know it."""

    name: str
    value: str
    related: TableMapping | None
    url: str = ""
    by_hand: bool = False


def dependencies_of(mapping: TableMapping, operations: Iterable[Operation]) -> list[Dependency]:
    """What these operations of one pair wait for, each once."""
    waits = dict.fromkeys(wait for one in operations for wait in one.waits)
    return [_dependency(mapping, one) for one in waits]


def _dependency(mapping: TableMapping, one: Unlinked) -> Dependency:
    side = Side(one.side)
    related = related_to(mapping.connection, one.relation, side, one.value)
    if related is None:
        return Dependency(one.value, one.value, None)
    key, record = record_awaited(related, side, one.value) or (None, None)
    if record is None:
        return Dependency(one.value, one.value, related, reverse("jobs:criteria", args=[related.pk]))
    url = reverse("couplings:couple", args=[related.pk, side, key])
    return Dependency(str(record), one.value, related, url, by_hand=True)
