"""Which coupled records are newer on one side than what was last synchronized, as a condition of a query.

What was never synchronized is not newer on either side: nothing is lost that somebody agreed on.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from couplings.models import Coupling, RecordProblem, RemoteRecord, snoozed_now
from syncadmin.engine.values import Side

CONFLICT = "conflict"


def is_newer(rows: Side, on: Side) -> Q:
    """Whether the record ``on`` a side changed since a run last accounted for it; asked of ``rows`` of either side. One
    with an open conflict changed on both."""
    ours = {f"{rows.value}_key": OuterRef("key")}
    here = {"mapping": OuterRef("mapping_id"), "side": on.value, "pending": True}
    changed = RemoteRecord.objects.filter(**{**here, "key": OuterRef(f"{on.value}_key")})
    coupled = Coupling.objects.filter(mapping=OuterRef("mapping_id"), synchronized_at__isnull=False, **ours)
    disputed = RecordProblem.objects.filter(mapping=OuterRef("mapping_id"), code=CONFLICT, **ours)
    return Q(Exists(coupled.filter(Exists(changed)))) | Q(Exists(disputed))


def is_snoozed(rows: Side) -> Q:
    """Whether somebody put the problem of a record aside."""
    ours = {f"{rows.value}_key": OuterRef("key")}
    return Q(Exists(RecordProblem.objects.filter(snoozed_now(), mapping=OuterRef("mapping_id"), **ours)))
