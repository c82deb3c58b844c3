"""Connection Setup: the page of a connection, and what one can do there. Secrets are in no answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from syncadmin.connections.asking import read_companies
from syncadmin.connections.checks import has_passed, missing_settings, stored_findings
from syncadmin.connections.clients.contract import Company
from syncadmin.connections.forms import PLAIN, ConnectionForm
from syncadmin.connections.models import Connection
from syncadmin.connections.services import (
    SavedMeanwhile,
    check_connection,
    count_couplings,
    create_connection,
    disable_connection,
    enable_connection,
    save_connection,
)
from syncadmin.connections.steps import SYSTEMS, check_list
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.fragments import done, render_either, wants_fragment
from syncadmin.ui.sentences import remedy, title

_ASKED_WITH = ("authority", "bc_address", "bc_tenant", "bc_environment", "bc_client_id", "bc_client_secret")
READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_http_methods(["GET", "HEAD"])
@requires("connections.view_connection")
def setup(request: HttpRequest) -> HttpResponseBase:
    """The first connection, or an empty state with the form of a new one."""
    first = Connection.objects.order_by("pk").first()
    if first is None:
        return render(request, "connections/new.html", _new_context(ConnectionForm(connection=Connection())))
    return render(request, "connections/setup.html", _context(first, ConnectionForm(connection=first)))


@READ_OR_WRITE
@requires("connections.add_connection")
def create(request: HttpRequest) -> HttpResponseBase:
    """The form of a new connection; saving it leads to its page."""
    form = ConnectionForm(request.POST or None, connection=Connection())
    if request.method == "POST" and form.is_valid():
        try:
            made = create_connection(form.settings())
        except IntegrityError:
            form.add_error("name", _("Another connection has this name."))
        else:
            messages.success(request, _("Saved. Test the connection, then enable it."))
            return done(request, reverse("connections:detail", args=[made.pk]))
    context = _new_context(form)
    return render_either(request, "connections/new.html", "connections/_connection_form.html", context, _status(form))


@READ_OR_WRITE
@requires("connections.view_connection")
def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One connection; POST saves its settings."""
    connection = get_object_or_404(Connection, pk=pk)
    if request.method != "POST":
        return render(request, "connections/setup.html", _context(connection, ConnectionForm(connection=connection)))
    refused = check_access(request, "connections.change_connection")
    return refused or _save(request, connection)


