"""What a full synchronization has of its own: what it wants of pairs, and what it leaves to the next run.

It plans every record of the mapping (``planning.plan_all``), changed or not, and creates what is missing although the
mapping synchronizes coupled records only.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from couplings.models import RemoteRecord
from jobs.context import Run, hold
from jobs.models import Job
from jobs.requests import FullRun, full_run
from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent
from syncadmin.engine.encoding import decode_verdicts
from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.merge import Will
from syncadmin.engine.values import Side, VerdictKind

_AT_ONCE = 500


def full_intent(request: FullRun, compiled: TableMapping) -> Intent:
    """What a full synchronization wants of its pairs: missing records, and all values of one side if unconditional."""
    sources = [side for side in Side if compiled.direction.flows_to(side.other)]
    winner = sources[0] if request.unconditional and len(sources) == 1 else None
    return Intent(Will(winner=winner, arbiter=compiled.policy.winner), create=True)


def leave_to_next_run(run: Run) -> None:
    """What a run in one direction did not carry over from the other side is still to be done: its records become
    pending again, because the run has accounted for them. Does nothing after other runs."""
    asked = run.job.plan or run.job
    source = full_run(asked.request).winner if asked.kind == Job.Kind.FULL else None
    if source is None:
        return
    with transaction.atomic():
        hold(run)
        kept = RemoteRecord.objects.filter(mapping=run.mapping, side=source.other.value, deleted=False)
        left = _left(run, source.other)
        while keys := list(islice(left, _AT_ONCE)):
            kept.filter(key__in=keys).update(pending=True)


def _left(run: Run, side: Side) -> Iterator[UUID]:
    """The keys of this side's records that changed and were not carried over, or have no partner yet."""
    rows = run.job.operations.filter(**{f"{side.value}_key__isnull": False}).order_by("position")
    yield from rows.filter(code="wrong_direction").values_list(f"{side.value}_key", flat=True)
    judged = rows.exclude(verdicts=[]).values_list(f"{side.value}_key", "verdicts")
    for key, stored in judged.iterator(chunk_size=_AT_ONCE):
        kept = decode_verdicts([one for one in stored if one["kind"] == VerdictKind.KEPT])
        if any(not same(one.on(side), one.agreed(side)) for one in kept):
            yield key
