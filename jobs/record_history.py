"""The timeline of a record: a fragment for its card, and a page of its own without htmx."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from couplings.models import RemoteRecord
from couplings.pairs import pairs_of
from couplings.scope import find_record
from jobs.timeline import Timeline, timeline_of
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_safe
@requires("jobs.view_joboperation")
def record_history(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponse:
    """What jobs did to the record with this key and to its partner; ``before`` leads to older entries."""
    record = find_record(mapping, side, key)
    before = _number(request.GET.get("before", ""))
    context = {
        "title": _("What happened to %(record)s") % {"record": record or key},
        "record": record,
        "timeline": _timeline(record, before) if record else Timeline(),
        "before": before,
    }
    return render_either(request, "jobs/actions/record_history.html", "jobs/actions/_record_history.html", context)


def _timeline(record: RemoteRecord, before: int | None) -> Timeline:
    known = pairs_of(record.mapping, Side(record.side), [record.key])[0]
    return timeline_of(record.mapping, known.bc_key, known.dataverse_key, before)


def _number(text: str) -> int | None:
    """A number out of an address; nonsense is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
