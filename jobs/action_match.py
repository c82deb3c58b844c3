"""*Match-Based Coupling*: the criteria of a mapping with what starts the job, and the same for selected records."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jobs.asking import Asked, answer, dialog_of, launch, scheduled, tell_of
from jobs.models import Job
from jobs.requests import MatchRecords
from mappings.criteria import FieldCriterion, criteria_of, reset_criteria, save_criteria
from mappings.criteria_form import CriteriaForm
from mappings.meanwhile import refuse
from mappings.models import TableMapping
from mappings.parts import CRITERIA, ChangedMeanwhile
from mappings.wording import table_caption
from syncadmin.engine.mapping import Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either
from syncadmin.ui.sentences import remedy, title


@require_http_methods(["GET", "HEAD", "POST"])
@requires("mappings.change_fieldmapping")
def criteria(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Select Coupling Criteria: saves them, resets them, or saves them and starts the job or its preview."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    if request.method != "POST":
        return _page(request, mapping, CriteriaForm(mapping=mapping))
    here, wanted = reverse("jobs:criteria", args=[pk]), request.POST.get("do", "")
    if wanted == "reset":
        reset_criteria(mapping)
        messages.success(request, _("The criteria are reset: no field is matched on."))
        return done(request, here)
    form = CriteriaForm(request.POST, mapping=mapping)
    if not form.is_valid():
        return _page(request, mapping, form, 422)
    try:
        save_criteria(mapping, form.criteria(), form.after(), form.cleaned_data["seen"])
    except ChangedMeanwhile:
        refuse(form, mapping, CRITERIA, form.cleaned_data["seen"])
        return _page(request, mapping, form, 422)
    if wanted not in ("run", "preview"):
        messages.success(request, _("Saved."))
        return done(request, here)
    after = form.after()
    asked = MatchRecords(criteria_of(mapping), (), after.create, after.synchronize)
    job = launch(request, mapping, Job.Kind.MATCH, asked, preview=wanted == "preview")
    return redirect("jobs:detail", job.pk) if job else done(request, here)


@require_POST
@requires("couplings.couple_records")
def match(request: HttpRequest) -> HttpResponseBase:
    """Couple the selected records with those of the other side that match by the mapping's criteria."""
    asked = Asked.of(request)
    possible = asked.narrowed(asked.uncoupled)
    total, number, coupled = asked.rows.count(), possible.rows.count(), asked.coupled.count()
    skipped = {_("coupled already"): coupled, _("excluded or deleted"): total - number - coupled}
    if request.POST.get("ask"):
        context = {"number": number, "total": total, "skipped": skipped, **dialog_of(request, asked), **_known(asked)}
        return render_either(request, "jobs/actions/match.html", "jobs/actions/_match.html", context)
    if asked.mapping is None or not number:
        messages.warning(request, _("None of the selected records can be coupled."))
        return answer(request, asked.list_url)
    if not (chosen := criteria_of(asked.mapping)):
        problem = Problem("no_criteria")
        messages.error(request, f"{title(problem)} {remedy(problem)}")
        return answer(request, asked.list_url)
    if job := launch(request, asked.mapping, Job.Kind.MATCH, _wanted(request, possible, asked.mapping, chosen)):
        tell_of(request, job, scheduled(number, total, skipped))
    return answer(request, asked.list_url)


def _page(request: HttpRequest, mapping: TableMapping, form: CriteriaForm, status: int = 200) -> HttpResponseBase:
    context = {
        "title": _("Select Coupling Criteria"),
        "mapping": mapping,
        "form": form,
        "bc_caption": table_caption(mapping, Side.BC),
        "dataverse_caption": table_caption(mapping, Side.DATAVERSE),
    }
    return render_either(request, "jobs/criteria.html", "jobs/_criteria.html", context, status)


def _known(asked: Asked) -> dict[str, Any]:
    """What the dialog says of the mapping's criteria."""
    if asked.mapping is None:
        return {"problem": Problem("no_criteria")}
    fields = {one.field_id: one for one in asked.mapping.fields.all()}
    chosen = [(fields[one.field], one) for one in criteria_of(asked.mapping)]
    problem = None if chosen else Problem("no_criteria")
    other = table_caption(asked.mapping, asked.side.other)
    may = _may_create(asked.mapping, asked.side)
    return {"criteria": chosen, "problem": problem, "may_create": may, "other_table": other}


def _wanted(
    request: HttpRequest, possible: Asked, mapping: TableMapping, chosen: tuple[FieldCriterion, ...]
) -> MatchRecords:
    """What the job is asked for."""
    create = bool(request.POST.get("create")) and _may_create(mapping, possible.side)
    keys = possible.keys()
    bc_keys, others = (keys, ()) if possible.side is Side.BC else ((), keys)
    return MatchRecords(chosen, bc_keys, create, bool(request.POST.get("synchronize")), others)


def _may_create(mapping: TableMapping, side: Side) -> bool:
    """Whether a record of this side without a match can get a new partner."""
    return Direction(mapping.direction).flows_to(side.other)
