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

from syncadmin.audit.models import Change
from syncadmin.connections.credentials import expiry
from syncadmin.connections.findings import test_state
from syncadmin.connections.forms import ConnectionForm
from syncadmin.connections.models import DECIDE_MAPPINGS, Connection
from syncadmin.connections.services import (
    SECRETS,
    SavedMeanwhile,
    check_connection,
    count_couplings,
    create_connection,
    disable_connection,
    enable_connection,
    save_connection,
)
from syncadmin.connections.steps import SYSTEMS, check_list
from syncadmin.engine.values import Side
from syncadmin.ui.access import check_access, requires
from syncadmin.ui.fragments import done, render_either, wants_fragment
from syncadmin.ui.meanwhile import saved_words
from syncadmin.ui.sentences import remedy, title

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_http_methods(["GET", "HEAD"])
@requires("connections.view_connection")
def setup(request: HttpRequest) -> HttpResponseBase:
    """The one connection, the list of several, or an empty state with the form of a new one."""
    found = list(Connection.objects.order_by("name"))
    if not found:
        return render(request, "connections/new.html", new_context(ConnectionForm(connection=Connection())))
    if len(found) == 1:
        return render(request, "connections/setup.html", page_context(found[0], ConnectionForm(connection=found[0])))
    context = {"title": _("Connection Setup"), "connections": [(one, test_state(one)) for one in found]}
    return render(request, "connections/list.html", context)


@READ_OR_WRITE
@requires("connections.add_connection")
def create(request: HttpRequest) -> HttpResponseBase:
    """The form of a new connection; saving it leads to its page."""
    form = ConnectionForm(request.POST or None, request.FILES or None, connection=Connection())
    if request.method == "POST" and form.is_valid():
        try:
            made = create_connection(form.settings())
        except IntegrityError:
            form.add_error("name", _("Another connection has this name."))
        else:
            messages.success(request, _("Saved. Test the connection, then enable it."))
            return done(request, reverse("connections:detail", args=[made.pk]))
    context = new_context(form)
    return render_either(request, "connections/new.html", "connections/_connection_form.html", context, _status(form))


@READ_OR_WRITE
@requires("connections.view_connection")
def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One connection; POST saves its settings."""
    connection = get_object_or_404(Connection, pk=pk)
    if request.method != "POST":
        return render(
            request, "connections/setup.html", page_context(connection, ConnectionForm(connection=connection))
        )
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
    """Disable, for the reason that was typed; the page asks first where records are coupled."""
    connection = get_object_or_404(Connection, pk=pk)
    disable_connection(connection, reason=request.POST.get("reason", "")[:500], by=request.user.get_username())
    messages.success(request, _("The connection is disabled. Couplings, jobs and mappings stay as they are."))
    return done(request, reverse("connections:detail", args=[pk]))


def _save(request: HttpRequest, connection: Connection) -> HttpResponse:
    form = ConnectionForm(request.POST, request.FILES, connection=connection)
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            saved = save_connection(connection, form.settings(), revision=form.cleaned_data["revision"] or 0)
            _tell_saved(request, connection, saved)
            return done(request, _after_saving(request, connection, saved))
        except SavedMeanwhile as error:
            connection = error.current
            context = {"saved_meanwhile": _differences(form, error.current), "saved_by": _saved_by(error.current)}
            form = ConnectionForm({**request.POST.dict(), "revision": error.current.revision}, connection=connection)
        except IntegrityError:
            form.add_error("name", _("Another connection has this name."))
    context = page_context(connection, form) | context
    return render_either(request, "connections/setup.html", "connections/_connection_form.html", context, 422)


def _tell_saved(request: HttpRequest, before: Connection, saved: Connection) -> None:
    if before.enabled and not saved.enabled:
        messages.warning(request, _("Saved. The connection is disabled until it was tested and enabled again."))
    else:
        messages.success(request, _("Saved."))


def _after_saving(request: HttpRequest, before: Connection, saved: Connection) -> str:
    """The page of the connection; or what its default mappings would become, where the settings now want others."""
    changed = any(getattr(before, name) != getattr(saved, name) for name in DECIDE_MAPPINGS)
    if changed and saved.mappings.exists() and request.user.has_perm("mappings.change_tablemapping"):
        messages.info(request, _("These settings want other default mappings. See below which come, change and go."))
        return f"{reverse('mappings:restore_defaults')}?connection={saved.pk}"
    return reverse("connections:detail", args=[saved.pk])


def _differences(form: ConnectionForm, current: Connection) -> list[tuple[str, str]]:
    """What somebody else saved that differs from what was typed: caption and value. Secrets are left out."""
    system = {"bc": SYSTEMS[Side.BC], "dataverse": SYSTEMS[Side.DATAVERSE]}
    found = []
    for name, value in form.settings().values.items():
        if name not in SECRETS and value != getattr(current, name):
            prefix = system.get(name.partition("_")[0], "")
            label = str(getattr(Connection._meta.get_field(name), "verbose_name", name))
            found.append((f"{prefix}: {label}" if prefix else label, str(getattr(current, name) or "")))
    return found


def _saved_by(connection: Connection) -> str:
    """Who saved the settings last, and when."""
    last = Change.objects.filter(
        kind=Change.Kind.CONNECTION, event=Change.Event.CHANGED, key=str(connection.pk)
    ).first()
    return saved_words(last.who, last.at) if last else saved_words("", None)


def _status(form: ConnectionForm) -> int:
    return 422 if form.is_bound else 200


def new_context(form: ConnectionForm) -> dict[str, Any]:
    """What the page of a new connection shows."""
    first = not Connection.objects.exists()
    return {
        "title": _("Connection Setup") if first else _("New connection"),
        "form": form,
        "connection": None,
        "action": reverse("connections:create"),
        "first": first,
    }


def page_context(connection: Connection, form: ConnectionForm) -> dict[str, Any]:
    """What the page of a connection shows."""
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
        "passed": test_state(connection),
        "certificates": {side.value: connection.stored_certificate(side) for side in Side},
        "expiries": [(SYSTEMS[side], found) for side in Side if (found := expiry(connection, side))],
        "mapping_count": connection.mappings.count(),
    }
