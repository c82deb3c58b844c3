"""Adding, deleting and moving rows of Integration Field Mapping; the page of a row is in ``field_page``."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mappings.columns import describe_tables, problems_of
from mappings.models import FieldMapping, TableMapping
from mappings.new_field_form import NewFieldForm
from mappings.row_services import add_field, delete_field, move_field, new_obstacle
from mappings.trial import known_columns
from mappings.wording import consequence_words, table_caption
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@requires("mappings.change_fieldmapping")
def new_field(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*New Field Mapping*: the row is added as the last one, disabled."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    answers = describe_tables(mapping)
    form = NewFieldForm(mapping, known_columns(answers), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _added(request, form)
    context = {
        "title": _("New Field Mapping"),
        "mapping": mapping,
        "form": form,
        "problems": problems_of(answers),
        "bc_caption": table_caption(mapping, Side.BC),
        "dataverse_caption": table_caption(mapping, Side.DATAVERSE),
    }
    status = 422 if request.method == "POST" else 200
    return render_either(request, "mappings/new_field.html", "mappings/_new_field.html", context, status)


@FORM
@requires("mappings.change_fieldmapping")
def delete(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """Ask, and say what happens to the values; POST deletes the row (``do=delete``)."""
    found = _row(pk, row)
    if request.POST.get("do") != "delete":
        return render(request, "mappings/delete_field.html", _context(found))
    consequence = delete_field(found)
    text = _("The row %(row)s was deleted.") % {"row": found}
    messages.success(request, f"{text} {consequence_words(consequence)}".strip())
    return done(request, reverse("mappings:fields", args=[pk]))


@require_POST
@requires("mappings.change_fieldmapping")
def move(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """Up or down by one (``do``): values are carried over in the order of the rows."""
    found, where = _row(pk, row), request.POST.get("do")
    if where not in ("up", "down"):
        return HttpResponseBadRequest(_("There is no such way."))
    move_field(found, up=where == "up")
    return done(request, f"{reverse('mappings:fields', args=[pk])}#field-{found.pk}")


def _added(request: HttpRequest, form: NewFieldForm) -> HttpResponseBase:
    row, needs_options = form.row(), form.needs_options
    new_obstacle(row, needs_options=needs_options)
    added = add_field(row)
    if needs_options:
        messages.success(request, _("The row was added. Say now which value is which option, then enable it."))
        return done(request, reverse("mappings:options", args=[row.mapping_id, added.pk]))
    messages.success(request, _("The row %(row)s was added. It is disabled until you enable it.") % {"row": added})
    return done(request, f"{reverse('mappings:fields', args=[row.mapping_id])}#field-{added.pk}")


def _row(pk: int, row: int) -> FieldMapping:
    return get_object_or_404(FieldMapping.objects.select_related("mapping__connection"), pk=row, mapping__pk=pk)


def _context(row: FieldMapping) -> dict[str, Any]:
    return {
        "title": _("Delete the row %(row)s?") % {"row": row},
        "mapping": row.mapping,
        "row": row,
        "coupled": row.mapping.couplings.filter(state="coupled").count(),
    }
