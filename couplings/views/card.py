"""The card of a customer: both sides, what would happen, what is wrong, and what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from couplings.addresses import address_of
from couplings.comparison import Comparison, compare, compare_live
from couplings.customers import CustomerState, refusal_of, state_of
from couplings.fixes import Fix, fixes_of, for_lost
from couplings.models import RecordProblem, RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.scope import customer_or_404
from couplings.turn import turn_of
from mappings.compile import conditions
from syncadmin.connections.several import are_several
from syncadmin.engine.values import Ending, Side
from syncadmin.ui import sentences
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_safe
@requires("couplings.view_remoterecord")
def customer(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The card, with the values as they were last seen; the page itself asks for those of now."""
    row = customer_or_404(request, key)
    known = _pair(row)
    context = _context(row, known, compare(row.mapping, known.pair, {}), request)
    return render(request, "couplings/customer.html", {**context, **_standing(row, known, context["problem"])})


@require_safe
@requires("couplings.view_remoterecord")
def comparison(request: HttpRequest, key: UUID) -> HttpResponse:
    """Both records as their systems show them now."""
    row = customer_or_404(request, key)
    known = _pair(row)
    context = _context(row, known, compare_live(row.mapping, known), request)
    return render_either(request, "couplings/comparison.html", "couplings/_comparison.html", context)


def _pair(row: RemoteRecord) -> KnownPair:
    known: KnownPair = pairs_of(row.mapping, Side.BC, [row.key])[0]
    for one in (known.bc, known.dataverse):
        if one:
            one.mapping = row.mapping
    return known


def _context(row: RemoteRecord, known: KnownPair, compared: Comparison, request: HttpRequest) -> dict[str, Any]:
    """What the comparison shows; what the problem or the conflict says already is not said again."""
    problem = RecordProblem.objects.filter(mapping=row.mapping, bc_key=row.key).first()
    said = bool(compared.conflicts) or (problem and compared.sentence == sentences.title(problem.problem))
    return {
        "problem": problem,
        "sentence": "" if said else compared.sentence,
        "turn": turn_of(row.mapping, known, compared.pair, problem),
        "refused": any(one.ending in (Ending.FAILED, Ending.EXCLUDED) for one in compared.operations),
        "held": any(one.ending is Ending.CONFLICT for one in compared.operations),
        "customer": row,
        "account": known.dataverse,
        "coupling": known.coupling,
        "comparison": compared,
        "fixes": _fixes(row, known, problem),
        "choose": request.GET.get("choose", ""),
        "title": str(row),
        "connection_name": row.mapping.connection.name if are_several(request) else "",
    }


def _fixes(row: RemoteRecord, known: KnownPair, problem: RecordProblem | None) -> tuple[Fix, ...]:
    """What can be done about a deleted record, be it a problem or not."""
    if problem:
        return fixes_of(problem)
    return for_lost(row) if known.pair.coupled and len(known.pair.there) == 1 else ()


def _standing(row: RemoteRecord, known: KnownPair, problem: RecordProblem | None) -> dict[str, Any]:
    """How the customer stands, and why nothing can be done if so."""
    state = state_of(
        deleted=row.deleted,
        problem=problem.code if problem else None,
        coupling=known.coupling.state if known.coupling else None,
        admitted=row.admitted,
    )
    return {
        "state": state,
        "coupled": known.coupling is not None,
        "changed": known.coupling is not None and any(one and one.pending for one in (known.bc, known.dataverse)),
        "disabled": _disabled(row, state),
        "bc_address": "" if row.deleted else address_of(row),
        "dataverse_address": address_of(known.dataverse) if known.dataverse and not known.dataverse.deleted else "",
        "since": timezone.now().isoformat(),
    }


def _disabled(row: RemoteRecord, state: CustomerState) -> str:
    """Why the actions of the card are not offered; nothing if they are."""
    if problem := row.mapping.connection.hold:
        return sentences.title(problem)
    if state is CustomerState.DELETED:
        return _("This customer no longer exists in Business Central.")
    refusal = None if row.admitted else refusal_of(row, conditions(row.mapping))
    return sentences.title(refusal) if refusal else ""
