"""Ignoring a wait: records are synchronized without the value that cannot be carried over.

What both sides show of the field counts as a difference that stands, in the base of the coupling, until either changes.
A record that is not coupled yet has no such place; it is snoozed until it changes instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from couplings.bulk import save_changed
from couplings.models import Coupling, RecordProblem
from couplings.snoozing import snooze
from syncadmin.engine.encoding import decode
from syncadmin.engine.values import VerdictKind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_CHUNK = 500


def ignore_waits(rows: QuerySet[RecordProblem], *, reason: str, by: User | None = None) -> tuple[list[int], int]:
    """Let the differences stand that these records wait to bring in step. The keys of the problems whose records can be
    synchronized now, and how many records were snoozed instead."""
    waiting = rows.filter(waits__isnull=False).distinct()
    keys = list(waiting.filter(coupling__isnull=False).order_by("pk").values_list("pk", flat=True))
    accepted: list[int] = []
    for start in range(0, len(keys), _CHUNK):
        accepted += _accept(keys[start : start + _CHUNK])
    left = RecordProblem.objects.filter(pk__in=waiting.exclude(pk__in=accepted).values("pk"))
    return accepted, snooze(left, reason=reason, by=by)


@transaction.atomic
def _accept(keys: Sequence[int]) -> list[int]:
    """Write the differences of these problems into the bases of their couplings as these are now."""
    problems = RecordProblem.objects.filter(pk__in=keys).select_related("mapping").prefetch_related("waits")
    couplings = Coupling.objects.select_for_update().in_bulk([one.coupling_id for one in problems])
    relations: dict[int, dict[str, str]] = {}
    accepted, changed = [], []
    for one in problems:
        if one.mapping_id not in relations:
            relations[one.mapping_id] = {row.field_id: row.related_mapping for row in one.mapping.fields.all()}
        coupling = couplings.get(one.coupling_id or 0)
        apart = _differences(one, relations[one.mapping_id])
        if coupling and apart:
            coupling.base = {**(coupling.base or {}), **apart}
            changed.append(coupling)
            accepted.append(one.pk)
    save_changed(changed, ["base"])
    RecordProblem.objects.filter(pk__in=accepted).update(retry_at=timezone.now(), snoozed=False)
    return accepted


def _differences(problem: RecordProblem, relations: Mapping[str, str]) -> dict[str, Any]:
    """What both sides show of the fields a record waits for, as bases keep it."""
    waits = {(one.relation, one.side, one.value) for one in problem.waits.all()}
    return {
        one["field"]: {"apart": [one["bc"], one["dataverse"]]}
        for one in problem.verdicts
        if one["kind"] == VerdictKind.WAITING.value and _is_awaited(one, relations.get(one["field"], ""), waits)
    }


def _is_awaited(verdict: Mapping[str, Any], relation: str, waits: set[tuple[str, str, str]]) -> bool:
    """Whether the value of either side is one that is waited for."""
    return any((relation, side, str(decode(verdict[side]))) in waits for side in ("bc", "dataverse"))
