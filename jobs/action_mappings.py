"""What is done for several mappings selected in their list: synchronize what changed, remove their couplings."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from couplings.models import Coupling
from jobs.asking import launch
from jobs.models import Job
from jobs.requests import UncoupleRecords
from mappings.documents import document_of
from mappings.filters import MappingFilters
from mappings.models import TableMapping
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done
from syncadmin.ui.selection import Selection


@require_POST
@requires("jobs.run_job")
def synchronize(request: HttpRequest) -> HttpResponseBase:
    """*Synchronize Modified Records* of each of them; lines are synchronized with their documents."""

    def begin(mapping: TableMapping) -> Job | None:
        return None if document_of(mapping) else launch(request, mapping, Job.Kind.MODIFIED, None)

    return _each(request, begin)


@require_POST
@requires("jobs.run_job")
def remove_couplings(request: HttpRequest) -> HttpResponseBase:
    """*Remove Couplings* of each of them, by a job of its own; the records stay as they are."""

    def begin(mapping: TableMapping) -> Job | None:
        coupled = Coupling.objects.filter(mapping=mapping, state=Coupling.State.COUPLED, bc_key__isnull=False)
        keys = tuple(str(key) for key in coupled.order_by("pk").values_list("bc_key", flat=True))
        return launch(request, mapping, Job.Kind.UNCOUPLE, UncoupleRecords(keys)) if keys else None

    return _each(request, begin)


def _each(request: HttpRequest, begin: Callable[[TableMapping], Job | None]) -> HttpResponseBase:
    rows = Selection.of(request).rows(queryset=TableMapping.objects.all(), filterset_class=MappingFilters)
    begun, idle = 0, []
    for mapping in rows.select_related("connection").order_by("name"):
        if begin(mapping):
            begun += 1
        else:
            idle.append(mapping.name)
    if begun:
        messages.success(request, ngettext("%d job is scheduled.", "%d jobs are scheduled.", begun) % begun)
    if idle:
        messages.warning(request, _("There was nothing to do for %(names)s.") % {"names": ", ".join(idle)})
    return done(request, reverse("mappings:list"))
