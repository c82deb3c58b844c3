"""*Undo* of a job, or of what it did to one record: the button, whether it is there, and what it starts."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jobs import undo
from jobs.exact import planned
from jobs.models import Job, JobOperation
from jobs.services import ConnectionDisabled
from jobs.undo_deeds import standing
from syncadmin.engine.values import Action
from syncadmin.ui.access import MissingPermission, requires
from syncadmin.ui.sentences import remedy, title


@dataclass(frozen=True)
class UndoOffer:
    """What the page of a job says of undoing it: the button if it is ``offered``, else why not. ``of``: the job that
    one took back; ``recreates``: its plan creates deleted records once more."""

    offered: bool
    why_not: str
    by: Job | None
    of: Job | None
    recreates: bool


def offer_of(job: Job, user: User | AnonymousUser) -> UndoOffer:
    """Whether a user is offered to undo a job."""
    why_not = undo.why_not(job)
    creates = planned(job.operations.filter(action=Action.CREATE.value))
    return UndoOffer(
        offered=not why_not and undo.may_undo(user, job),
        why_not=why_not,
        by=undo.undone_by(job) if job.finished else None,
        of=job.undoes,
        recreates=job.kind == Job.Kind.UNDO and creates.exists(),
    )


def is_offered_for(one: JobOperation, user: User | AnonymousUser) -> bool:
    """Whether a user is offered to undo what a job did to one record."""
    job = one.job
    if not job.finished or job.preview or not undo.may_undo(user, job):
        return False
    return standing(job).filter(pk=one.pk).exists()


@require_POST
@requires(undo.OWN_JOBS)
def start(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Plan the undo of a job, or of one ``operation`` of it; its page is where it is decided about."""
    job = get_object_or_404(Job.objects.select_related("mapping__connection"), pk=pk)
    user = request.user
    if not isinstance(user, User) or not undo.may_undo(user, job):
        raise MissingPermission(undo.PERMISSION)
    wanted = request.POST.get("operation", "")
    try:
        plan = undo.propose(job, operations=[int(wanted)] if wanted.isdecimal() else (), user=user)
    except undo.NothingToUndo as refused:
        messages.error(request, str(refused))
    except ConnectionDisabled as refused:
        messages.error(request, f"{title(refused.problem)} {remedy(refused.problem)}")
    else:
        return redirect("jobs:detail", plan.pk)
    return redirect("jobs:detail", pk)
