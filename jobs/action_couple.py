"""Set Up Coupling for one customer."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from couplings.coupling_dialog import dialog_context
from couplings.coupling_form import Choice, CouplingForm
from couplings.models import RemoteRecord
from jobs.asking import Asked, answer, cancel_url, launch, tell_of
from jobs.models import Job
from jobs.requests import CoupleRecords
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_POST
@requires("couplings.couple_records")
def couple(request: HttpRequest) -> HttpResponseBase:
    """Couple a customer with an account or with a new one, then synchronize as chosen."""
    asked = Asked.of(request)
    customer = asked.single
    if customer is None:
        return _not_one(request, asked)
    if request.POST.get("ask"):
        return coupling_dialog(request, customer)
    form = CouplingForm(request.POST, customer)
    if not form.is_valid():
        return coupling_dialog(request, customer, form)
    choice = Choice.of(request.POST, customer)
    account = None if choice.create_new else str(form.cleaned_data["account"])
    wanted = CoupleRecords({str(customer.key): account}, choice.winner)
    if job := launch(request, customer.mapping, Job.Kind.COUPLE, wanted):
        tell_of(request, job, _("%(customer)s is being coupled.") % {"customer": customer})
    return answer(request, reverse("couplings:customer", args=[customer.key]))


def coupling_dialog(request: HttpRequest, customer: RemoteRecord, form: CouplingForm | None = None) -> HttpResponseBase:
    """Set Up Coupling, with what stands against the choice."""
    context = dialog_context(customer, request.POST, form)
    status = 422 if form else 200
    return render_either(request, "couplings/couple.html", "couplings/_couple.html", context, status)


def _not_one(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Set Up Coupling is for one customer at a time."""
    if not asked.rows.exists():
        raise Http404
    context = {"cancel": cancel_url(request)}
    return render_either(request, "jobs/actions/couple_one.html", "jobs/actions/_couple_one.html", context)
