"""Set Up Coupling: the dialog, the accounts it finds, and its preview. OK goes to ``jobs:couple``."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from couplings.coupling_dialog import candidates_of, dialog_context, preview_of
from couplings.coupling_form import Choice
from couplings.scope import customer_or_404
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either


@require_safe
@requires("couplings.couple_records")
def couple(request: HttpRequest, key: UUID) -> HttpResponse:
    """The dialog with what is chosen so far."""
    context = dialog_context(customer_or_404(request, key), request.GET)
    return render_either(request, "couplings/couple.html", "couplings/_couple.html", context)


@require_safe
@requires("couplings.couple_records")
def candidates(request: HttpRequest, key: UUID) -> HttpResponse:
    """The accounts that fit what is typed."""
    customer = customer_or_404(request, key)
    choice = Choice.of(request.GET, customer)
    context = {"choice": choice, "candidates": candidates_of(customer, choice)}
    return render(request, "couplings/_candidates.html", context)


@require_safe
@requires("couplings.couple_records")
def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """What OK would do."""
    customer = customer_or_404(request, key)
    choice = Choice.of(request.GET, customer)
    context = {"customer": customer, "choice": choice, "preview": preview_of(customer, choice)}
    return render(request, "couplings/_coupling_preview.html", context)
