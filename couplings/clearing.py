"""Records that show less than they could: a value led to nothing coupled and was cleared on its way (*Clear Value on
Failed Sync*), or to something that a filter left out (*Not Null*). Once what it leads to is coupled they are looked at
again; what they get then is decided by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from couplings.models import Coupling, RemoteRecord
from mappings.models import FieldMapping, TableMapping
from syncadmin.engine.links import named
from syncadmin.engine.values import Side

_CHUNK = 500


def cleared(
    mapping: TableMapping, coupled: Mapping[Side, Iterable[UUID]]
) -> Iterator[tuple[TableMapping, Side, list[UUID]]]:
    """The records, by mapping and side, that lead to records of a mapping which were coupled just now."""
    for row in _clearing(mapping):
        for side in Side:
            keys = list(coupled[side])
            name = row.bc_property if side is Side.BC else row.dataverse_column
            if keys and name and (found := _leading(row.mapping, side, name, _called(mapping, side, keys))):
                yield row.mapping, side, found


def _clearing(mapping: TableMapping) -> Iterator[FieldMapping]:
    """The rows that carry values over by this mapping, and do without what it does not know, or leaves out."""
    rows = FieldMapping.objects.filter(mapping__connection=mapping.connection_id).exclude(related_mapping="")
    for row in rows.filter(Q(clear_on_failure=True) | Q(not_null=True)).select_related("mapping"):
        if row.active and mapping.name in named(row.related_mapping):
            yield row


def _called(mapping: TableMapping, side: Side, keys: list[UUID]) -> set[str]:
    """How others may name these records: by key or by number."""
    names = {str(key) for key in keys}
    rows = RemoteRecord.objects.filter(mapping=mapping, side=side.value).exclude(number="")
    for start in range(0, len(keys), _CHUNK):
        names.update(rows.filter(key__in=keys[start : start + _CHUNK]).values_list("number", flat=True))
    return names


def _leading(mapping: TableMapping, side: Side, name: str, values: set[str]) -> list[UUID]:
    """The coupled records of a mapping whose property leads to one of these."""
    coupled = Coupling.objects.filter(mapping=mapping, state=Coupling.State.COUPLED).values(f"{side.value}_key")
    rows = RemoteRecord.objects.filter(mapping=mapping, side=side.value, deleted=False, key__in=coupled)
    said = rows.annotate(said=KeyTextTransform(name, F("values"))).filter(said__isnull=False)
    return [key for key, value in said.values_list("key", "said").iterator() if value in values]
