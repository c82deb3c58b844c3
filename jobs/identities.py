"""Whom a record was made from: a create carries the key of its source, so that nobody has to remember it.

In Dataverse the key of a new row is that of the BC record it is made from; in Business Central the key of our own is
that of the row it is made from, where our extension keeps one. If the database is set back to an older backup, such
records look as if nobody had coupled them, but they still say what they belong to: they are coupled again instead of
being created once more. What a person has uncoupled stays apart, and a record that is created anew gets a new key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from couplings.records import as_record, records_by_key
from jobs.context import Run
from syncadmin.engine.values import Side

_Rows = Mapping[UUID, RemoteRecord]


def free(run: Run, side: Side, sources: Sequence[UUID]) -> set[UUID]:
    """Those of the sources' keys that their counterparts on a side may be created with: none was before."""
    kept = RemoteRecord.objects.filter(mapping__connection=run.mapping.connection_id)
    if side is Side.DATAVERSE:
        used = set(kept.filter(side=side.value, key__in=sources).values_list("key", flat=True))
        coupled = Coupling.objects.filter(dataverse_key__in=sources)
        used |= {key for key in coupled.values_list("dataverse_key", flat=True) if key}
    else:
        texts = kept.filter(side=side.value, origin__in=[str(one) for one in sources])
        used = {UUID(one) for one in texts.values_list("origin", flat=True)}
    parted = kept.filter(mapping=run.mapping, side=side.other.value, key__in=sources, parted=True)
    return set(sources) - used - set(parted.values_list("key", flat=True))


def reunited(run: Run, pairs: Iterable[KnownPair]) -> Iterator[KnownPair]:
    """The pairs of records that were made from each other and know nothing of it, joined by couplings that are not
    stored yet."""
    pairs = list(pairs)
    for side in Side:
        alone = [one for one in pairs if _is_alone(one, side)]
        partners = _partners(run, side, alone) if alone else {}
        for one in alone:
            if partner := partners.get(_key(one, side)):
                yield _joined(run, one, side, partner)


def _is_alone(one: KnownPair, side: Side) -> bool:
    row, other = (one.bc, one.dataverse) if side is Side.BC else (one.dataverse, one.bc)
    there = row is not None and not (row.deleted or row.parted or row.orphan)
    return one.coupling is None and there and other is None


def _key(one: KnownPair, side: Side) -> UUID:
    key = one.bc_key if side is Side.BC else one.dataverse_key
    assert key is not None, "a record that is alone has a key"
    return key


def _partners(run: Run, side: Side, alone: Sequence[KnownPair]) -> _Rows:
    """The records of the other side that these were made from or into, if they are free, by the keys of these."""
    keys = [_key(one, side) for one in alone]
    found = dict(records_by_key(run.mapping, side.other, keys))
    if side is Side.BC:
        origins = {_key(one, side): UUID(one.bc.origin) for one in alone if one.bc and one.bc.origin}
        rows = records_by_key(run.mapping, side.other, origins.values())
        found |= {key: rows[origin] for key, origin in origins.items() if origin in rows}
    else:
        made = RemoteRecord.objects.filter(mapping=run.mapping, origin__in=[str(key) for key in keys])
        found |= {UUID(row.origin): row for row in made.select_related("mapping")}
    return _free_rows(run, side.other, found)


def _free_rows(run: Run, side: Side, found: _Rows) -> _Rows:
    """Those rows that exist, were not uncoupled, and are not coupled."""
    field = f"{side.value}_key"
    keys = [row.key for row in found.values()]
    couplings = Coupling.objects.filter(Q(**{f"{field}__in": keys}), mapping=run.mapping)
    taken = set(couplings.values_list(field, flat=True))
    usable = {key: row for key, row in found.items() if not (row.deleted or row.parted or row.orphan)}
    return {key: row for key, row in usable.items() if row.key not in taken}


def _joined(run: Run, one: KnownPair, side: Side, partner: RemoteRecord) -> KnownPair:
    bc, dataverse = (one.bc, partner) if side is Side.BC else (partner, one.dataverse)
    assert bc is not None, "one of the two was there before"
    assert dataverse is not None, "and the other one was found"
    coupling = None if run.job.preview else Coupling(mapping=run.mapping, bc_key=bc.key, dataverse_key=dataverse.key)
    pair = replace(one.pair, bc=as_record(bc), dataverse=as_record(dataverse), coupled=True)
    return KnownPair(pair, coupling, bc, dataverse, bc.key, dataverse.key)
