"""*Run Again*: a job that asks for what an earlier one was asked for."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User

from jobs.deciding import right_to_decide
from jobs.models import Job
from jobs.services import ConnectionDisabled, promote, start

_RUN, _COUPLE = "jobs.run_job", "couplings.couple_records"
_AGAIN = (
    *Job.WHOLE_MAPPING,
    Job.Kind.RECORDS,
    Job.Kind.COUPLE,
    Job.Kind.UNCOUPLE,
    Job.Kind.MATCH,
    Job.Kind.READ,
)


def right_to_repeat(job: Job) -> str:
    """The permission that asking for the same takes; blank if a job cannot be repeated."""
    if not job.finished or job.kind not in _AGAIN:
        return ""
    match job.kind:
        case Job.Kind.COUPLE | Job.Kind.UNCOUPLE:
            return _COUPLE
        case Job.Kind.READ:
            return "couplings.synchronize_records"
        case Job.Kind.RECORDS:
            return right_to_decide(Job(kind=job.kind, request=job.request, preview=True))
        case Job.Kind.MATCH:
            return _COUPLE if job.request.get("bc_keys") or job.request.get("dataverse_keys") else _RUN
    return _RUN


def may_repeat(user: User | AnonymousUser, job: Job) -> bool:
    """Whether a user may ask for the same once more."""
    right = right_to_repeat(job)
    return bool(right) and user.has_perm(right)


def run_again(job: Job, user: User | None = None) -> Job:
    """Ask for the same once more, a preview for a preview. Raises ConnectionDisabled."""
    mapping, kind = job.mapping, Job.Kind(job.kind)
    if not job.request:
        return start(mapping, kind, user=user, preview=job.preview)
    if problem := mapping.connection.hold:
        raise ConnectionDisabled(problem)
    made = Job(mapping=mapping, kind=kind, request=job.request, preview=job.preview, requested_by=user)
    made.status = Job.Status.WAITING
    made.save()
    promote(mapping)
    made.refresh_from_db()
    return made
