"""Set Up Coupling for one record of either side; for several it goes on in ``action_couple_several``."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from couplings.coupling_dialog import dialog_context
from couplings.coupling_form import Choice, CouplingForm
from couplings.models import RemoteRecord
from couplings.paths import card_url
from jobs.action_couple_several import couple_several
from jobs.asking import Asked, answer, launch, tell_of
from jobs.models import Job
from jobs.requests import CoupleRecords, SynchronizeRecords
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_POST
@requires("couplings.couple_records")
def couple(request: HttpRequest) -> HttpResponseBase:
    """Couple a record with one of the other side or with a new one, then synchronize as chosen."""
    asked = Asked.of(request)
    record = asked.single
    if record is None:
        return couple_several(request, asked)
    if request.POST.get("ask"):
        return coupling_dialog(request, record)
    form = CouplingForm(request.POST, record)
    if not form.is_valid():
        return coupling_dialog(request, record, form)
    kind, wanted = _wanted(record, Choice.of(request.POST, record), form.cleaned_data["partner"])
    if job := launch(request, record.mapping, kind, wanted):
        tell_of(request, job, _("%(record)s is being coupled.") % {"record": record})
    return answer(request, card_url(record.mapping_id, record.side, record.key))


def _wanted(
    record: RemoteRecord, choice: Choice, partner: UUID | None
) -> tuple[Job.Kind, CoupleRecords | SynchronizeRecords]:
    """The job that does it, and what it is asked for."""
    key, side = str(record.key), Side(record.side)
    if side is Side.BC:
        pairs = {key: None if choice.create_new else str(partner)}
        return Job.Kind.COUPLE, CoupleRecords(pairs, choice.winner)
    if choice.create_new:
        return Job.Kind.RECORDS, SynchronizeRecords(dataverse_keys=(key,), create=True)
    return Job.Kind.COUPLE, CoupleRecords({str(partner): key}, choice.winner, side)


def coupling_dialog(
    request: HttpRequest, record: RemoteRecord, form: CouplingForm | None = None, *, not_coupled: bool = False
) -> HttpResponseBase:
    """Set Up Coupling, with what stands against the choice; ``not_coupled``: it is asked because the record is not."""
    context = {**dialog_context(record, request.POST, form), "not_coupled": not_coupled}
    status = 422 if form else 200
    return render_either(request, "couplings/couple.html", "couplings/_couple.html", context, status)
