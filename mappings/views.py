"""Integration Table Mappings: the list, and the page of one mapping."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mappings.availability import extension_words, unavailable_fields
from mappings.brakes import BrakesForm
from mappings.defaults import default_of
from mappings.filters import MappingFilters
from mappings.findings import notes_of, red_problems
from mappings.forms import MappingForm
from mappings.listing import mappings_with_counts
from mappings.meanwhile import refuse
from mappings.models import TableMapping
from mappings.parts import BRAKES, SETTINGS, ChangedMeanwhile
from mappings.rows import MappingTable, coupled_url, problems_url
from mappings.services import DirectionRefused, change_mapping, count_active
from mappings.wording import archive_words, consequence_words, filter_words, table_caption, template_lines
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.fragments import done, render_either
from syncadmin.ui.listing import BulkAction, Empty, ListPage


class MappingList(ListPage):
    """Every mapping of every connection."""

    title = gettext_lazy("Integration Table Mappings")
    permission = "mappings.view_tablemapping"
    table_class = MappingTable
    filterset_class = MappingFilters
    default_sort = "name"
    template_name = "mappings/list.html"
    bulk_actions = (
        BulkAction(
            gettext_lazy("Synchronize Modified Records"), "jobs:synchronize_mappings", "arrow-path", "jobs.run_job"
        ),
        BulkAction(
            gettext_lazy("Use Default Synchronization Setup"),
            "mappings:restore_selected",
            "arrow-uturn-left",
            "mappings.change_tablemapping",
            confirm=gettext_lazy("Give the selected mappings their default setup? What was set by hand is replaced."),
        ),
        BulkAction(
            gettext_lazy("Remove Couplings"),
            "jobs:remove_selected_couplings",
            "link-slash",
            "jobs.run_job",
            confirm=gettext_lazy("Remove all couplings of the selected mappings? The records stay as they are."),
            tone="danger",
        ),
    )
    empty = Empty(
        gettext_lazy("No mappings yet"),
        gettext_lazy("A mapping says which records correspond. “Use Default Synchronization Setup” creates them."),
        "arrows-right-left",
        gettext_lazy("Connection Setup"),
        "connections:setup",
        "connections.view_connection",
    )

    def get_queryset(self) -> Any:
        """Mappings with counts."""
        return mappings_with_counts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The connections whose default setup can be restored from here."""
        return super().get_context_data(connections=list(Connection.objects.order_by("name")), **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.view_tablemapping")
def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One mapping; POST saves its settings."""
    mapping = get_object_or_404(mappings_with_counts(), pk=pk)
    if request.method != "POST":
        return render(request, "mappings/detail.html", _context(mapping, MappingForm(mapping=mapping)))
    refused = check_access(request, "mappings.change_tablemapping")
    return refused or _save(request, mapping)


@require_POST
@requires("mappings.change_tablemapping")
def save_brakes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How much runs may do without approval."""
    mapping = get_object_or_404(mappings_with_counts(), pk=pk)
    form = BrakesForm(request.POST, instance=mapping)
    if form.is_valid():
        try:
            form.save()
        except ChangedMeanwhile:
            refuse(form, mapping, BRAKES, form.cleaned_data["seen"])
        else:
            messages.success(request, _("Saved."))
            return done(request, reverse("mappings:detail", args=[pk]))
    mapping.refresh_from_db(fields=BRAKES.names)
    context = _context(mapping, MappingForm(mapping=mapping), form)
    return render_either(request, "mappings/detail.html", "mappings/_brakes_form.html", context, 422)


def _save(request: HttpRequest, mapping: TableMapping) -> HttpResponseBase:
    form = MappingForm(request.POST, mapping=mapping)
    if form.is_valid():
        try:
            found = change_mapping(mapping, form.settings(), form.cleaned_data["seen"])
        except DirectionRefused:
            form.add_error("direction", _("The field mappings were changed meanwhile, and none has this direction."))
        except ChangedMeanwhile:
            refuse(form, mapping, SETTINGS, form.cleaned_data["seen"])
        else:
            messages.success(request, f"{_('Saved.')} {consequence_words(found)}".strip())
            return done(request, reverse("mappings:detail", args=[mapping.pk]))
    return render_either(request, "mappings/detail.html", "mappings/_mapping_form.html", _context(mapping, form), 422)


def _context(mapping: Any, form: MappingForm, brakes: BrakesForm | None = None) -> dict[str, Any]:
    return {
        "title": mapping.name,
        "mapping": mapping,
        "form": form,
        "brakes": BrakesForm(instance=mapping) if brakes is None else brakes,
        "findings": red_problems(mapping),
        "notes": notes_of(mapping),
        "is_default": default_of(mapping) is not None,
        "extension": extension_words(mapping, 0),
        "unavailable": unavailable_fields(mapping),
        "active": count_active(mapping),
        "total": mapping.fields.count(),
        "bc": {"caption": table_caption(mapping, Side.BC), "filters": filter_words(mapping, Side.BC)},
        "dataverse": {
            "caption": table_caption(mapping, Side.DATAVERSE),
            "filters": filter_words(mapping, Side.DATAVERSE),
        },
        "archived": archive_words(mapping),
        "templates": template_lines(mapping),
        "problems_url": problems_url(mapping),
        "customers_url": coupled_url(mapping),
    }
