"""What a person decides about a plan: leave operations out of it, have it carried out, or reject it.

Two kinds of plan wait for that: the preview of a run, and a job that its brakes stopped. A preview is carried out by a
new job (``exact.take_over``), once; a job that waits for approval goes on itself (``exact.recheck``).
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.checksum import checksum_of
from jobs.exact import planned
from jobs.models import Job, JobOperation
from jobs.remember import release_unfinished
from jobs.services import ConnectionDisabled, promote
from syncadmin.engine.problems import Problem

_PREVIEWS = (*Job.WHOLE_MAPPING, Job.Kind.RECORDS, Job.Kind.MATCH, Job.Kind.UNCOUPLE, Job.Kind.UNDO)
_DONE = (Job.Status.FINISHED, Job.Status.ERRORS)


class PlanRefused(Exception):
    """The plan cannot be decided about any more, or not like this; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def is_open(job: Job) -> bool:
    """Whether somebody may still decide about the plan of a job."""
    if job.status == Job.Status.APPROVAL:
        return True
    complete = job.preview and job.kind in _PREVIEWS and job.status in _DONE
    return complete and not Job.objects.filter(plan=job).exists()


def leave_out(operation: JobOperation, out: bool) -> None:
    """Leave one operation out of its plan, or take it in again; raises PlanRefused."""
    with transaction.atomic():
        job = _locked(operation.job_id)
        if not planned(job.operations.filter(pk=operation.pk)).update(left_out=out):
            raise PlanRefused(Problem("plan_is_over"))


def carry_out(job: Job, checksum: str, *, user: User | None = None, trigger: Job.Trigger = Job.Trigger.PERSON) -> Job:
    """Carry out exactly the plan of a job, which whoever asks saw under this checksum; the job that does it. Raises
    PlanRefused, or ConnectionDisabled."""
    if problem := job.mapping.connection.hold:
        raise ConnectionDisabled(problem)
    with transaction.atomic():
        plan = _locked(job.pk)
        if checksum != checksum_of(plan):
            raise PlanRefused(Problem("plan_changed"))
        made = _copied(plan, checksum, user, trigger) if plan.preview else _approved(plan, checksum, user)
    promote(job.mapping)
    return Job.objects.get(pk=made.pk)


def reject(job: Job, user: User | None = None) -> None:
    """End a job that waits for approval; its records stay pending. Raises PlanRefused."""
    with transaction.atomic():
        plan = _locked(job.pk)
        if plan.status != Job.Status.APPROVAL:
            raise PlanRefused(Problem("plan_is_over"))
        release_unfinished(plan)
        plan.status, plan.code = Job.Status.FAILED, "plan_rejected"
        plan.facts = {"person": user.get_username() if user else str(Job.Trigger.COMMAND.label)}
        plan.counts, plan.finished_at = plan.operations.counts(), timezone.now()
        plan.save(update_fields=["status", "code", "facts", "counts", "finished_at"])


def _locked(pk: int) -> Job:
    """The job, kept as it is until the end of the transaction; raises PlanRefused if nobody may decide any more."""
    job = Job.objects.select_for_update(of=("self",)).select_related("mapping").get(pk=pk)
    if not is_open(job):
        other = Job.objects.filter(plan=job).first()
        raise PlanRefused(Problem("plan_is_done", {"job": str(other.pk)}) if other else Problem("plan_is_over"))
    return job


def _copied(plan: Job, checksum: str, user: User | None, trigger: Job.Trigger) -> Job:
    job = Job(mapping=plan.mapping, kind=Job.Kind.CARRY_OUT, plan=plan, checksum=checksum, undoes=plan.undoes)
    job.status, job.trigger, job.requested_by = Job.Status.WAITING, trigger, user
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:
        other = Job.objects.get(plan=plan)
        raise PlanRefused(Problem("plan_is_done", {"job": str(other.pk)})) from error
    return job


def _approved(plan: Job, checksum: str, user: User | None) -> Job:
    plan.status, plan.phase, plan.checksum = Job.Status.WAITING, Job.Phase.WRITING, checksum
    plan.approved_at, plan.approved_by = timezone.now(), user
    plan.started_at = plan.finished_at = plan.cancelled_at = plan.cancelled_by = None
    changed = ["status", "phase", "checksum", "approved_at", "approved_by", "started_at", "finished_at"]
    plan.save(update_fields=[*changed, "cancelled_at", "cancelled_by"])
    return plan
