"""The card of a record: both sides, what would happen, what is wrong, and what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from couplings.addresses import address_of
from couplings.comparison import Comparison, compare, compare_live
from couplings.coupling_dependencies import dependencies_of
from couplings.coupling_form import gone
from couplings.failing import failing_fields
from couplings.fixes import Fix, fixes_of, for_lost
from couplings.models import RecordProblem, RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.scope import record_or_404
from couplings.states import RecordState, refusal_of, state_of
from couplings.turn import turn_of
from mappings.compile import conditions
from mappings.documents import document_of
from mappings.models import TableMapping
from mappings.wording import table_caption, table_plural
from syncadmin.connections.several import are_several
from syncadmin.engine.mapping import Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Ending, Side
from syncadmin.ui import sentences
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import back_url, render_either


@require_safe
@requires("couplings.view_remoterecord")
def record(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponseBase:
    """The card, with the values as they were last seen; the page itself asks for those of now."""
    row = record_or_404(mapping, side, key)
    known = pair_of(row)
    context = comparison_context(row, known, compare(row.mapping, known.pair, {}), request)
    return render(request, "couplings/record.html", {**context, **standing_context(row, known, context["problem"])})


@require_safe
@requires("couplings.view_remoterecord")
def comparison(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponse:
    """Both records as their systems show them now."""
    row = record_or_404(mapping, side, key)
    known = pair_of(row)
    context = comparison_context(row, known, compare_live(row.mapping, known), request)
    return render_either(request, "couplings/comparison.html", "couplings/_comparison.html", context)


def pair_of(row: RemoteRecord) -> KnownPair:
    known: KnownPair = pairs_of(row.mapping, Side(row.side), [row.key])[0]
    for one in (known.bc, known.dataverse):
        if one:
            one.mapping = row.mapping
    return known


def comparison_context(
    row: RemoteRecord, known: KnownPair, compared: Comparison, request: HttpRequest
) -> dict[str, Any]:
    """What the comparison shows; what the problem or the conflict says already is not said again."""
    problem = RecordProblem.objects.filter(mapping=row.mapping, **{f"{row.side}_key": row.key}).first()
    if problem:
        problem.mapping = row.mapping
    said = bool(compared.conflicts) or (problem and compared.sentence == sentences.title(problem.problem))
    return {
        "problem": problem,
        "sentence": "" if said else compared.sentence,
        "turn": turn_of(row.mapping, known, compared.pair, problem),
        "refused": any(one.ending in (Ending.FAILED, Ending.EXCLUDED) for one in compared.operations),
        "held": any(one.ending is Ending.CONFLICT for one in compared.operations),
        "record": row,
        "bc": known.bc,
        "dataverse": known.dataverse,
        "coupling": known.coupling,
        "comparison": compared,
        "fixes": _fixes(row, known, problem),
        "dependencies": dependencies_of(row.mapping, compared.operations),
        "choose": request.GET.get("choose", ""),
        "title": str(row),
        "records": table_plural(row.mapping, Side(row.side)),
        "failing": failing_fields(problem, compared.rows),
        "here": back_url(request, ""),
        "short": bool(request.GET.get("short")),
        "connection_name": row.mapping.connection.name if are_several(request) else "",
    }


def _fixes(row: RemoteRecord, known: KnownPair, problem: RecordProblem | None) -> tuple[Fix, ...]:
    """What can be done about a deleted record, be it a problem or not."""
    if problem:
        return fixes_of(problem, row)
    return for_lost(row) if known.pair.coupled and len(known.pair.there) == 1 else ()


def standing_context(row: RemoteRecord, known: KnownPair, problem: RecordProblem | None) -> dict[str, Any]:
    """How the record stands, where it is, and why nothing can be done if so."""
    side = Side(row.side)
    state = state_of(row, problem.code if problem else None, known.coupling.state if known.coupling else None)
    partner = known.dataverse if side is Side.BC else known.bc
    there = {Side(one.side): address_of(one) for one in (known.bc, known.dataverse) if one and not one.deleted}
    direction, document = Direction(row.mapping.direction), document_of(row.mapping)
    return {
        "state": state,
        "partner": partner,
        "partner_caption": table_caption(row.mapping, side.other),
        "other_system": SYSTEM_NAMES[side.other],
        "enabled": row.mapping.connection.enabled,
        "coupled": known.coupling is not None,
        "creates": known.coupling is None and direction.flows_to(side.other),
        "flows_to_dataverse": direction.flows_to(Side.DATAVERSE),
        "flows_to_bc": direction.flows_to(Side.BC),
        "changed": known.coupling is not None and any(one and one.pending for one in (known.bc, known.dataverse)),
        "disabled": _disabled(row, state, document),
        "separable": known.coupling is not None and document is None,
        "bc_address": there.get(Side.BC, ""),
        "dataverse_address": there.get(Side.DATAVERSE, ""),
        "keys": ",".join(str(one) for one in (known.bc_key, known.dataverse_key) if one),
        "since": timezone.now().isoformat(),
    }


def _disabled(row: RemoteRecord, state: RecordState, document: TableMapping | None) -> str:
    """Why the actions of the card are not offered; nothing if they are."""
    mapping = row.mapping
    if problem := mapping.connection.hold or mapping.red_problem or mapping.loss_problem:
        return sentences.title(problem)
    if state is RecordState.DELETED:
        return gone(Side(row.side))
    if document:
        return sentences.title(Problem("lines_on_their_own", {"mapping": document.name}))
    refusal = None if row.admitted else refusal_of(row, conditions(mapping), mapping)
    return sentences.title(refusal) if refusal else ""
