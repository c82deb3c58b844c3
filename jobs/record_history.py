"""What jobs did to one record lately; a fragment for its card."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs.models import JobOperation
from jobs.wording import action_words
from syncadmin.ui.access import requires

MOST = 10


@require_safe
@requires("jobs.view_joboperation")
def record_history(request: HttpRequest, key: UUID) -> HttpResponse:
    """The latest operations of the BC record with this key."""
    rows = JobOperation.objects.filter(bc_key=key, job__preview=False)
    rows = rows.select_related("job__requested_by").defer("values", "verdicts", "job__request")
    shown = [(one, action_words(one)) for one in rows.order_by("-pk")[:MOST]]
    return render(request, "jobs/actions/_record_history.html", {"operations": shown})
