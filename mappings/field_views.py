"""Integration Field Mapping: the rows of a mapping, switching them, and what the systems say of their columns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mappings.agreement import findings
from mappings.changing import count_behind
from mappings.columns import describe_tables, field_lines, problems_of
from mappings.field_checks import hindrance
from mappings.findings import red_problems
from mappings.models import FieldMapping, TableMapping
from mappings.services import count_active, switch_field
from mappings.trial import known_columns
from mappings.wording import consequence_words, table_caption
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either, wants_fragment
from syncadmin.ui.sentences import remedy, title

READ = require_http_methods(["GET", "HEAD"])


@READ
@requires("mappings.view_fieldmapping")
def fields(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All rows; their columns are asked for once the page is there."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    lines = field_lines(mapping, mapping.fields.all())
    return render(request, "mappings/fields.html", _context(mapping) | {"lines": lines, "asking": True})


@READ
@requires("mappings.view_fieldmapping")
def columns(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same rows with type and length of their columns, live from both systems, and judged by them."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    answers = describe_tables(mapping)
    context = _context(mapping) | {"problems": problems_of(answers)}
    if not context["problems"]:
        found = findings(mapping, known_columns(answers))
        mapping.findings = [one.as_json() for one in found]  # to be shown; what is kept is up to checks and runs
        context["judged"] = [one.problem for one in found if one.row is None]
    context["lines"] = field_lines(mapping, mapping.fields.all(), answers)
    return render_either(request, "mappings/fields.html", "mappings/_field_table.html", context)


@require_POST
@requires("mappings.change_fieldmapping")
def switch(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """Set the status of one row; htmx gets its cell."""
    found = get_object_or_404(FieldMapping.objects.select_related("mapping__connection"), pk=row, mapping__pk=pk)
    wanted = request.POST.get("status", "")
    if wanted not in FieldMapping.Status.values:
        return HttpResponseBadRequest(_("There is no such status."))
    status = FieldMapping.Status(wanted)
    if status == FieldMapping.Status.ENABLED and (why := hindrance(found)):
        messages.error(request, _("%(field)s was not enabled. %(why)s") % {"field": found, "why": why})
        return _switched(request, found)
    consequence = switch_field(found, status)
    text = _("%(field)s: %(status)s.") % {"field": found, "status": found.get_status_display()}
    messages.success(request, f"{text} {consequence_words(consequence)}".strip())
    if not count_active(found.mapping):
        problem = Problem("no_active_fields")
        messages.warning(request, f"{title(problem)} {remedy(problem)}")
    return _switched(request, found)


def _switched(request: HttpRequest, row: FieldMapping) -> HttpResponseBase:
    """The cell of the row as it is now, and what else on the page depends on it; without htmx the page."""
    if not wants_fragment(request):
        return done(request, reverse("mappings:fields", args=[row.mapping_id]))
    row.mapping.refresh_from_db()
    context = _context(row.mapping) | {"line": field_lines(row.mapping, [row])[0], "out_of_band": True}
    return render(request, "mappings/parts/field_switched.html", context)


def _context(mapping: TableMapping) -> dict[str, Any]:
    return {
        "title": _("Integration Field Mapping"),
        "mapping": mapping,
        "findings": red_problems(mapping),
        "active": count_active(mapping),
        "total": mapping.fields.count(),
        "bc_caption": table_caption(mapping, Side.BC),
        "dataverse_caption": table_caption(mapping, Side.DATAVERSE),
        "none_active": Problem("no_active_fields"),
        "behind": count_behind(mapping),
    }
