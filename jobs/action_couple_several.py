"""Set Up Coupling for several records of one side at once: a table with a partner for each, and the jobs that do it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from couplings.coupling_form import AFTER, flows_across
from couplings.coupling_several import MOST, Several, checked, several_of
from jobs.asking import Asked, answer, dialog_of, launch, scheduled, tell_of
from jobs.models import Job
from jobs.requests import CoupleRecords, SynchronizeRecords
from mappings.models import TableMapping
from mappings.wording import table_caption
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either

Wanted = CoupleRecords | SynchronizeRecords


@requires("couplings.couple_records")
def couple_several(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Propose a partner for each of the records that are not coupled; couple and create as it was filled in."""
    total = asked.rows.count()
    if asked.mapping is None or not total:
        raise Http404
    possible = asked.uncoupled.order_by("title", "number", "key")
    number, coupled = possible.count(), asked.coupled.count()
    skipped = {_("coupled already"): coupled, _("excluded or deleted"): total - number - coupled}
    form = several_of(asked.mapping, possible, request.POST)
    unseen = not request.POST.getlist("line")
    if unseen or request.POST.get("ask") or request.POST.get("do") == "refresh":
        return _table(request, asked, form, number, skipped)
    form = checked(form)
    if not form.is_valid:
        return _table(request, asked, form, number, skipped, 422)
    done = len(form.coupled) + len(form.created)
    skipped |= {_("left as they are"): number - done}
    for kind, wanted in _wanted(form):
        if job := launch(request, asked.mapping, kind, wanted):
            tell_of(request, job, scheduled(done, total, skipped))
    return answer(request, asked.list_url)


def _table(
    request: HttpRequest, asked: Asked, form: Several, number: int, skipped: dict[str, int], status: int = 200
) -> HttpResponseBase:
    """The table with what is chosen so far."""
    mapping: TableMapping = asked.mapping  # type: ignore[assignment]
    context = {
        "form": form,
        "number": number,
        "total": number + sum(skipped.values()),
        "skipped": skipped,
        "more": max(0, number - MOST),
        "after_choices": AFTER,
        "may_create": flows_across(mapping, asked.side),
        "system": SYSTEM_NAMES[asked.side],
        "other_system": SYSTEM_NAMES[asked.side.other],
        "other_table": table_caption(mapping, asked.side.other),
        **dialog_of(request, asked),
    }
    return render_either(
        request, "jobs/actions/couple_several.html", "jobs/actions/_couple_several.html", context, status
    )


def _wanted(form: Several) -> list[tuple[Job.Kind, Wanted]]:
    """The jobs that do it; only creates in Business Central are a job of their own."""
    couples = {str(one.record.key): one.chosen for one in form.coupled}
    creates = tuple(str(one.record.key) for one in form.created)
    if form.side is Side.BC:
        pairs = {**couples, **dict.fromkeys(creates)}
        return [(Job.Kind.COUPLE, CoupleRecords(pairs, form.winner))]
    found: list[tuple[Job.Kind, Wanted]] = []
    if couples:
        turned = {partner: key for key, partner in couples.items()}
        found.append((Job.Kind.COUPLE, CoupleRecords(turned, form.winner, form.side)))
    if creates:
        found.append((Job.Kind.RECORDS, SynchronizeRecords(dataverse_keys=creates, create=True)))
    return found
