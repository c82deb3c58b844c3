"""Remote records as rows: what was read or answered is kept here, and given back as the engine's records.

A row becomes *pending* when its version moved, unless it is our own write that came back. Which rows a run plans, and
what follows, is decided in ``jobs``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from couplings.bulk import insert
from couplings.models import RemoteRecord
from mappings.models import TableMapping
from mappings.tables import Table, table_of
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.engine.encoding import decode_values, encode_values
from syncadmin.engine.mapping import TableMapping as CompiledMapping
from syncadmin.engine.values import Record, Side

_UNIQUE = ("mapping", "side", "key")
_KEPT = (
    *_UNIQUE,
    "version",
    "values",
    "number",
    "title",
    "search",
    "modified_at",
    "seen_at",
    "pending",
    "admitted",
    "deleted",
    "origin",
)
_CHUNK = 500


def keep_changed(
    mapping: TableMapping, compiled: CompiledMapping, records: Sequence[Record], *, note_all: bool = False
) -> int:
    """Keep what was read; rows whose version moved become pending. Returns how many did. With ``note_all`` it is noted
    of the others that they were seen (see ``unseen``)."""
    moved = 0
    for start in range(0, len(records), _CHUNK):
        chunk = list({one.key: one for one in records[start : start + _CHUNK]}.values())
        known = _versions(mapping, chunk)
        news = [one for one in chunk if known.get(UUID(one.key)) != one.version]
        _upsert(mapping, compiled, news, pending=True)
        if note_all and len(news) < len(chunk):
            _of(mapping, chunk[0].side, (one.key for one in chunk)).update(seen_at=timezone.now())
        moved += len(news)
    return moved


def meet(mapping: TableMapping, side: Side, keys: Sequence[str]) -> list[str]:
    """Note that these rows exist; the keys of those that are not kept, or count as deleted."""
    rows = _of(mapping, side, keys).filter(deleted=False)
    if rows.update(seen_at=timezone.now()) == len(keys):
        return []
    known = set(map(str, rows.values_list("key", flat=True)))
    return [key for key in keys if key not in known]


def unseen(mapping: TableMapping, side: Side, since: datetime, after: UUID | None, most: int) -> list[UUID]:
    """Keys of rows that count as existing and were not seen since a moment, in order behind a key."""
    rows = RemoteRecord.objects.filter(mapping=mapping, side=side.value, deleted=False, seen_at__lt=since)
    if after:
        rows = rows.filter(key__gt=after)
    return list(rows.order_by("key").values_list("key", flat=True)[:most])


def existing(mapping: TableMapping, side: Side, keys: Iterable[str]) -> list[str]:
    """Those of the keys whose rows are kept and count as existing."""
    found = set(_of(mapping, side, keys).filter(deleted=False).values_list("key", flat=True))
    return sorted(map(str, found))


def keep_answers(
    mapping: TableMapping, compiled: CompiledMapping, records: Sequence[Record], surprising: Iterable[str] = ()
) -> None:
    """Keep the rows our own writes were answered with; only those with surprising values stay pending."""
    again = set(surprising)
    last = {one.key: one for one in records}.values()
    _upsert(mapping, compiled, [one for one in last if one.key not in again], pending=False)
    _upsert(mapping, compiled, [one for one in last if one.key in again], pending=True)


def note_posted(mapping: TableMapping, side: Side, keys: Sequence[str], posted: Collection[str]) -> None:
    """Remember of rows that no longer exist whether they were posted."""
    _of(mapping, side, [one for one in keys if one in posted]).update(posted=True)
    _of(mapping, side, [one for one in keys if one not in posted]).update(posted=False)


def mark_deleted(mapping: TableMapping, side: Side, keys: Iterable[str]) -> None:
    """Remember that these rows no longer exist in their system; that is a change to be accounted for."""
    rows = _of(mapping, side, keys).filter(deleted=False)
    rows.update(deleted=True, pending=True, seen_at=timezone.now())


def forget_versions(mapping: TableMapping, side: Side, keys: Iterable[UUID]) -> None:
    """Have these rows count as moved when they are read next, at whatever version they are."""
    RemoteRecord.objects.filter(mapping=mapping, side=side.value, key__in=list(keys)).update(version="")


def records_by_key(mapping: TableMapping, side: Side, keys: Iterable[UUID]) -> dict[UUID, RemoteRecord]:
    """The rows with these keys, in one query."""
    found = {}
    for row in RemoteRecord.objects.filter(mapping=mapping, side=side.value, key__in=list(keys)):
        row.mapping = mapping  # known already; following the relation would cost a query a row
        found[row.key] = row
    return found


def as_record(row: RemoteRecord) -> Record:
    """The engine's view of a row."""
    side = Side(row.side)
    table = row.mapping.table(side)
    values = decode_values(row.values)
    return Record(side, table, str(row.key), row.version, values, row.modified_at, row.deleted, row.posted)


def _of(mapping: TableMapping, side: Side, keys: Iterable[str]) -> QuerySet[RemoteRecord]:
    return RemoteRecord.objects.filter(mapping=mapping, side=side.value, key__in=list(keys))


def _versions(mapping: TableMapping, records: Sequence[Record]) -> Mapping[UUID, str]:
    if not records:
        return {}
    rows = RemoteRecord.objects.filter(mapping=mapping, side=records[0].side.value, deleted=False)
    return dict(rows.filter(key__in=[one.key for one in records]).values_list("key", "version"))


def _upsert(mapping: TableMapping, compiled: CompiledMapping, records: Sequence[Record], *, pending: bool) -> None:
    if records:
        table, now = table_of(mapping, records[0].side), timezone.now()
        rows = (_row(mapping, compiled, table, one, now, pending=pending) for one in records)
        insert(RemoteRecord, _KEPT, rows, unique=_UNIQUE)


def _row(
    mapping: TableMapping, compiled: CompiledMapping, table: Table, record: Record, now: datetime, *, pending: bool
) -> tuple[Any, ...]:
    """The values of ``_KEPT``."""
    return (
        mapping.pk,
        record.side.value,
        UUID(record.key),
        record.version,
        encode_values(record.values),
        _text(record, table.number)[:100],
        _text(record, table.title)[:400],
        _search_text(record, table),
        record.modified_at,
        now,
        pending,
        compiled.refusal(record, coupled=True) is None,  # planning knows whether it is
        record.deleted,
        _text(record, OWN_KEY),
    )


def _text(record: Record, name: str) -> str:
    value = record.values.get(name)
    return "" if value is None else str(value)


def _search_text(record: Record, table: Table) -> str:
    return " ".join(filter(None, (_text(record, name) for name in table.search))).casefold()
