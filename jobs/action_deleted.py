"""What a person does about coupled records of which one was deleted: restore it, or delete the other one as well.

Both are shown before they are done: the dialog names the records, and *Preview* the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from couplings.states import has_lost_partner, with_coupling
from jobs.asking import Asked, answer, dialog_of, launch, scheduled, tell_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from syncadmin.engine.mapping import DeletionPolicy, Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either

_NAMED = 8
_TITLES: Mapping[DeletionPolicy, tuple[str | Promise, str | Promise]] = {
    DeletionPolicy.RESTORE: (gettext_lazy("Restore Records"), gettext_lazy("Restore in %(system)s")),
    DeletionPolicy.DELETE: (gettext_lazy("Delete in the other system"), gettext_lazy("Delete in %(system)s")),
}


@dataclass(frozen=True)
class Affected:
    """The records of one system that an action is about: how many, and what the first of them are called.
    ``hindrance`` is why nothing is done to them."""

    system: str
    number: int
    names: tuple[str, ...]
    hindrance: str = ""

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.names)


@require_POST
@requires("couplings.couple_records")
def restore(request: HttpRequest) -> HttpResponseBase:
    """Create the deleted records of the selected pairs anew, from the ones that are left."""
    return _act(request, DeletionPolicy.RESTORE)


@require_POST
@requires("couplings.delete_records")
def delete(request: HttpRequest) -> HttpResponseBase:
    """Delete the records that are left of the selected pairs as well."""
    return _act(request, DeletionPolicy.DELETE)


def _act(request: HttpRequest, wanted: DeletionPolicy) -> HttpResponseBase:
    asked = Asked.of(request)
    lost = asked.narrowed(asked.rows.filter(has_lost_partner(asked.side)))
    preview = request.POST.get("do") == "preview"
    unsure = wanted is DeletionPolicy.DELETE and not preview and not request.POST.get("sure")
    if request.POST.get("ask") or unsure:
        return _ask(request, asked, lost, wanted)
    (keys, others), total = lost.pair_keys(), asked.rows.count()
    number = len(keys) + len(others)
    if not number or asked.mapping is None:
        messages.warning(request, _("None of the selected records has a partner that was deleted."))
        return answer(request, asked.list_url)
    request_for = SynchronizeRecords(keys, dataverse_keys=others, deleted=wanted)
    job = launch(request, asked.mapping, Job.Kind.RECORDS, request_for, preview=preview)
    if job and preview:
        return redirect("jobs:detail", job.pk)
    if job:
        tell_of(request, job, scheduled(number, total, _skipped(total, number)))
    return answer(request, asked.list_url)


def _ask(request: HttpRequest, asked: Asked, lost: Asked, wanted: DeletionPolicy) -> HttpResponseBase:
    """The dialog; once more, with what is missing, if nobody said to be sure."""
    total, number = asked.rows.count(), lost.rows.count()
    context: dict[str, Any] = {"total": total, "number": number, "skipped": _skipped(total, number)}
    context |= dialog_of(request, asked)
    affected = [found for side in Side if (found := _affected(lost, side, wanted)).number]
    context |= {"affected": affected, "possible": any(not one.hindrance for one in affected)}
    context |= {"title": _title(wanted, affected), "deletes": wanted is DeletionPolicy.DELETE}
    context["unsure"] = not request.POST.get("ask")
    status = 422 if context["unsure"] else 200
    return render_either(request, "jobs/actions/deleted.html", "jobs/actions/_deleted.html", context, status)


def _title(wanted: DeletionPolicy, affected: list[Affected]) -> str:
    """What the dialog is called: by the system, if it is one."""
    many, one = _TITLES[wanted]
    return str(one) % {"system": affected[0].system} if len(affected) == 1 else str(many)


def _affected(lost: Asked, side: Side, wanted: DeletionPolicy) -> Affected:
    """The records of a side that would be created or deleted."""
    restoring = wanted is DeletionPolicy.RESTORE
    gone = side if restoring else side.other
    rows = with_coupling(lost.rows.filter(deleted=gone is lost.side), lost.side).order_by("number", "key")
    names = tuple(_name(one, own=side is lost.side) for one in rows[:_NAMED])
    hindrance = ""
    if restoring and lost.mapping and not Direction(lost.mapping.direction).flows_to(side):
        hindrance = _("The mapping does not create records in %(system)s.") % {"system": SYSTEM_NAMES[side]}
    return Affected(SYSTEM_NAMES[side], rows.count(), names, hindrance)


def _name(row: Any, *, own: bool) -> str:
    """What a record or its partner is called; a partner that nobody knows, as the record."""
    if own:
        return " · ".join(filter(None, (row.number, row.title))) or str(row.key)
    return row.partner or row.partner_number or row.title or str(row.partner_key)


def _skipped(total: int, number: int) -> Mapping[str, int]:
    return {_("without a deleted partner"): total - number}
