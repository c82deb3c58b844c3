"""*Cancel*: a job that nobody has begun ends at once, one that is at work stops at its next safe point.

Safe points are the pages of reading and planning and the batches of writing (``context.hold``): what was sent is
remembered first, so that nothing is half written, and what was not is left to the next run.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from jobs import undo
from jobs.context import cancelled_by
from jobs.models import Job
from jobs.remember import release_unfinished
from jobs.services import promote
from syncadmin.engine.problems import Problem

PERMISSION = "jobs.run_job"


class TooLate(Exception):
    """The job is over; ``problem`` says so."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.pk)
        self.problem = Problem("cancelled_too_late", {"job": str(job.pk)})


def may_cancel(user: User | AnonymousUser, job: Job) -> bool:
    """Administrators may cancel every job; whoever may synchronize, those they started."""
    own = job.requested_by_id is not None and job.requested_by_id == user.pk
    return user.has_perm(PERMISSION) or own and user.has_perm(undo.OWN_JOBS)


def cancel(job: Job, user: User | None = None) -> bool:
    """Cancel a job; whether it is over already (a worker stops it otherwise). Raises TooLate."""
    now = timezone.now()
    with transaction.atomic():
        found = Job.objects.select_for_update(of=("self",)).select_related("mapping").get(pk=job.pk)
        if found.finished:
            raise TooLate(found)
        if found.cancelled_at is None:
            found.cancelled_at, found.cancelled_by = now, user
            found.save(update_fields=["cancelled_at", "cancelled_by"])
        if found.status == Job.Status.RUNNING and found.lease_until and found.lease_until >= now:
            return False
        _end(found)
    promote(found.mapping)
    return True


def _end(job: Job) -> None:
    """End a job that no worker holds; a worker that slept finds out that it lost the job."""
    release_unfinished(job)
    problem = cancelled_by(job.cancelled_by)
    job.status, job.code, job.facts = Job.Status.FAILED, problem.code, dict(problem.facts)
    job.phase, job.phase_began_at, job.claim, job.lease_until = "", None, None, None
    job.counts, job.finished_at = job.operations.counts(), timezone.now()
    changed = ["status", "code", "facts", "phase", "phase_began_at", "claim", "lease_until", "counts", "finished_at"]
    job.save(update_fields=changed)
