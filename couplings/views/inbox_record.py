"""The third pane of the inbox: one record with what is wrong, both sides, what can be done and what happened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from couplings.cause_panel import Panel, awaited_by, panel_for
from couplings.comparison import compare
from couplings.inbox import announced, number_in
from couplings.models import RecordProblem, RemoteRecord
from couplings.note_forms import comment_form
from couplings.notes import assigned_to
from couplings.problems import FOR_A_PERSON
from couplings.scope import find_record
from couplings.views.card import comparison_context, pair_of, standing_context
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires

# What the card calls so is something else here.
_OF_THE_PAGE = ("title", "records")


@dataclass(frozen=True)
class Around:
    """A record among those of its cause: its problem (None if that is solved), its place (0 if the filters leave it
    out), and the addresses of its neighbours and of the list."""

    problem: RecordProblem | None
    at: int
    total: int
    previous: str
    following: str
    records: str


def record_pane(request: HttpRequest, key: int, around: Around) -> dict[str, Any]:
    """What the pane shows, whether the problem is still there or not."""
    problem = around.problem
    found: dict[str, Any] = {"record_pane": around, "problem": problem}
    if problem is None:
        return found
    row = row_of(problem)
    mine = RecordProblem.objects.filter(pk=problem.pk)
    found |= {
        "record_key": problem.pk,
        "mark": mark_of(problem),
        "announced": announced(problem, around.at, around.total),
        "mine": mine.filter(assigned_to(request.user)).exists(),
        "comment_form": comment_form(problem.pk),
        "may_retry": problem.code not in FOR_A_PERSON,
        "wait_panel": _waits(problem, request.get_full_path()),
    }
    return found | (_of_record(request, row, problem) if row else {"record": None})


@require_safe
@requires("couplings.view_recordproblem")
def news(request: HttpRequest) -> HttpResponse:
    """Whether a problem that somebody has open is solved or changed meanwhile; nothing to swap while it is not."""
    problem = RecordProblem.objects.filter(pk=number_in(request.GET, "record")).first()
    if problem and request.GET.get("mark", "") == mark_of(problem):
        return HttpResponse(status=204)
    return render(request, "couplings/_inbox_news.html", {"problem": problem})


def row_of(problem: RecordProblem) -> RemoteRecord | None:
    """The record a problem is about, as it was last seen: that of Business Central if it is known."""
    for side, key in ((Side.BC, problem.bc_key), (Side.DATAVERSE, problem.dataverse_key)):
        if key and (row := find_record(problem.mapping_id, side, key)):
            return row
    return None


def mark_of(problem: RecordProblem) -> str:
    """The same as long as a problem is as it was shown."""
    parts = (problem.code, problem.facts, problem.attempts, problem.last_seen_at, problem.is_snoozed)
    told = (*parts, problem.assignee_id, problem.assigned_role_id, problem.notes.count())
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def _waits(problem: RecordProblem, here: str) -> Panel | None:
    """What can be done about what a record waits for, for all that wait for it."""
    return panel_for(problem.mapping_id, problem.cause or problem.code, here) if awaited_by(problem) else None


def _of_record(request: HttpRequest, row: RemoteRecord, problem: RecordProblem) -> dict[str, Any]:
    """Both sides, and what the card of the record offers."""
    known = pair_of(row)
    context = comparison_context(row, known, compare(row.mapping, known.pair, {}), request)
    standing = standing_context(row, known, context["problem"])
    context = {name: value for name, value in context.items() if name not in _OF_THE_PAGE}
    return {**context, **standing, "here": request.get_full_path(), "short": True, "problem": problem}
