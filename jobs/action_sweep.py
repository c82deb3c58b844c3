"""*Find Deleted Records* of a mapping, or the plan of it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jobs.asking import launch
from jobs.models import Job
from mappings.models import TableMapping
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done


@require_POST
@requires("jobs.run_job")
def find_deleted(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Look for records that were deleted without being told, and do what the mapping says (``do=preview``: plan it)."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    preview = request.POST.get("do") == "preview"
    if job := launch(request, mapping, Job.Kind.SWEEP, None, preview=preview):
        return redirect("jobs:detail", job.pk)
    return done(request, reverse("mappings:detail", args=[pk]))
