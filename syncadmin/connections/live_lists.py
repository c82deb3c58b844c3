"""What Connection Setup lets people pick from lists that the systems are asked for: a company, a team, a user.

They are asked with what was typed, saved or not; the part of the form comes back, without JavaScript all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from syncadmin.connections.asking import read_companies, read_owners
from syncadmin.connections.clients.contract import Identity
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.forms import OWNERS, ConnectionForm
from syncadmin.connections.models import Connection
from syncadmin.connections.needs import missing_settings
from syncadmin.connections.views import new_context, page_context
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either

_TABLES = {"owning_team": "team", "default_user": "systemuser"}
_BC = ("bc_address", "bc_tenant", "bc_environment", "bc_client_id", "bc_client_secret", "bc_user", "bc_password")
_DATAVERSE = ("dataverse_address", "dataverse_tenant", "dataverse_client_id", "dataverse_client_secret")
_ASKED_WITH = {
    Side.BC: ("authority", *_BC, "bc_certificate", "bc_certificate_file"),
    Side.DATAVERSE: ("authority", *_DATAVERSE, "dataverse_certificate", "dataverse_certificate_file"),
}


@require_POST
@requires("connections.change_connection")
def companies(request: HttpRequest) -> HttpResponseBase:
    """The company field with the companies that Business Central lists."""
    form = _form(request)
    answer = _refusal(form, Side.BC, needless=("bc_company_id",)) or read_companies(form.unsaved())
    found = {"company_problem": answer} if isinstance(answer, Problem) else {"companies": answer}
    return _answer(request, form, "connections/_connection_company.html", found)


@require_POST
@requires("connections.change_connection")
def owners(request: HttpRequest, field: str) -> HttpResponseBase:
    """The field of an owner with the teams or users that Dataverse lists."""
    if field not in OWNERS:
        raise Http404
    form = _form(request)
    answer = _refusal(form, Side.DATAVERSE) or read_owners(form.unsaved(), _TABLES[field])
    found = {"problem": answer} if isinstance(answer, Problem) else {"choices": _choices(answer)}
    return _answer(request, form, "connections/_connection_owner.html", {f"{field}_list": found})


def _form(request: HttpRequest) -> ConnectionForm:
    form = ConnectionForm(request.POST, request.FILES, connection=_named(request.POST.get("connection", "")))
    form.is_valid()
    return form


def _refusal(form: ConnectionForm, side: Side, needless: Sequence[str] = ()) -> Problem | None:
    """Why nothing is asked: what the form refuses or lacks is sent nowhere."""
    for name in _ASKED_WITH[side]:
        if form.errors.get(name):
            facts = {"system": SYSTEM_NAMES[side], "message": f"{form[name].label}: {form.errors[name][0]}"}
            return Problem("unreachable", facts)
    missing = missing_settings(form.unsaved(), side, needless)
    return missing[0] if missing else None


def _answer(request: HttpRequest, form: ConnectionForm, part: str, found: dict[str, Any]) -> HttpResponseBase:
    connection = form.connection
    again = ConnectionForm(connection=connection, initial=form.typed())
    context = page_context(connection, again) if connection.pk else new_context(again)
    page = "connections/setup.html" if connection.pk else "connections/new.html"
    return render_either(request, page, part, context | found, 200)


def _choices(found: Sequence[Identity]) -> list[tuple[str, str]]:
    """What is sent back and what is read, of each owner."""
    return [(f"{one.key} {one.name}".strip(), one.name or one.key) for one in found]


def _named(key: str) -> Connection:
    """The connection with this key, or a new one where none is named."""
    return get_object_or_404(Connection, pk=int(key)) if key.isdecimal() and len(key) < 19 else Connection()
