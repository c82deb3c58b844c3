"""Couplings and records as pairs the engine can plan: joined in bulk, a handful of queries for any number of pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from couplings.models import Coupling, RemoteRecord
from couplings.records import as_record, records_by_key
from mappings.models import TableMapping
from syncadmin.engine.encoding import decode_base
from syncadmin.engine.values import Pair, Record, Side


@dataclass(frozen=True)
class KnownPair:
    """A pair with the rows behind it. ``coupling`` is None for a record that is not coupled; the keys are there even
    when a record was never seen."""

    pair: Pair
    coupling: Coupling | None
    bc: RemoteRecord | None
    dataverse: RemoteRecord | None
    bc_key: UUID | None
    dataverse_key: UUID | None

    @property
    def title(self) -> str:
        """How the pair is called in lists: by its BC record, else by the Dataverse one."""
        row = self.bc or self.dataverse
        return str(row) if row else ""


def pairs_of(mapping: TableMapping, side: Side, keys: Iterable[UUID]) -> list[KnownPair]:
    """The pairs these records of one side belong to, in the order of the keys."""
    keys = list(keys)
    field = f"{side.value}_key"
    found = Coupling.objects.filter(mapping=mapping, **{f"{field}__in": keys})
    couplings: dict[UUID | None, Coupling] = {getattr(one, field): one for one in found}
    rows = records_by_key(mapping, side, keys)
    others = records_by_key(mapping, side.other, _partners(couplings.values(), side.other))
    return [_known(side, key, rows.get(key), couplings.get(key), others) for key in keys]


def coupled_pairs(mapping: TableMapping, couplings: Iterable[Coupling]) -> list[KnownPair]:
    """The pairs of these couplings, in their order."""
    couplings = list(couplings)
    rows = {side: records_by_key(mapping, side, _partners(couplings, side)) for side in Side}
    return [
        _join(one, rows[Side.BC].get(one.bc_key), rows[Side.DATAVERSE].get(one.dataverse_key))  # type: ignore[arg-type]
        for one in couplings
    ]


def coupled(mapping: TableMapping, side: Side, keys: Iterable[UUID]) -> dict[UUID, Coupling]:
    """The finished couplings of these records, by the key of this side."""
    field = f"{side.value}_key"
    found = Coupling.objects.filter(Q(**{f"{field}__in": list(keys)}), mapping=mapping, state=Coupling.State.COUPLED)
    return {getattr(one, field): one for one in found}


def _partners(couplings: Iterable[Coupling], side: Side) -> list[UUID]:
    keys = (getattr(one, f"{side.value}_key") for one in couplings)
    return [key for key in keys if key]


def _known(
    side: Side,
    key: UUID,
    row: RemoteRecord | None,
    coupling: Coupling | None,
    others: dict[UUID, RemoteRecord],
) -> KnownPair:
    partner = getattr(coupling, f"{side.other.value}_key") if coupling else None
    other = others.get(partner) if partner else None
    bc, dataverse = (row, other) if side is Side.BC else (other, row)
    if coupling:
        return _join(coupling, bc, dataverse)
    orphan = row is not None and row.orphan
    left_out = row is not None and bool(row.left_out) and row.left_out == row.version
    pair = Pair(f"{side.value}:{key}", None, _record(bc), _record(dataverse), orphan=orphan, left_out=left_out)
    return KnownPair(pair, None, bc, dataverse, *((key, None) if side is Side.BC else (None, key)))


def _join(coupling: Coupling, bc: RemoteRecord | None, dataverse: RemoteRecord | None) -> KnownPair:
    base = None if coupling.base is None else decode_base(coupling.base)
    done, archived = coupling.state == Coupling.State.COUPLED, coupling.archived_at is not None
    pair = Pair(f"coupling:{coupling.pk}", base, _record(bc), _record(dataverse), coupled=done, archived=archived)
    return KnownPair(pair, coupling, bc, dataverse, coupling.bc_key, coupling.dataverse_key)


def _record(row: RemoteRecord | None) -> Record | None:
    return as_record(row) if row else None
