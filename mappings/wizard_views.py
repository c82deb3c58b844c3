"""The pages of *New Table Mapping*; what the steps are made of is in ``wizard``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mappings.making import create_mapping
from mappings.models import TableMapping
from mappings.wizard import LAST, STEPS, Wizard
from mappings.wording import table_caption
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.change_tablemapping")
def new_mapping(request: HttpRequest) -> HttpResponseBase:
    """A step. POST goes on (``do=next``), back (``do=back``), or makes the mapping (``do=save``)."""
    if request.method != "POST":
        return _page(request, Wizard(QueryDict()), 0)
    wizard, do = Wizard(request.POST), request.POST.get("do", "next")
    wizard.seen = max(wizard.seen, wizard.step)
    if do == "back":
        return _page(request, wizard, max(0, wizard.step - 1))
    last = min(wizard.step, LAST - 1)
    if do == "save":
        last = LAST - 1
    if fault := wizard.first_fault(last):
        return _page(request, wizard, *fault, status=422)
    return _save(request, wizard) if do == "save" else _page(request, wizard, min(wizard.step + 1, LAST))


def _save(request: HttpRequest, wizard: Wizard) -> HttpResponseBase:
    rows = wizard.chosen()
    try:
        made = create_mapping(wizard.wanted(), rows)
    except IntegrityError:  # somebody else took the name in this moment
        form = wizard.form(0)
        assert form is not None
        form.add_error("name", _("Another mapping has this name."))
        return _page(request, wizard, 0, form, status=422)
    text = _("The mapping %(name)s was made.") % {"name": made.name}
    advice = ngettext(
        "Its field row is disabled: look at it, then enable it.",
        "Its %(number)d field rows are disabled: look at them, then enable them.",
        len(rows),
    )
    messages.success(request, f"{text} {advice % {'number': len(rows)} if rows else _('Add its field rows now.')}")
    return done(request, reverse("mappings:fields", args=[made.pk]))


def _page(
    request: HttpRequest, wizard: Wizard, step: int, form: forms.Form | None = None, status: int = 200
) -> HttpResponseBase:
    form = form or wizard.form(step)
    context = {
        "title": _("New Table Mapping"),
        "steps": [(number, caption, number < step, number == step) for number, (_n, caption) in enumerate(STEPS)],
        "step": step,
        "name": STEPS[step][0],
        "seen": max(wizard.seen, step),
        "form": form,
        "problems": wizard.problems.get(step, []),
        "carried": wizard.carried(step),
        "offered": wizard.offered,
        "summary": _summary(wizard) if step == LAST else None,
    }
    return render_either(request, "mappings/wizard.html", "mappings/_wizard.html", context, status)


def _summary(wizard: Wizard) -> dict[str, Any]:
    """What is about to be made, as the page of a mapping would say it."""
    wanted = wizard.wanted()
    mapping = TableMapping(
        connection=wanted.connection,
        name=wanted.name,
        bc_table=wanted.bc_table,
        dataverse_table=wanted.dataverse_table,
        **wanted.settings,
    )
    rows = wizard.chosen()
    return {
        "mapping": mapping,
        "bc_caption": table_caption(mapping, Side.BC),
        "dataverse_caption": table_caption(mapping, Side.DATAVERSE),
        "rows": rows,
        "left_out": len(wizard.proposed()) - len(rows),
    }
