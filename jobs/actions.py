"""Actions on records that ask nothing further: delete couplings, read again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs.activity import activity_answer
from jobs.asking import Asked, answer, coupled_rows, launch, tell_of
from jobs.models import Job
from jobs.requests import UncoupleRecords
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import wants_fragment


@require_POST
@requires("couplings.couple_records")
def uncouple(request: HttpRequest) -> HttpResponseBase:
    """Delete the couplings of the selected customers; the records stay."""
    asked = Asked.of(request)
    keys = asked.narrowed(coupled_rows(asked.rows)).keys()
    if not keys or asked.mapping is None:
        messages.warning(request, _("None of the selected customers is coupled."))
    elif job := launch(request, asked.mapping, Job.Kind.UNCOUPLE, UncoupleRecords(keys)):
        text = ngettext(
            "%(number)d coupling is being deleted.",
            "%(number)d couplings are being deleted.",
            len(keys),
        )
        tell_of(request, job, text % {"number": len(keys)})
    return answer(request)


@require_POST
@requires("couplings.synchronize_records")
def read(request: HttpRequest) -> HttpResponseBase:
    """Read what changed in both systems, without synchronizing anything."""
    mapping = Asked.of(request).mapping
    job = launch(request, mapping, Job.Kind.READ, None) if mapping else None
    if wants_fragment(request):
        return activity_answer(request)
    if job:
        tell_of(request, job, _("Customers and accounts are being read again."))
    return redirect(reverse("couplings:customers"))
