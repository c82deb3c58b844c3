"""*Export* and *Import*: definitions of mappings as a file, and what a file would change before it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mappings.definition import define
from mappings.definition_words import differences
from mappings.models import TableMapping
from mappings.parts import ChangedMeanwhile
from mappings.portable import file_of
from mappings.transfer import existing, seen_of, take_over
from mappings.transfer_form import ImportForm
from mappings.wording import consequence_words
from syncadmin.connections.models import Connection
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done

READ = require_http_methods(["GET", "HEAD"])


@READ
@requires("mappings.view_tablemapping")
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One mapping as a file."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    return _file(mapping.connection, [mapping], f"{mapping.connection.name} {mapping.name}")


@READ
@requires("mappings.view_tablemapping")
def export_all(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All mappings of a connection as a file."""
    connection = get_object_or_404(Connection, pk=pk)
    return _file(connection, connection.mappings.all(), connection.name)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.change_tablemapping")
def import_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose a file; see what it would change; have it changed."""
    connection = get_object_or_404(Connection, pk=pk)
    if request.method != "POST":
        return _page(request, ImportForm(connection))
    form = ImportForm(connection, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    if request.POST.get("do") != "import":
        return _page(request, form)
    try:
        found = take_over(connection, form.definitions, request.POST.get("seen", ""))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else changed this meanwhile. Look at the differences again."))
        return _page(request, form, 422)
    number = len(form.definitions)
    text = ngettext("%(number)d mapping imported.", "%(number)d mappings imported.", number) % {"number": number}
    messages.success(request, f"{text} {consequence_words(found)}".strip())
    return done(request, reverse("mappings:list"))


def _page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponseBase:
    context: dict[str, Any] = {"title": _("Import mappings"), "connection": form.connection, "form": form}
    if form.definitions and not form.errors:
        there = existing(form.connection, form.definitions)
        context |= {
            "text": form.text,
            "seen": seen_of(form.connection, form.definitions),
            "changes": [
                (one["name"], there.get(one["name"]), differences(_defined(there.get(one["name"])), one))
                for one in form.definitions
            ],
        }
    return render(request, "mappings/import.html", context, status=status)


def _defined(mapping: TableMapping | None) -> dict[str, Any] | None:
    return define(mapping) if mapping else None


def _file(connection: Connection, mappings: Iterable[TableMapping], name: str) -> HttpResponse:
    response = HttpResponse(file_of(connection, mappings), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "mappings"}.json"'
    return response
