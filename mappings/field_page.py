"""The page of one field row: its settings, its rules, and a value to try them on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mappings.columns import describe_tables, field_badge, problems_of
from mappings.field_form import FieldForm
from mappings.field_services import change_field
from mappings.meanwhile import refuse
from mappings.models import FieldMapping
from mappings.parts import ChangedMeanwhile, part_of_row
from mappings.rule_lines import KINDS
from mappings.trial import Trial, known_columns
from mappings.trial_form import TrialForm
from mappings.wording import consequence_words, table_caption
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.fragments import done, render_either


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.view_fieldmapping")
def field(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """One row; POST saves it, or changes the lines of its rules, or tries a value."""
    found = get_object_or_404(FieldMapping.objects.select_related("mapping__connection"), pk=row, mapping__pk=pk)
    if request.method == "POST" and (refused := check_access(request, "mappings.change_fieldmapping")):
        return refused
    answers = describe_tables(found.mapping)
    columns, problems = known_columns(answers), problems_of(answers)
    data = request.POST if request.method == "POST" else None
    form = FieldForm(found, columns, data)
    if form.saving and form.is_valid() and (saved := _save(request, form, unchecked=bool(problems))):
        return saved
    trial_form = TrialForm(found, columns, data if form.trying else None)
    trial = trial_form.trial(form.wanted()) if form.trying and not problems and form.is_valid() else None
    context = _context(form) | {"problems": problems, "trial_form": trial_form, "trial": _words(trial)}
    if data is None:
        return render(request, "mappings/field.html", context)
    status = 422 if form.saving else 200
    return render_either(request, "mappings/field.html", "mappings/_field.html", context, status)


def _save(request: HttpRequest, form: FieldForm, *, unchecked: bool) -> HttpResponseBase | None:
    """Where to go on; None if somebody else changed the row meanwhile, which is then said and kept in mind."""
    row = form.wanted()
    try:
        found = change_field(row, form.cleaned_data["seen"])
    except ChangedMeanwhile:
        refuse(form, row.mapping, part_of_row(row), form.cleaned_data["seen"])
        return None
    messages.success(request, f"{_('Saved.')} {consequence_words(found)}".strip())
    if unchecked:
        messages.warning(request, _("A system did not answer, so the next run checks the field against its tables."))
    return done(request, reverse("mappings:fields", args=[row.mapping_id]))


def _context(form: FieldForm) -> dict[str, Any]:
    row, mapping = form.row, form.row.mapping
    chains = [
        {"side": side, "title": _("On the way to %(system)s") % {"system": SYSTEM_NAMES[side]}, "lines": lines}
        for side, lines in form.rules.items()
    ]
    return {
        "title": row.caption or row.constant or row.dataverse_column,
        "mapping": mapping,
        "row": row,
        "badge": field_badge(row),
        "form": form,
        "chains": chains,
        "kinds": [(kind.value, caption) for kind, caption in KINDS.items()],
        "bc_caption": table_caption(mapping, Side.BC),
        "dataverse_caption": table_caption(mapping, Side.DATAVERSE),
    }


def _words(trial: Trial | None) -> dict[str, Any] | None:
    """A trial with the names of its systems."""
    if trial is None:
        return None
    return {"said": trial, "here": SYSTEM_NAMES[trial.side], "there": SYSTEM_NAMES[trial.side.other]}
