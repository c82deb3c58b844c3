"""Asking for the undo of a job: whether there is anything to take back, who may, and the plan of it.

An undo always begins as a preview; carrying it out is a decision about that plan (``approval``).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.requests import UndoJob, to_json
from jobs.services import ConnectionDisabled, promote
from jobs.undo_deeds import standing

PERMISSION, OWN_JOBS = "jobs.undo_job", "couplings.synchronize_records"
_TAKING_BACK = ("created", "updated", "deleted", "coupled", "uncoupled")


class NothingToUndo(Exception):
    """The job cannot be undone; the message is a sentence that says why."""


def why_not(job: Job) -> str:
    """Why a job cannot be undone, in a sentence; blank if it can."""
    if not job.finished or job.status == Job.Status.APPROVAL:
        return _("Not possible: the job has not carried out anything yet.")
    if job.preview or job.kind in Job.ONLY_READ:
        return _("Nothing to undo: the job wrote nothing.")
    if standing(job).exists():
        return ""
    by = undone_by(job)
    if by is None:
        return _("Nothing to undo: the job wrote nothing.")
    return _("Done: everything it did was taken back by job %(number)d.") % {"number": by.pk}


def undone_by(job: Job) -> Job | None:
    """The latest job that took back something of a job."""
    return job.undone_by.filter(preview=False, operations__ending__in=_TAKING_BACK).order_by("-pk").first()


def may_undo(user: User | AnonymousUser, job: Job) -> bool:
    """Administrators may undo every job; whoever may synchronize, those they started."""
    own = job.requested_by_id is not None and job.requested_by_id == user.pk
    return user.has_perm(PERMISSION) or own and user.has_perm(OWN_JOBS)


def propose(
    job: Job,
    *,
    operations: Iterable[int] = (),
    user: User | None = None,
    trigger: Job.Trigger = Job.Trigger.PERSON,
) -> Job:
    """Ask for the plan that takes back a job, or what it did to the pairs of some of its operations. Raises
    NothingToUndo, or ConnectionDisabled."""
    if reason := why_not(job):
        raise NothingToUndo(reason)
    if problem := job.mapping.connection.hold:
        raise ConnectionDisabled(problem)
    wanted = to_json(UndoJob(tuple(operations)))
    plan = Job(mapping=job.mapping, kind=Job.Kind.UNDO, undoes=job, preview=True, request=wanted)
    plan.status, plan.trigger, plan.requested_by = Job.Status.WAITING, trigger, user
    with transaction.atomic():
        plan.save()
    promote(job.mapping)
    return Job.objects.select_related("mapping__connection").get(pk=plan.pk)
