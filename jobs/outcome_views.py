"""*Show What Would Change*: the form of a mapping, of a field row or of its filters as it stands, and not saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jobs.outcome import MOST_READ, CannotTell, compare
from jobs.outcome_words import counts, lines, unknown
from mappings.columns import describe_tables, problems_of
from mappings.compile import Columns
from mappings.field_form import FieldForm
from mappings.filter_form import FiltersForm
from mappings.forms import MappingForm
from mappings.lines import Button
from mappings.models import FieldMapping, TableMapping
from mappings.trial import known_columns
from syncadmin.engine.problems import Problem
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_POST
@requires("mappings.change_tablemapping")
def of_settings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """With other settings; that runs may create records need not be confirmed for it."""
    mapping, columns, problems = _found(pk)
    data = _posted(request, confirmed="on")
    form, wanted = MappingForm(data, mapping=mapping), _wanted(pk)
    if form.is_valid():
        for name, value in vars(form.settings()).items():
            setattr(wanted, name, value)
    return _answer(request, mapping, wanted, columns, _Asked(problems, _errors([form]), "detail", (pk,)))


@require_POST
@requires("mappings.change_tablemapping")
def of_filters(request: HttpRequest, pk: int) -> HttpResponseBase:
    """With other filters."""
    mapping, columns, problems = _found(pk)
    form, wanted = FiltersForm(mapping, columns, request.POST, Button("outcome")), _wanted(pk)
    if not problems and form.is_valid():
        wanted.filters = form.filters()
    errors = [] if problems else _errors(one for several in form.lines.values() for one in several)
    return _answer(request, mapping, wanted, columns, _Asked(problems, errors, "filters", (pk,)))


@require_POST
@requires("mappings.change_fieldmapping")
def of_field(request: HttpRequest, pk: int, row: int) -> HttpResponseBase:
    """With another field row."""
    get_object_or_404(FieldMapping, pk=row, mapping__pk=pk)
    mapping, columns, problems = _found(pk)
    wanted = _wanted(pk)
    changed = next(one for one in wanted.fields.all() if one.pk == row)
    form = FieldForm(changed, columns, _posted(request, do="try"))
    if form.is_valid():
        vars(changed).update(vars(form.wanted()))
    errors = _errors([form, *(one for several in form.rules.values() for one in several)])
    return _answer(request, mapping, wanted, columns, _Asked(problems, errors, "field", (pk, row)))


class _Asked:
    """What stands in the way of an answer, and the page that asked."""

    def __init__(self, problems: Sequence[Problem], errors: list[str], page: str, arguments: tuple[int, ...]) -> None:
        self.problems, self.errors = problems, errors
        self.back = reverse(f"mappings:{page}", args=arguments)


def _answer(
    request: HttpRequest, mapping: TableMapping, wanted: TableMapping, columns: Columns, asked: _Asked
) -> HttpResponseBase:
    problems, errors = list(asked.problems), asked.errors
    context: dict[str, Any] = {"title": _("What would change"), "mapping": mapping, "back": asked.back}
    if not problems and not errors:
        try:
            found = compare(mapping, wanted, columns)
        except CannotTell as error:
            problems = [error.problem]
        else:
            context |= {"found": found, "counts": counts(found), "lines": lines(found, mapping), "most": MOST_READ}
            context["unknown"] = unknown(found, wanted)
    context |= {"problems": problems, "errors": errors}
    return render_either(request, "jobs/outcome.html", "jobs/_outcome.html", context, 422 if errors else 200)


def _found(pk: int) -> tuple[TableMapping, Columns, list[Problem]]:
    """The mapping as it is, and the columns of both sides."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection").prefetch_related("fields"), pk=pk)
    answers = describe_tables(mapping)
    return mapping, known_columns(answers), list(problems_of(answers))


def _wanted(pk: int) -> TableMapping:
    """The mapping once more, to be changed and never saved; its rows are kept with it."""
    mapping: TableMapping = TableMapping.objects.select_related("connection").prefetch_related("fields").get(pk=pk)
    for row in mapping.fields.all():
        row.mapping = mapping
    return mapping


def _posted(request: HttpRequest, **changes: str) -> QueryDict:
    data = request.POST.copy()
    for name, value in changes.items():
        data[name] = value
    return data


def _errors(several: Iterable[forms.BaseForm]) -> list[str]:
    """What is wrong, each with the name of its input; that lines are wrong is told by the lines."""
    found = []
    for form in several:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            found += [f"{label}: {error}" if label else str(error) for error in errors]
    return found
