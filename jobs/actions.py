"""Actions on records that ask nothing further: delete couplings, read again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs.activity import activity_answer
from jobs.asking import Asked, answer, launch, tell_of
from jobs.models import Job
from jobs.requests import UncoupleRecords
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, wants_fragment


@require_POST
@requires("couplings.couple_records")
def uncouple(request: HttpRequest) -> HttpResponseBase:
    """Delete the couplings of the selected records; the records stay."""
    asked = Asked.of(request)
    keys, _others = asked.narrowed(asked.coupled).pair_keys()
    if not keys or asked.mapping is None:
        messages.warning(request, _("None of the selected records is coupled."))
    elif job := launch(request, asked.mapping, Job.Kind.UNCOUPLE, UncoupleRecords(keys)):
        text = ngettext(
            "%(number)d coupling is being deleted.",
            "%(number)d couplings are being deleted.",
            len(keys),
        )
        tell_of(request, job, text % {"number": len(keys)})
    return answer(request, asked.list_url)


@require_POST
@requires("couplings.synchronize_records")
def read(request: HttpRequest) -> HttpResponseBase:
    """Read what changed in both systems, without synchronizing anything."""
    asked = Asked.of(request)
    job = launch(request, asked.mapping, Job.Kind.READ, None) if asked.mapping else None
    if wants_fragment(request):
        return activity_answer(request)
    if job:
        tell_of(request, job, _("Both systems are being read again."))
    return done(request, asked.list_url)
