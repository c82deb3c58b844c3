"""*Create in Dataverse* and *Create in Business Central* for records that are not coupled; and leaving those out whose
former partner was deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs.asking import Asked, answer, dialog_of, launch, scheduled, tell_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from mappings.wording import table_caption
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_POST
@requires("couplings.couple_records")
def create(request: HttpRequest) -> HttpResponseBase:
    """Create a counterpart for each of the selected records that are not coupled, and couple them; or plan that."""
    asked = Asked.of(request)
    possible = asked.narrowed(asked.uncoupled)
    total, number, coupled = asked.rows.count(), possible.rows.count(), asked.coupled.count()
    skipped = {_("coupled already"): coupled, _("excluded or deleted"): total - number - coupled}
    problem = _hindrance(asked)
    if request.POST.get("ask"):
        context = {"number": number, "total": total, "skipped": skipped, "problem": problem, **_words(asked)}
        context |= dialog_of(request, asked)
        return render_either(request, "jobs/actions/create.html", "jobs/actions/_create.html", context)
    if problem or not number or asked.mapping is None:
        system = {"system": SYSTEM_NAMES[asked.side.other]}
        messages.warning(request, problem or _("None of the selected records can be created in %(system)s.") % system)
        return answer(request, asked.list_url)
    wanted, preview = records(possible, create=True), request.POST.get("do") == "preview"
    job = launch(request, asked.mapping, Job.Kind.RECORDS, wanted, preview=preview)
    if job and preview:
        return redirect("jobs:detail", job.pk)
    if job:
        tell_of(request, job, scheduled(number, total, skipped))
    return answer(request, asked.list_url)


@require_POST
@requires("couplings.couple_records")
def leave_out(request: HttpRequest) -> HttpResponseBase:
    """Leave those of the selected records out, as they are now, whose former partner was deleted."""
    asked = Asked.of(request)
    possible = asked.narrowed(asked.uncoupled.filter(orphan=True))
    number = possible.rows.count()
    if not number or asked.mapping is None:
        messages.warning(request, _("None of the selected records had a partner that was deleted."))
    elif job := launch(request, asked.mapping, Job.Kind.RECORDS, records(possible, leave_out=True)):
        text = ngettext("%(number)d record is left out.", "%(number)d records are left out.", number)
        tell_of(request, job, text % {"number": number})
    return answer(request, asked.list_url)


def records(asked: Asked, *, create: bool = False, leave_out: bool = False) -> SynchronizeRecords:
    """What is asked for records of one side that are not coupled."""
    bc_keys, others = (asked.keys(), ()) if asked.side is Side.BC else ((), asked.keys())
    return SynchronizeRecords(bc_keys, dataverse_keys=others, create=create, leave_out=leave_out)


def _words(asked: Asked) -> dict[str, str]:
    """What the dialog calls the two sides."""
    side, other = asked.side, asked.side.other
    table = table_caption(asked.mapping, other) if asked.mapping else ""
    words = {"system": SYSTEM_NAMES[side], "other_system": SYSTEM_NAMES[other], "other_table": table}
    return {"title": _("Create in %(system)s") % {"system": SYSTEM_NAMES[other]}, **words}


def _hindrance(asked: Asked) -> str:
    """Why nothing can be created, if so."""
    if asked.mapping and not Direction(asked.mapping.direction).flows_to(asked.side.other):
        system = {"system": SYSTEM_NAMES[asked.side.other]}
        return _("The mapping does not create records in %(system)s.") % system
    return ""
