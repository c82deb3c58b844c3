"""The pages of what a mapping sets by itself: a template of new records, and the values of archived ones."""

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

from mappings.archive_form import ArchiveForm
from mappings.changing import Consequence
from mappings.columns import Columns, describe_tables, problems_of
from mappings.labels import keep_labels
from mappings.meanwhile import refuse, saved_meanwhile
from mappings.models import TableMapping
from mappings.parts import ARCHIVE, TEMPLATES, ChangedMeanwhile, digest
from mappings.set_values import Place, Stored, remove_template, save_archive, save_template
from mappings.template_form import TemplateForm
from mappings.wording import consequence_words, table_caption
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@requires("mappings.change_tablemapping")
def new_template(request: HttpRequest, pk: int, side: str) -> HttpResponseBase:
    """A template that is not there yet, for new records of a side."""
    if side not in [one.value for one in Side]:
        raise Http404
    return _template(request, _mapping(pk), Side(side), None)


@FORM
@requires("mappings.change_tablemapping")
def template(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A template by its place; what was typed for one that is gone by now can still be saved as a new one."""
    mapping = _mapping(pk)
    if number < len(mapping.templates):
        return _template(request, mapping, Side(mapping.templates[number]["side"]), number)
    if found := _former(mapping, request.POST.get("seen", "")):
        return _template(request, mapping, Side(found["side"]), None, gone=True)
    raise Http404


@require_POST
@requires("mappings.change_tablemapping")
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Remove a template, if it is still the one that was shown."""
    mapping = _mapping(pk)
    if number >= len(mapping.templates):
        raise Http404
    try:
        found = remove_template(mapping, Place(number, request.POST.get("seen", "")))
    except ChangedMeanwhile:
        advice = _("Nothing was removed. Look at the templates as they are now.")
        messages.error(request, f"{saved_meanwhile(mapping, TEMPLATES)} {advice}")
        return done(request, _page(mapping))
    return _saved(request, mapping, found)


@FORM
@requires("mappings.change_tablemapping")
def archive(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What archived records get."""
    mapping = _mapping(pk)
    columns, problems = _columns(mapping)
    form = ArchiveForm(mapping, columns, request.POST if request.method == "POST" else None)
    if form.saving and _may_save(form, problems):
        try:
            found = save_archive(mapping, form.archive(), form.cleaned_data["seen"])
        except ChangedMeanwhile:
            refuse(form, mapping, ARCHIVE, form.cleaned_data["seen"])
        else:
            keep_labels(TableMapping.objects.get(pk=pk), columns)
            return _saved(request, mapping, found)
    groups = [(side, SYSTEM_NAMES[side], table_caption(mapping, side), form.lines[side]) for side in Side]
    context = {"title": _("Archived records"), "mapping": mapping, "form": form, "problems": problems}
    return _answer(request, "mappings/archive.html", "mappings/_archive.html", context | {"groups": groups})


def _template(
    request: HttpRequest, mapping: TableMapping, side: Side, number: int | None, *, gone: bool = False
) -> HttpResponseBase:
    columns, problems = _columns(mapping)
    stored = None if number is None else mapping.templates[number]
    form = TemplateForm(side, columns, request.POST if request.method == "POST" else None, stored)
    if form.saving and _may_save(form, problems):
        try:
            if gone:
                raise ChangedMeanwhile
            found = save_template(mapping, form.place(number), form.template())
        except ChangedMeanwhile:
            refuse(form, mapping, TEMPLATES)
            form.see(TableMapping.objects.get(pk=mapping.pk), number)
        else:
            keep_labels(TableMapping.objects.get(pk=mapping.pk), columns)
            return _saved(request, mapping, found)
    context = {
        "title": _("New template") if number is None else _("Template %(number)d") % {"number": number + 1},
        "mapping": mapping,
        "form": form,
        "problems": problems,
        "target": table_caption(mapping, side),
        "source": table_caption(mapping, side.other),
        "system": SYSTEM_NAMES[side],
        "action": reverse("mappings:new_template", args=[mapping.pk, side.value]) if gone else request.path,
    }
    return _answer(request, "mappings/template.html", "mappings/_template.html", context)


def _former(mapping: TableMapping, seen: str) -> Stored | None:
    """A template that the mapping had, as the page that showed it names it."""
    versions = mapping.versions.values_list("definition", flat=True)
    known = (one for definition in versions for one in definition.get("templates", ()))
    return next((one for one in known if digest(one) == seen), None) if seen else None


def _may_save(form: TemplateForm | ArchiveForm, problems: list[Problem]) -> bool:
    """Whether everything is right; nothing is saved that could not be checked."""
    fine = form.is_valid()
    if problems:
        form.add_error(None, _("Nothing was saved, as it could not be checked against both systems."))
    return fine and not problems


def _columns(mapping: TableMapping) -> tuple[Mapping[Side, Columns], list[Problem]]:
    """The live columns of the sides that tell theirs, and why others do not."""
    answers = describe_tables(mapping)
    return {side: one for side, one in answers.items() if not isinstance(one, Problem)}, list(problems_of(answers))


def _mapping(pk: int) -> TableMapping:
    return get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)


def _answer(request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any]) -> HttpResponseBase:
    status = 422 if context["form"].saving else 200
    if request.method != "POST":
        return render(request, page, dict(context))
    return render_either(request, page, fragment, context, status)


def _saved(request: HttpRequest, mapping: TableMapping, found: Consequence) -> HttpResponseBase:
    messages.success(request, f"{_('Saved.')} {consequence_words(found)}".strip())
    return done(request, _page(mapping))


def _page(mapping: TableMapping) -> str:
    return reverse("mappings:detail", args=[mapping.pk])
