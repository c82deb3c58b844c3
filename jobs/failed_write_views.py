"""What was sent and answered when a record could not be written, for administrators: a fragment for the inbox and the
card, and a page of its own without htmx."""

from __future__ import annotations

import json
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from couplings.pairs import pairs_of
from couplings.scope import record_or_404
from jobs.models import FailedWrite
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_safe
@requires("jobs.view_failedwrite")
def failed_write(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponse:
    """The newest one of the record with this key or of its partner."""
    record = record_or_404(mapping, side, key)
    known = pairs_of(record.mapping, Side(record.side), [record.key])[0]
    found = _newest(mapping, known.bc_key, known.dataverse_key)
    context = {
        "title": _("Request and answer of the failed write"),
        "record": record,
        "write": found,
        "asked": _shown(found.body) if found else "",
        "answered": _shown(found.answer) if found else "",
    }
    return render_either(request, "jobs/failed_write.html", "jobs/_failed_write.html", context)


def _newest(mapping: int, bc_key: UUID | None, dataverse_key: UUID | None) -> FailedWrite | None:
    keys = Q(operation__bc_key=bc_key) if bc_key else Q()
    keys |= Q(operation__dataverse_key=dataverse_key) if dataverse_key else Q()
    rows = FailedWrite.objects.filter(keys, operation__job__mapping=mapping) if keys else FailedWrite.objects.none()
    return rows.select_related("operation__job").order_by("-operation").first()


def _shown(text: str) -> str:
    """JSON with its lines, anything else as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
