"""Numbers of couplings that pages show, counted from the few that stand out rather than from all there are."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from couplings.models import Coupling, RecordProblem, RemoteRecord
from syncadmin.engine.values import Side


def changed_couplings() -> dict[int, int]:
    """Couplings of which a record changed since a run last accounted for it, with their mappings."""
    bc, dataverse = (_with_pending(side).values_list("pk", "mapping") for side in Side)
    return dict(bc.union(dataverse))


def troubled_couplings() -> set[int]:
    """Couplings that were never synchronized, and those with a problem."""
    rows = Coupling.objects.filter(state=Coupling.State.COUPLED)
    problems = RecordProblem.objects.filter(coupling__state=Coupling.State.COUPLED)
    never = rows.filter(synchronized_at=None).values_list("pk", flat=True)
    return {*never, *problems.values_list("coupling", flat=True)}


def _with_pending(side: Side) -> QuerySet[Coupling]:
    """Couplings whose record of this side is pending; each side for itself, so that the database joins them."""
    pending = RemoteRecord.objects.filter(mapping=OuterRef("mapping"), side=side.value, pending=True)
    rows = Coupling.objects.filter(Exists(pending.filter(key=OuterRef(f"{side.value}_key"))))
    return rows.filter(state=Coupling.State.COUPLED)
