"""Set Up Coupling: the dialog, the records it finds, and its preview. OK goes to ``jobs:couple``."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from couplings.coupling_dialog import dialog_context, preview_of, settled, words_of
from couplings.coupling_form import Choice
from couplings.scope import record_or_404
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_safe
@requires("couplings.couple_records")
def couple(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponse:
    """The dialog with what is chosen so far."""
    context = dialog_context(record_or_404(mapping, side, key), request.GET)
    return render_either(request, "couplings/couple.html", "couplings/_couple.html", context)


@require_safe
@requires("couplings.couple_records")
def candidates(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponse:
    """The records that fit what is typed."""
    record = record_or_404(mapping, side, key)
    choice, found = settled(record, Choice.of(request.GET, record))
    context = {"record": record, "choice": choice, "candidates": found, "typed": True, **words_of(record)}
    return render(request, "couplings/_candidates.html", context)


@require_safe
@requires("couplings.couple_records")
def preview(request: HttpRequest, mapping: int, side: Side, key: UUID) -> HttpResponse:
    """What OK would do."""
    record = record_or_404(mapping, side, key)
    choice = Choice.of(request.GET, record)
    context = {"record": record, "choice": choice, "preview": preview_of(record, choice)}
    return render(request, "couplings/_coupling_preview.html", context)
