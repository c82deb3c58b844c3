"""The buttons of the page of a job besides those of its plan: *Cancel* and *Run Again*."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jobs import again, cancelling
from jobs.asking import tell_of
from jobs.models import Job
from jobs.services import ConnectionDisabled
from syncadmin.ui.access import MissingPermission, requires
from syncadmin.ui.fragments import done
from syncadmin.ui.sentences import remedy, title

_JOBS = Job.objects.select_related("mapping__connection")


@require_POST
@requires("jobs.view_job")
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Cancel a job that is not over."""
    job, user = get_object_or_404(_JOBS, pk=pk), request.user
    if not isinstance(user, User) or not cancelling.may_cancel(user, job):
        raise MissingPermission(cancelling.PERMISSION)
    try:
        over = cancelling.cancel(job, user)
    except cancelling.TooLate as late:
        messages.warning(request, f"{title(late.problem)} {remedy(late.problem)}")
    else:
        text = _("The job is cancelled.") if over else _("The job stops as soon as what it has begun is written.")
        messages.success(request, text)
    return done(request, reverse("jobs:detail", args=[pk]))


@require_POST
@requires("jobs.view_job")
def run_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the same once more."""
    job, user = get_object_or_404(_JOBS, pk=pk), request.user
    if not isinstance(user, User) or not again.may_repeat(user, job):
        raise MissingPermission(again.right_to_repeat(job) or cancelling.PERMISSION)
    try:
        made = again.run_again(job, user)
    except ConnectionDisabled as refused:
        messages.error(request, f"{title(refused.problem)} {remedy(refused.problem)}")
        return redirect("jobs:detail", pk)
    tell_of(request, made, _("The same is asked for once more."))
    return redirect("jobs:detail", made.pk)
