"""The brakes of a run: before anything is written, its plan is counted and held against the limits of its mapping.

Runs that somebody asked for record by record are not braked, nor is a plan that somebody saw and had carried out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from couplings.models import Coupling
from jobs.checksum import note_checksum
from jobs.claim import held
from jobs.context import Run
from jobs.differences import FLOWING
from jobs.models import Job, JobOperation
from jobs.services import promote
from mappings.brakes import brakes_of
from syncadmin.engine.brakes import Effect, Excess, blanked
from syncadmin.engine.encoding import decode_verdicts
from syncadmin.engine.values import Action


class Braked(Exception):
    """The plan goes beyond limits, so that somebody has to approve it."""

    def __init__(self, excesses: tuple[Excess, ...]) -> None:
        super().__init__(", ".join(one.effect for one in excesses))
        self.excesses = excesses


def brake(run: Run) -> None:
    """Raises Braked if the plan of a run that nobody looked at goes beyond a limit of its mapping."""
    by_hand = run.job.kind not in Job.WHOLE_MAPPING and run.job.trigger != Job.Trigger.SCHEDULE
    limits = brakes_of(run.mapping)
    if by_hand or run.job.is_exact or not limits.limits:
        return
    coupled = Coupling.objects.filter(mapping=run.mapping, state=Coupling.State.COUPLED).count()
    if found := limits.excesses(_effects(run.job, blanks=Effect.BLANKS in limits.limits), coupled):
        raise Braked(found)


def wait_for_approval(job: Job, excesses: tuple[Excess, ...]) -> None:
    """Stop before writing until somebody approves or rejects the plan; the next job in line goes on."""
    note_checksum(job)
    counts = job.operations.counts()
    with transaction.atomic():
        held(job)
        Job.objects.filter(pk=job.pk).update(
            status=Job.Status.APPROVAL,
            excesses=[asdict(one) for one in excesses],
            counts=counts,
            phase="",
            phase_began_at=None,
            phase_times=job.phase_times,
            claim=None,
            lease_until=None,
            finished_at=timezone.now(),
        )
    promote(job.mapping)


def _effects(job: Job, *, blanks: bool) -> Counter[Effect]:
    """What the plan would do, counted by the database; only the verdicts of updates are looked through one by one."""
    planned = job.operations.filter(state=JobOperation.State.PLANNED).order_by()
    found = Counter(
        {
            Effect.CHANGES: planned.filter(action=Action.UPDATE.value).count(),
            Effect.DELETES: planned.filter(action=Action.DELETE.value).count(),
        }
    )
    if blanks and found[Effect.CHANGES]:
        updates = planned.filter(action=Action.UPDATE.value).values_list("side", "verdicts")
        for side, verdicts in updates.iterator(chunk_size=2000):
            empty = [one for one in verdicts if one["result"] is None and FLOWING.get(one["kind"]) == side]
            found[Effect.BLANKS] += blanked(decode_verdicts(empty))
    return found
