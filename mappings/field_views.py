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

from mappings.columns import describe_tables, field_lines, problems_of
from mappings.findings import red_problems
from mappings.models import FieldMapping, TableMapping
from mappings.services import count_active, switch_field
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
    """The same rows with type and length of their columns, live from both systems."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    answers = describe_tables(mapping)
    context = _context(mapping) | {
        "lines": field_lines(mapping, mapping.fields.all(), answers),
        "problems": problems_of(answers),
    }
    return render_either(request, "mappings/fields.html", "mappings/_field_table.html", context)


@require_POST
@requires("mappings.change_fieldmapping")
def switch(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """Set the status of one row; htmx gets its cell."""
    found = get_object_or_404(FieldMapping.objects.select_related("mapping__connection"), pk=row, mapping__pk=pk)
    wanted = request.POST.get("status", "")
    if wanted not in FieldMapping.Status.values:
        return HttpResponseBadRequest(_("There is no such status."))
    consequence = switch_field(found, FieldMapping.Status(wanted))
    text = _("%(field)s: %(status)s.") % {"field": found, "status": found.get_status_display()}
    messages.success(request, f"{text} {consequence_words(consequence)}".strip())
    context = _context(found.mapping)
    if not context["active"]:
        problem = Problem("no_active_fields")
        messages.warning(request, f"{title(problem)} {remedy(problem)}")
    if not wants_fragment(request):
        return done(request, reverse("mappings:fields", args=[pk]))
    line = field_lines(found.mapping, [found])[0]
    return render(request, "mappings/parts/field_switched.html", context | {"line": line, "out_of_band": True})


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
    }
