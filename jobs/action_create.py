"""*Create in Dataverse* for customers and *Create in Business Central* for accounts that are not coupled; and leaving
those out whose former partner was deleted."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jobs.asking import (
    Asked,
    answer,
    cancel_url,
    carried,
    coupled_rows,
    launch,
    scheduled,
    side_of,
    tell_of,
    uncoupled_rows,
)
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either

_TITLES: Mapping[Side, str | Promise] = {
    Side.BC: gettext_lazy("Create in Dataverse"),
    Side.DATAVERSE: gettext_lazy("Create in Business Central"),
}
# Where one is without a dialog.
LISTS = {Side.BC: "couplings:customers", Side.DATAVERSE: "couplings:accounts"}


@require_POST
@requires("couplings.couple_records")
def create(request: HttpRequest) -> HttpResponseBase:
    """Create a counterpart for each of the selected records that are not coupled, and couple them; or plan that."""
    side = side_of(request)
    asked = Asked.of(request, side)
    possible = asked.narrowed(uncoupled_rows(asked.rows, side))
    total, number = asked.rows.count(), possible.rows.count()
    coupled = coupled_rows(asked.rows).count() if side is Side.BC else 0
    skipped = {_("coupled already"): coupled, _("excluded or deleted"): total - number - coupled}
    problem = _hindrance(asked, side)
    if request.POST.get("ask"):
        context = {"selection": asked.selection, "number": number, "total": total, "skipped": skipped, "side": side}
        context |= {"problem": problem, "carried": carried(request), "cancel": cancel_url(request)}
        context |= {"title": _TITLES[side]}
        return render_either(request, "jobs/actions/create.html", "jobs/actions/_create.html", context)
    if problem or not number or asked.mapping is None:
        system = {"system": SYSTEM_NAMES[side.other]}
        messages.warning(request, problem or _("None of the selected records can be created in %(system)s.") % system)
        return answer(request, reverse(LISTS[side]))
    wanted, preview = records(possible.keys(), side, create=True), request.POST.get("do") == "preview"
    job = launch(request, asked.mapping, Job.Kind.RECORDS, wanted, preview=preview)
    if job and preview:
        return redirect("jobs:detail", job.pk)
    if job:
        tell_of(request, job, scheduled(number, total, skipped, side))
    return answer(request, reverse(LISTS[side]))


@require_POST
@requires("couplings.couple_records")
def leave_out(request: HttpRequest) -> HttpResponseBase:
    """Leave those of the selected records out, as they are now, whose former partner was deleted."""
    side = side_of(request)
    asked = Asked.of(request, side)
    possible = asked.narrowed(uncoupled_rows(asked.rows, side).filter(orphan=True))
    keys = possible.keys()
    if not keys or asked.mapping is None:
        messages.warning(request, _("None of the selected records had a partner that was deleted."))
    elif job := launch(request, asked.mapping, Job.Kind.RECORDS, records(keys, side, leave_out=True)):
        text = ngettext("%(number)d record is left out.", "%(number)d records are left out.", len(keys))
        tell_of(request, job, text % {"number": len(keys)})
    return answer(request, reverse(LISTS[side]))


def records(keys: tuple[str, ...], side: Side, *, create: bool = False, leave_out: bool = False) -> SynchronizeRecords:
    """What is asked for records of one side."""
    bc_keys, others = (keys, ()) if side is Side.BC else ((), keys)
    return SynchronizeRecords(bc_keys, dataverse_keys=others, create=create, leave_out=leave_out)


def _hindrance(asked: Asked, side: Side) -> str:
    """Why nothing can be created, if so."""
    if asked.mapping and not Direction(asked.mapping.direction).flows_to(side.other):
        system = {"system": SYSTEM_NAMES[side.other]}
        return _("The mapping does not create records in %(system)s.") % system
    return ""
