"""*Dataverse Option Mapping*: which value of Business Central stands for which option of a field."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mappings.columns import describe_tables, problems_of
from mappings.field_services import save_options
from mappings.meanwhile import refuse_options
from mappings.models import FieldMapping
from mappings.option_form import OptionForm
from mappings.options import bc_values
from mappings.parts import ChangedMeanwhile
from mappings.trial import known_columns
from mappings.wording import consequence_words, table_caption
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.change_fieldmapping")
def options(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """The values and options of one row; POST saves, or takes over equal captions."""
    found = get_object_or_404(FieldMapping.objects.select_related("mapping__connection"), pk=row, mapping__pk=pk)
    answers = describe_tables(found.mapping)
    columns, problems = known_columns(answers), list(problems_of(answers))
    column = columns[Side.DATAVERSE].get(found.dataverse_column)
    values = [] if problems else bc_values(found, columns)
    if isinstance(values, Problem):
        problems, values = [values], []
    refused = "" if problems else _refusal(found, column)
    form = OptionForm(found, values, column, request.POST if request.method == "POST" else None)
    if form.saving and not refused and not problems and form.is_valid():
        try:
            consequence = save_options(found, form.name, form.lines(), form.cleaned_data["seen"])
        except ChangedMeanwhile:
            refuse_options(form, found)
        else:
            messages.success(request, f"{_('Saved.')} {consequence_words(consequence)}".strip())
            return done(request, reverse("mappings:fields", args=[pk]))
    context = {
        "title": _("Dataverse Option Mapping"),
        "mapping": found.mapping,
        "row": found,
        "form": form,
        "problems": problems,
        "refused": refused,
        "bc_caption": table_caption(found.mapping, Side.BC),
        "dataverse_caption": table_caption(found.mapping, Side.DATAVERSE),
    }
    if request.method != "POST":
        return render(request, "mappings/options.html", context)
    status = 422 if form.saving else 200
    return render_either(request, "mappings/options.html", "mappings/_options.html", context, status)


def _refusal(row: FieldMapping, column: Column | None) -> str:
    """Why the row has nothing to map here."""
    if not row.bc_property or column is None or column.kind is not ColumnKind.OPTION:
        return _("This field is not an option in Dataverse, or has no field in Business Central.")
    if row.mapping.connection.mappings.filter(name__in=row.relations).exists():
        said = {"mapping": row.related_mapping}
        return _("The field is carried over by the couplings of %(mapping)s. Choose another related mapping.") % said
    return ""
