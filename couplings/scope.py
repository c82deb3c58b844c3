"""Which mapping and which record a page is about, by its address."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from couplings.models import RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.values import Side

_LONGEST_NUMBER = 18


def mapping_or_404(pk: int) -> TableMapping:
    """The mapping with this key, with its connection."""
    mapping = find_mapping(str(pk))
    if mapping is None:
        raise Http404
    return mapping


def find_mapping(text: str) -> TableMapping | None:
    """The mapping whose key a text is, if it is one."""
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        return None
    return TableMapping.objects.select_related("connection").prefetch_related("fields").filter(pk=int(text)).first()


def record_or_404(mapping: int, side: Side, key: UUID) -> RemoteRecord:
    """The record with this key, as it was last seen."""
    row = find_record(mapping, side, key)
    if row is None:
        raise Http404
    return row


def find_record(mapping: int, side: Side, key: UUID) -> RemoteRecord | None:
    """The same, or nothing if it was never seen."""
    found = find_mapping(str(mapping))
    row = RemoteRecord.objects.filter(mapping=found, side=side.value, key=key).first() if found else None
    if row and found:
        row.mapping = found
    return row
