"""The way in from Dynamics 365 Sales and Business Central: a link that names a record of theirs.

To look at it changes nothing. To couple or create goes to the actions of ``jobs``; a record that nobody read yet is
read in first, when somebody says so.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from couplings.opening import Standing, card_of, key_of, mappings_of, partner_address, read_in, standings
from couplings.scope import find_mapping
from mappings.models import TableMapping
from mappings.wording import table_caption
from syncadmin.connections.several import are_several
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.rendering import plain
from syncadmin.ui.sentences import remedy, title


@require_http_methods(["GET", "HEAD", "POST"])
@requires("couplings.view_remoterecord")
def open_record(request: HttpRequest, side: Side, table: str, called: str) -> HttpResponseBase:
    """Lead to the card of a coupled record, or say how one stands that is not; ``POST`` reads it in first."""
    table, called = plain(table), plain(called)
    mappings = mappings_of(side, table, request.GET.get("connection", ""))
    key = key_of(mappings, side, called)
    if request.method == "POST":
        return check_access(request, "couplings.synchronize_records") or _read(request, side, key, mappings)
    if key and (card := card_of(mappings, side, key)):
        beyond = partner_address(mappings, side, key) if request.GET.get("to") == "partner" else ""
        return redirect(beyond or card)
    found = standings(mappings, side, key) if key else []
    if not found:
        return _nowhere(request, side, table, mappings)
    return render(request, "couplings/open.html", _context(request, found, called))


def _read(request: HttpRequest, side: Side, key: UUID | None, mappings: list[TableMapping]) -> HttpResponseBase:
    """Read the record for the mapping that was chosen, and show it again."""
    mapping = find_mapping(request.POST.get("mapping", ""))
    if mapping not in mappings or mapping is None or key is None:
        raise Http404
    if problem := read_in(mapping, side, key):
        messages.error(request, f"{title(problem)} {remedy(problem)}")
    return redirect(request.get_full_path())


def _context(request: HttpRequest, found: list[Standing], called: str) -> dict[str, Any]:
    """What the page shows; ``mapping`` is the one whose jobs are watched."""
    first = found[0]
    asked = "asked" in request.GET
    named = next((one.row for one in found if one.row), None)
    return {
        "title": str(named or called),
        "caption": table_caption(first.mapping, first.side),
        "system": SYSTEM_NAMES[first.side],
        "standings": found,
        "several": are_several(request),
        "mapping": first.mapping,
        "key": named.key if named else called,
        "here": f"{request.path}?{_asked(request)}",
        "at_once": not asked and first.synchronizes and not any(one.problem is None for one in found[1:]),
        "since": timezone.now().isoformat(),
    }


def _asked(request: HttpRequest) -> str:
    """The address to come back to, which does not begin the creation again."""
    query = request.GET.copy()
    query["asked"] = "1"
    return query.urlencode()


def _nowhere(request: HttpRequest, side: Side, table: str, mappings: list[TableMapping]) -> HttpResponse:
    """The link leads to nothing here: its table is not mapped, or there is no such record."""
    facts = {"table": table[:100], "system": SYSTEM_NAMES[side]}
    text = _("No mapping is for the table “%(table)s” of %(system)s, so none of its records can be shown here.") % facts
    if mappings:
        text = _("There is no such record in %(system)s: it was deleted, or the link is not complete.") % facts
    return render(request, "couplings/nowhere.html", {"text": text, "mapped": bool(mappings)}, status=404)
