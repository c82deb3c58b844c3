"""What people do with job groups: begin a review or a run, decide about its lines, restart, reset, answer.

Each action answers by leading back to the page of the group. Only administrators start runs of whole mappings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jobs import answering, groups
from jobs.group_models import GroupLine, JobGroup
from jobs.services import ConnectionDisabled
from mappings.models import DirectionChoice, TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done
from syncadmin.ui.sentences import remedy, title

_TASKS: Mapping[str, GroupLine.Task] = {
    "full": GroupLine.Task.FULL,
    "couple": GroupLine.Task.COUPLE,
    "couple_full": GroupLine.Task.COUPLE_FULL,
}
_WAYS = {"both": None, "to_dataverse": Side.BC, "to_bc": Side.DATAVERSE}


@require_POST
@requires("jobs.run_job")
def synchronize_all(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Synchronize Modified Records* of all mappings of a connection."""
    connection = get_object_or_404(Connection, pk=pk)
    return _begun(request, lambda: groups.synchronize_all(connection, user=_user(request)))


@require_POST
@requires("jobs.run_job")
def review_full(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Run Full Synchronization*: its review, of all mappings of a connection or of the one named (``mapping``)."""
    connection = get_object_or_404(Connection, pk=pk)
    named = request.POST.get("mapping", "")
    mapping = get_object_or_404(TableMapping, connection=connection, pk=_number(named)) if named else None
    return _begun(request, lambda: groups.review(connection, mapping, user=_user(request)))


@require_POST
@requires("jobs.run_job")
def begin(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Sync All*."""
    group = get_object_or_404(JobGroup, pk=pk)
    if found := groups.hindrances(group) if group.in_review else []:
        names = ", ".join(one.line.mapping.name for one in found)
        text = _("It cannot begin yet: review %(names)s, choose criteria to match on, or leave them out.")
        messages.error(request, text % {"names": names})
    else:
        groups.begin(group)
    return redirect("jobs:group", pk)


@require_POST
@requires("jobs.run_job")
def reset(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Reset*: forget this review, or this run, and review afresh."""
    group = get_object_or_404(JobGroup, pk=pk, kind=JobGroup.Kind.FULL)
    try:
        if made := groups.reset(group, _user(request)):
            return redirect("jobs:group", made.pk)
    except ConnectionDisabled as error:
        messages.error(request, f"{title(error.problem)} {remedy(error.problem)}")
    else:
        messages.error(request, _("Jobs of it are still at work. Wait until they have finished."))
    return redirect("jobs:group", pk)


@require_POST
@requires("jobs.run_job")
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a review that is not to be begun."""
    group = get_object_or_404(JobGroup, pk=pk)
    if groups.drop(group):
        messages.success(request, _("The review is over; nothing was written."))
        return redirect("connections:detail", group.connection_id)
    return redirect("jobs:group", pk)


@require_POST
@requires("mappings.change_tablemapping")
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Whether scheduled synchronization creates new records from now on."""
    group = get_object_or_404(JobGroup, pk=pk)
    found = answering.answer(group, creates=request.POST.get("creates") == "1")
    if found:
        text = _("Synch. Only Coupled Records is off now for %(names)s.")
        messages.success(request, text % {"names": ", ".join(one.name for one in found)})
    return redirect("jobs:group", pk)


@require_POST
@requires("jobs.run_job")
def line(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Decide about one line (``do`` says what)."""
    one = get_object_or_404(GroupLine.objects.select_related("group", "mapping__connection"), pk=pk)
    try:
        if not _done(request, one, request.POST.get("do", "")):
            messages.error(request, _("%(mapping)s is past that by now.") % {"mapping": one.mapping})
    except ConnectionDisabled as error:
        messages.error(request, f"{title(error.problem)} {remedy(error.problem)}")
    return redirect("jobs:group", one.group_id)


def _done(request: HttpRequest, one: GroupLine, wanted: str) -> bool:
    """Do it; False if the line is past that."""
    if wanted in _TASKS or wanted in _WAYS or wanted in ("unconditional", "as_changed"):
        return _chosen(one, wanted)
    match wanted:
        case "leave_out" | "take_in":
            return groups.leave_out(one, out=wanted == "leave_out")
        case "review":
            return groups.review_again(one)
        case "restart":
            return groups.restart(one)
        case "preview":
            return groups.preview(one, _user(request)) is not None
    raise Http404


def _chosen(one: GroupLine, wanted: str) -> bool:
    """What is done for a line, and which way: one of the three changes. Whoever takes over everything says from where,
    so that without a direction nothing is unconditional."""
    task = _TASKS.get(wanted, GroupLine.Task(one.task) if one.task else GroupLine.Task.FULL)
    bidirectional = one.mapping.direction == DirectionChoice.BIDIRECTIONAL
    winner = _WAYS[wanted] if wanted in _WAYS and bidirectional else (Side(one.winner) if one.winner else None)
    unconditional = wanted == "unconditional" or (one.unconditional and wanted != "as_changed")
    if one.group.kind != JobGroup.Kind.FULL:
        return False
    known = winner is not None or not bidirectional
    full = task == GroupLine.Task.FULL
    return groups.choose(one, task, winner if full else None, unconditional=unconditional and known and full)


def _begun(request: HttpRequest, act: Callable[[], JobGroup]) -> HttpResponseBase:
    try:
        return redirect("jobs:group", act().pk)
    except ConnectionDisabled as error:
        messages.error(request, f"{title(error.problem)} {remedy(error.problem)}")
        return done(request, reverse("home"))


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)
