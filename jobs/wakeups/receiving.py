"""Where both systems call when something changed. There is no session: the secret of the connection proves the caller.

The answers follow what the systems make of them: Business Central calls again after 408, 429 and 5xx and ends the
subscription after anything else above 299, so that calls nobody wants any more end by themselves.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jobs.wakeups import calls
from jobs.wakeups.models import WakeUps
from jobs.wakeups.waking import wake
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side

_TOKEN = 2048


@csrf_exempt
@login_not_required
@require_POST
def woken(request: HttpRequest, pk: int, side: Side) -> HttpResponse:
    """A call about changes on one side of a connection."""
    found = WakeUps.objects.filter(connection=pk, on=True).select_related("connection").first()
    if found is None:
        return HttpResponse(status=410 if Connection.objects.filter(pk=pk).exists() else 404)
    token = request.GET.get("validationToken")
    if side is Side.BC and token is not None:
        return _shake_hands(token)
    if _length(request) > calls.LARGEST:
        return HttpResponse(status=413)
    return _heard(request, found, side)


def _heard(request: HttpRequest, found: WakeUps, side: Side) -> HttpResponse:
    proven = calls.same(request.GET.get("code", "") or request.headers.get("x-wake-key", ""), found.secret)
    try:
        told = calls.read(request.body)
        tables = calls.entity(told) if proven else calls.bc_tables(told, found.secret)
    except calls.Unreadable:
        return HttpResponse(status=400 if proven else 403)
    if not proven and not tables:
        return HttpResponse(status=403)
    wake(found.connection, side, tables, timezone.now())
    return HttpResponse(status=200)


def _shake_hands(token: str) -> HttpResponse:
    """Business Central asks whether we want to be told: the answer is its own token."""
    if not token.isascii() or not token.isprintable() or len(token) > _TOKEN:
        return HttpResponse(status=400)
    return HttpResponse(token, content_type="text/plain; charset=utf-8")


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if str(length).isdigit() else calls.LARGEST + 1
