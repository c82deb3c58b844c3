"""Mappings that share a Dataverse table, as customers and vendors share accounts: a row of it has one partner in all of
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from couplings.models import Coupling, RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.values import Side


def siblings_of(mapping: TableMapping) -> QuerySet[TableMapping]:
    """The other mappings of the same Dataverse table."""
    rows = TableMapping.objects.filter(connection=mapping.connection_id, dataverse_table=mapping.dataverse_table)
    return rows.exclude(pk=mapping.pk)


def free_elsewhere(mapping: TableMapping, keys: Iterable[UUID]) -> None:
    """Have the other mappings look again at Dataverse rows that this one does not couple any more."""
    if keys := list(keys):
        rows = RemoteRecord.objects.filter(mapping__in=siblings_of(mapping), side=Side.DATAVERSE.value, key__in=keys)
        rows.filter(deleted=False).update(pending=True)


def partners_elsewhere(mapping: TableMapping, keys: Iterable[UUID]) -> dict[UUID, str]:
    """What those of these Dataverse rows are coupled to that another mapping has coupled."""
    keys = list(keys)
    siblings = list(siblings_of(mapping)) if keys else []
    if not siblings:
        return {}
    rows = Coupling.objects.filter(mapping__in=siblings, dataverse_key__in=keys).select_related("mapping")
    found = {one.dataverse_key: one for one in rows}
    kept = RemoteRecord.objects.filter(mapping__in=siblings, side=Side.BC.value, key__in=[one.bc_key for one in rows])
    names = {(row.mapping_id, row.key): str(row) for row in kept}
    return {
        key: f"{names.get((one.mapping_id, one.bc_key), '') or one.bc_key or '–'} ({one.mapping})"  # type: ignore[arg-type]
        for key, one in found.items()
        if key
    }
