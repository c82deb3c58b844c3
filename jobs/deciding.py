"""The actions on a plan: leave out, carry out or approve, reject; and what the page of a job shows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs import approval, undo
from jobs.checksum import checksum_of, left_out
from jobs.exact import planned
from jobs.models import Job, JobOperation
from jobs.requests import match_records, synchronize_records
from jobs.services import ConnectionDisabled
from syncadmin.engine.brakes import Effect
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.ui.access import MissingPermission, requires
from syncadmin.ui.fragments import done
from syncadmin.ui.sentences import remedy, title

_RUN, _SYNCHRONIZE = "jobs.run_job", "couplings.synchronize_records"
_COUPLE, _DELETE = "couplings.couple_records", "couplings.delete_records"


@dataclass(frozen=True)
class Decision:
    """A plan that somebody may decide about: how many operations it has and is to be carried out without."""

    operations: int
    without: int
    checksum: str
    excesses: list[str]

    @property
    def left(self) -> int:
        """How many operations would be carried out."""
        return self.operations - self.without


def decision_of(job: Job) -> Decision | None:
    """What there is to decide about a job, if anything."""
    if not approval.is_open(job):
        return None
    operations = planned(job.operations.all()).count()
    if job.preview and not operations:
        return None  # there is nothing to carry out
    return Decision(operations, left_out(job).count(), checksum_of(job), excess_words(job))


def may_decide(user: User | AnonymousUser, job: Job) -> bool:
    """Whether a user may decide about the plan of a job: about that of an undo, whoever may undo; about a preview for
    selected records, whoever may start the same job."""
    if job.undoes:
        return undo.may_undo(user, job.undoes)
    return user.has_perm(_RUN) or user.has_perm(right_to_decide(job))


def right_to_decide(job: Job) -> str:
    """The permission that deciding about the plan of a job takes: that of the action, or that of whole mappings."""
    if job.undoes:
        return undo.PERMISSION
    if job.preview and job.kind == Job.Kind.MATCH:
        asked = match_records(job.request)
        return _COUPLE if asked.bc_keys or asked.dataverse_keys else _RUN
    if not job.preview or job.kind not in (Job.Kind.RECORDS, Job.Kind.UNCOUPLE):
        return _RUN
    if job.kind == Job.Kind.UNCOUPLE:
        return _COUPLE
    wanted = synchronize_records(job.request)
    if wanted.deleted is DeletionPolicy.DELETE:
        return _DELETE
    return _COUPLE if wanted.create or wanted.leave_out or wanted.deleted else _SYNCHRONIZE


def excess_words(job: Job) -> list[str]:
    """Which brakes stopped a job: what, how many, how many are allowed."""
    return [_phrase(Effect(one["effect"]), one["count"]) % one for one in job.excesses]


@require_POST
@requires("jobs.view_job")
def carry_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Carry out the plan of a preview, or approve the plan of a job that waits for it."""
    job = get_object_or_404(Job.objects.select_related("mapping__connection"), pk=pk)
    _require_right(request, job)

    def act() -> str:
        made = approval.carry_out(job, request.POST.get("checksum", ""), user=_user(request))
        return reverse("jobs:detail", args=[made.pk])

    return redirect(_told(request, act) or reverse("jobs:detail", args=[pk]))


@require_POST
@requires("jobs.run_job")
def reject(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Write nothing of a plan that waits for approval."""
    job = get_object_or_404(Job, pk=pk)

    def act() -> str:
        approval.reject(job, _user(request))
        messages.success(request, _("The plan was rejected. Its records wait for the next run."))
        return ""

    return redirect(_told(request, act) or reverse("jobs:detail", args=[pk]))


@require_POST
@requires("jobs.view_job")
def leave_out(request: HttpRequest, pk: int, operation: int) -> HttpResponseBase:
    """Leave one operation out of a plan (``out=1``), or take it in again."""
    one = get_object_or_404(JobOperation.objects.select_related("job"), pk=operation, job__pk=pk)
    _require_right(request, one.job)

    def act() -> str:
        approval.leave_out(one, request.POST.get("out") == "1")
        return ""

    _told(request, act)
    return done(request, reverse("jobs:operations", args=[pk]))


def _require_right(request: HttpRequest, job: Job) -> None:
    """Refuse whoever may not decide about the plan of a job."""
    if not may_decide(request.user, job):
        raise MissingPermission(right_to_decide(job))


def _told(request: HttpRequest, act: Callable[[], str]) -> str:
    """Where the action leads; what refuses it is told."""
    try:
        return act()
    except (approval.PlanRefused, ConnectionDisabled) as refused:
        messages.error(request, f"{title(refused.problem)} {remedy(refused.problem)}")
    return ""


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _phrase(effect: Effect, count: int) -> str:
    match effect:
        case Effect.CHANGES:
            return ngettext(
                "%(count)d record would be changed, %(allowed)d allowed",
                "%(count)d records would be changed, %(allowed)d allowed",
                count,
            )
        case Effect.BLANKS:
            return ngettext(
                "%(count)d field would be emptied, %(allowed)d allowed",
                "%(count)d fields would be emptied, %(allowed)d allowed",
                count,
            )
    return ngettext(
        "%(count)d record would be deleted, %(allowed)d allowed",
        "%(count)d records would be deleted, %(allowed)d allowed",
        count,
    )
