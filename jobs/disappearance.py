"""The guard against mass disappearance: rows are taken for deleted only while they are not suspiciously many.

A role that lost rights makes rows invisible, which looks as if they were deleted. Where more of a table is missing than
its mapping expects, within a day, the run stops before anything is marked; a person finds out, and may accept the loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from couplings import records
from couplings.models import RemoteRecord
from jobs.context import Run, Stopped
from jobs.models import JobOperation
from mappings.models import TableMapping
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.posting import is_posted, posted
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Ending, Side

# Fewer than this are never suspicious, however small the table.
FEW = 10
_WINDOW = timedelta(days=1)
_AT_ONCE = 5000


def mark_missing(run: Run, side: Side, keys: Sequence[str]) -> None:
    """Mark these rows as deleted, all or none; raises Stopped where they are suspiciously many. What was posted is
    expected to be gone."""
    if not keys:
        return
    done = posted(run.remote(side), run.table(side), keys)
    _require_plausible(run, side, [key for key in keys if key not in done])
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        if is_posted(run.table(side)):
            records.note_posted(run.mapping, side, some, done)
        records.mark_deleted(run.mapping, side, some)


def forget(run: Run) -> None:
    """A whole run met no suspicious loss: what an earlier one reported is over."""
    if run.mapping.loss:
        TableMapping.objects.filter(pk=run.mapping.pk).update(loss={})


def _require_plausible(run: Run, side: Side, keys: Sequence[str]) -> None:
    since = timezone.now() - _WINDOW
    rows = RemoteRecord.objects.filter(mapping=run.mapping, side=side.value)
    lost = rows.filter(deleted=True, posted=False, seen_at__gte=since)
    gone = lost.exclude(key__in=_by_our_hand(run, side, since)).count()
    missing = gone + sum(
        rows.filter(deleted=False, key__in=keys[start : start + _AT_ONCE]).count()
        for start in range(0, len(keys), _AT_ONCE)
    )
    if missing < FEW or missing <= _accepted(run.mapping, side, since):
        return
    known = rows.filter(deleted=False).count() + gone
    limit = max(FEW - 1, known * run.mapping.most_missing // 100)
    if missing > limit:
        raise Stopped(_noted(run, side, missing, known, limit))


def _by_our_hand(run: Run, side: Side, since: datetime) -> models.QuerySet[JobOperation, UUID | None]:
    """The keys of rows that jobs deleted: they are known to be gone, and why."""
    done = JobOperation.objects.filter(job__mapping=run.mapping, side=side.value, ending=Ending.DELETED.value)
    return done.filter(ended_at__gte=since).values_list(f"{side.value}_key", flat=True)


def _accepted(mapping: TableMapping, side: Side, since: datetime) -> int:
    """How many rows somebody agreed to lose lately."""
    found: dict[str, Any] = mapping.accepted_loss.get(side.value) or {}
    recent = found and datetime.fromisoformat(found["at"]) >= since
    return int(found["missing"]) if recent else 0


def _noted(run: Run, side: Side, missing: int, known: int, limit: int) -> Problem:
    """The problem, kept on the mapping as well, where the loss can be accepted."""
    facts = {
        "system": SYSTEM_NAMES[side],
        "table": run.table(side),
        "missing": str(missing),
        "known": str(known),
        "limit": str(limit),
    }
    TableMapping.objects.filter(pk=run.mapping.pk).update(loss={"side": side.value, **facts})
    return Problem("rows_disappeared", facts)
