"""*Remove Couplings* of a whole mapping: asked with their number, carried out by a job."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from couplings.models import Coupling
from jobs.asking import launch
from jobs.models import Job
from jobs.requests import UncoupleRecords
from mappings.models import TableMapping
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done


@require_http_methods(["GET", "HEAD", "POST"])
@requires("jobs.run_job")
def remove_couplings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask with the number; POST has a job remove them all (``do=preview``: plan it). The records stay as they are."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    coupled = Coupling.objects.filter(mapping=mapping, state=Coupling.State.COUPLED, bc_key__isnull=False)
    if request.method != "POST":
        context = {"title": _("Remove Couplings"), "mapping": mapping, "coupled": coupled.count()}
        return render(request, "jobs/remove_couplings.html", context)
    keys = tuple(str(key) for key in coupled.order_by("pk").values_list("bc_key", flat=True))
    preview = request.POST.get("do") == "preview"
    if not keys:
        messages.warning(request, _("Nothing of this mapping is coupled."))
    elif job := launch(request, mapping, Job.Kind.UNCOUPLE, UncoupleRecords(keys), preview=preview):
        return redirect("jobs:detail", job.pk)
    return done(request, reverse("mappings:detail", args=[pk]))