@require_POST
@requires("connections.test_connection")
def test(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Test Connection. htmx first gets a list that says so, which then asks for the result by itself."""
    connection = get_object_or_404(Connection, pk=pk)
    if wants_fragment(request) and "now" not in request.POST:
        context = {"connection": connection, "sides": check_list(connection, testing=True), "testing": True}
        return render(request, "connections/_connection_checks.html", context)
    try:
        check_connection(connection)
    except SavedMeanwhile as error:
        connection = error.current
        messages.warning(request, _("The settings were saved while they were tested. Test them again."))
    if not wants_fragment(request):
        return done(request, reverse("connections:detail", args=[pk]))
    context = _status_context(connection) | {"out_of_band": True}
    return render(request, "connections/_connection_checks.html", context)


@require_POST
@requires("connections.change_connection")
def enable(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enable, which takes a passed test."""
    connection = get_object_or_404(Connection, pk=pk)
    try:
        failed = enable_connection(connection)
    except SavedMeanwhile:
        messages.warning(request, _("The settings were saved while they were tested. Test them again."))
        return done(request, reverse("connections:detail", args=[pk]))
    for one in failed:
        if one.problem:
            messages.error(request, f"{SYSTEMS[one.side]}: {title(one.problem)} {remedy(one.problem)}")
    if not failed:
        messages.success(request, _("The connection is enabled."))
    return done(request, reverse("connections:detail", args=[pk]))


@require_POST
@requires("connections.change_connection")
def disable(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Disable; the page asks first where records are coupled."""
    disable_connection(get_object_or_404(Connection, pk=pk))
    messages.success(request, _("The connection is disabled. Couplings, jobs and mappings stay as they are."))
    return done(request, reverse("connections:detail", args=[pk]))


@require_POST
@requires("connections.change_connection")
def companies(request: HttpRequest) -> HttpResponseBase:
    """The company field with the companies that Business Central lists for what was typed, saved or not."""
    connection = _named(request.POST.get("connection", ""))
    form = ConnectionForm(request.POST, connection=connection)
    form.is_valid()
    answer = _companies(form)
    again = ConnectionForm(connection=connection, initial=form.typed())
    context = _context(connection, again) if connection.pk else _new_context(again)
    context |= {"companies": answer} if isinstance(answer, list) else {"company_problem": answer}
    page = "connections/setup.html" if connection.pk else "connections/new.html"
    return render_either(request, page, "connections/_connection_company.html", context)


def _companies(form: ConnectionForm) -> list[Company] | Problem:
    """The companies, or why there are none; nothing is sent to what the form refuses or lacks."""
    for name in _ASKED_WITH:
        if form.errors.get(name):
            facts = {"system": str(SYSTEMS[Side.BC]), "message": f"{form[name].label}: {form.errors[name][0]}"}
            return Problem("unreachable", facts)
    typed = form.unsaved()
    missing = missing_settings(typed, Side.BC, needless=("bc_company_id",))
    return missing[0] if missing else read_companies(typed)


def _save(request: HttpRequest, connection: Connection) -> HttpResponse:
    form = ConnectionForm(request.POST, connection=connection)
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            saved = save_connection(connection, form.settings(), revision=form.cleaned_data["revision"] or 0)
            _tell_saved(request, connection, saved)
            return done(request, reverse("connections:detail", args=[connection.pk]))
        except SavedMeanwhile as error:
            connection = error.current
            context = {"saved_meanwhile": _differences(form, error.current)}
            form = ConnectionForm({**request.POST.dict(), "revision": error.current.revision}, connection=connection)
        except IntegrityError:
            form.add_error("name", _("Another connection has this name."))
    context = _context(connection, form) | context
    return render_either(request, "connections/setup.html", "connections/_connection_form.html", context, 422)


def _tell_saved(request: HttpRequest, before: Connection, saved: Connection) -> None:
    if before.enabled and not saved.enabled:
        messages.warning(request, _("Saved. The connection is disabled until it was tested and enabled again."))
    else:
        messages.success(request, _("Saved."))


def _differences(form: ConnectionForm, current: Connection) -> list[tuple[str, str]]:
    """What somebody else saved that differs from what was typed: caption and value. Secrets are left out."""
    system = {"bc": SYSTEMS[Side.BC], "dataverse": SYSTEMS[Side.DATAVERSE]}
    found = []
    for name in PLAIN:
        if form.cleaned_data[name] != getattr(current, name):
            prefix = system.get(name.partition("_")[0], "")
            caption = f"{prefix}: {form[name].label}" if prefix else str(form[name].label)
            found.append((caption, str(getattr(current, name) or "")))
    return found


def _named(key: str) -> Connection:
    """The connection with this key, or a new one where none is named."""
    return get_object_or_404(Connection, pk=int(key)) if key.isdecimal() and len(key) < 19 else Connection()


def _status(form: ConnectionForm) -> int:
    return 422 if form.is_bound else 200


def _new_context(form: ConnectionForm) -> dict[str, Any]:
    first = not Connection.objects.exists()
    return {
        "title": _("Connection Setup") if first else _("New connection"),
        "form": form,
        "connection": None,
        "action": reverse("connections:create"),
        "first": first,
    }


def _context(connection: Connection, form: ConnectionForm) -> dict[str, Any]:
    return _status_context(connection) | {
        "title": _("Connection Setup"),
        "form": form,
        "action": reverse("connections:detail", args=[connection.pk]),
        "others": list(Connection.objects.order_by("pk").values_list("pk", "name")),
        "couplings": count_couplings(connection),
    }


def _status_context(connection: Connection) -> dict[str, Any]:
    """What the status panel and the check list show."""
    return {
        "connection": connection,
        "sides": check_list(connection),
        "passed": str(has_passed(connection) if stored_findings(connection) else None),
        "mapping_count": connection.mappings.count(),
    }
