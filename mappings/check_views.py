"""Checking all mappings of a connection against both systems while somebody waits: what follows Test Connection."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mappings.checking import check_mappings
from syncadmin.connections.asking import open_hurried
from syncadmin.connections.models import Connection
from syncadmin.connections.needs import missing_settings
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, wants_fragment


@require_POST
@requires("connections.test_connection")
def check(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Check them, and say which do not fit; htmx gets that, others the list of mappings."""
    connection = get_object_or_404(Connection, pk=pk)
    complete = not any(missing_settings(connection, side) for side in Side)
    red = check_mappings(connection, open_hurried) if complete else []
    if not wants_fragment(request):
        return done(request, reverse("mappings:list"))
    context = {"red": red, "number": connection.mappings.count() if complete else 0}
    return render(request, "mappings/_check_result.html", context)
