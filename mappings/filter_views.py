"""The page of the filters of a mapping, and how many records of a side they let through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mappings.columns import Columns, describe_tables, problems_of
from mappings.filter_count import Counted, count_side
from mappings.filter_form import FiltersForm
from mappings.filter_services import save_filters
from mappings.labels import keep_labels
from mappings.lines import Button
from mappings.meanwhile import refuse
from mappings.models import TableMapping
from mappings.parts import FILTERS, ChangedMeanwhile
from mappings.trial import known_columns
from mappings.wording import consequence_words, table_caption
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.change_tablemapping")
def filters(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The conditions of both sides; POST saves them, counts, or changes the lines."""
    mapping = _mapping(pk)
    answers = describe_tables(mapping)
    columns, problems = known_columns(answers), list(problems_of(answers))
    form = FiltersForm(mapping, columns, request.POST if request.method == "POST" else None)
    if form.saving and _may_save(form, problems):
        try:
            found = save_filters(mapping, form.filters(), form.cleaned_data["seen"])
        except ChangedMeanwhile:
            refuse(form, mapping, FILTERS, form.cleaned_data["seen"])
        else:
            keep_labels(TableMapping.objects.get(pk=pk), columns)
            messages.success(request, f"{_('Saved.')} {consequence_words(found)}".strip())
            return done(request, reverse("mappings:detail", args=[pk]))
    counts = _counts(mapping, form, columns) if form.button.what == "count" else {}
    context = _context(mapping, form, problems, counts)
    if request.method != "POST":
        return render(request, "mappings/filters.html", context)
    return render_either(request, "mappings/filters.html", "mappings/_filters.html", context, _status(form))


@require_POST
@requires("mappings.change_tablemapping")
def count(request: HttpRequest, pk: int, side: str) -> HttpResponseBase:
    """How many records of one side the lines let through as they stand in the form, saved or not."""
    if side not in [one.value for one in Side]:
        raise Http404
    mapping, wanted = _mapping(pk), Side(side)
    answers = describe_tables(mapping)
    columns = known_columns(answers)
    form = FiltersForm(mapping, columns, request.POST, Button("count"))
    group = _group(mapping, form, wanted, _count(mapping, form, columns, wanted, answers))
    context = _context(mapping, form, problems_of(answers), {}) | {"group": group}
    return render_either(request, "mappings/filters.html", "mappings/parts/filter_count.html", context)


def _may_save(form: FiltersForm, problems: list[Problem]) -> bool:
    """Whether everything is right; nothing is saved that could not be checked."""
    fine = form.is_valid()
    if problems:
        form.add_error(None, _("Nothing was saved, as it could not be checked against both systems."))
    return fine and not problems


def _status(form: FiltersForm) -> int:
    return 422 if form.saving or not all(form.is_right(side) for side in Side) and form.is_bound else 200


def _counts(mapping: TableMapping, form: FiltersForm, columns: Mapping[Side, Columns]) -> dict[Side, Counted | None]:
    return {side: _count(mapping, form, columns, side, columns) for side in Side}


def _count(
    mapping: TableMapping, form: FiltersForm, columns: Mapping[Side, Columns], side: Side, answers: Mapping[Side, Any]
) -> Counted | None:
    """None while the lines are not right yet; that a system does not answer is told before anything else."""
    if isinstance(answers[side], Problem):
        return Counted(problem=answers[side])
    if not form.is_right(side):
        return None
    return count_side(mapping, side, columns[side], form.conditions(side))


def _mapping(pk: int) -> TableMapping:
    return get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)


def _context(
    mapping: TableMapping, form: FiltersForm, problems: Any, counts: Mapping[Side, Counted | None]
) -> dict[str, Any]:
    return {
        "title": _("Filters"),
        "mapping": mapping,
        "form": form,
        "problems": problems,
        "groups": [_group(mapping, form, side, counts.get(side), shown=side in counts) for side in Side],
    }


def _group(
    mapping: TableMapping, form: FiltersForm, side: Side, counted: Counted | None, *, shown: bool = True
) -> dict[str, Any]:
    """What the page says of one side."""
    return {
        "side": side.value,
        "system": SYSTEM_NAMES[side],
        "caption": table_caption(mapping, side),
        "lines": form.lines[side],
        "counted": counted,
        "shown": shown,
    }
