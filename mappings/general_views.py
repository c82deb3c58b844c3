"""The pages of a mapping as a whole that somebody may rename, put into order, or delete."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mappings.general_form import GeneralForm
from mappings.hindrances import hindrance_words
from mappings.making import StillNeeded, change_general, delete_mapping, what_needs
from mappings.meanwhile import refuse
from mappings.models import TableMapping
from mappings.parts import GENERAL, ChangedMeanwhile
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@requires("mappings.change_tablemapping")
def general(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Name and *Dependency Filter*."""
    mapping = _mapping(pk)
    form = GeneralForm(request.POST if request.method == "POST" else None, mapping=mapping)
    if request.method == "POST" and form.is_valid() and _kept(form):
        messages.success(request, _("Saved."))
        return done(request, reverse("mappings:detail", args=[pk]))
    context = {"title": _("Name and dependencies"), "mapping": mapping, "form": form}
    status = 422 if request.method == "POST" else 200
    return render_either(request, "mappings/general.html", "mappings/_general.html", context, status)


@FORM
@requires("mappings.change_tablemapping")
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask, or say why it cannot be deleted; POST deletes the mapping (``do=delete``)."""
    mapping = _mapping(pk)
    needed = what_needs(mapping)
    asked = request.POST.get("do") == "delete"
    if asked and not needed:
        try:
            delete_mapping(mapping)
        except StillNeeded as error:
            needed = error
        else:
            messages.success(request, _("The mapping %(name)s was deleted.") % {"name": mapping.name})
            return done(request, reverse("mappings:list"))
    title = _("Delete the mapping %(name)s?") % {"name": mapping.name}
    context = {"title": title, "mapping": mapping, "needed": needed, "why": hindrance_words(needed) if needed else ""}
    return render(request, "mappings/delete.html", context, status=422 if asked else 200)


def _kept(form: GeneralForm) -> bool:
    values = form.cleaned_data
    try:
        change_general(form.mapping, values.get("name", form.mapping.name), values["dependencies"], values["seen"])
    except IntegrityError:
        form.add_error("name", _("Another mapping has this name."))
    except ChangedMeanwhile:
        refuse(form, form.mapping, GENERAL, values["seen"])
    return form.is_valid()


def _mapping(pk: int) -> TableMapping:
    return get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
