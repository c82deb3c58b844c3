"""*Use Default Synchronization Setup*, for a mapping or all of a connection: what it would change, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mappings.default_setup import Done, outlook, use_default, use_default_setup
from mappings.defaults import default_of, differences_from
from mappings.filters import MappingFilters
from mappings.hindrances import hindrance_words
from mappings.models import TableMapping
from mappings.transfer import OtherTables
from mappings.wording import consequence_words
from syncadmin.connections.models import Connection
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done
from syncadmin.ui.selection import Selection

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@requires("mappings.change_tablemapping")
def restore_all(request: HttpRequest) -> HttpResponseBase:
    """For the connection named or the first: what would come, change and go; POST does it."""
    connection = _connection((request.POST if request.method == "POST" else request.GET).get("connection", ""))
    if request.method == "POST":
        _tell(request, use_default_setup(connection))
        return done(request, reverse("mappings:list"))
    found = outlook(connection)
    context = {
        "title": _("Use Default Synchronization Setup"),
        "connection": connection,
        "found": found,
        "held": [(mapping, hindrance_words(needed)) for mapping, needed in found.held],
    }
    return render(request, "mappings/default_setup.html", context)


@FORM
@requires("mappings.change_tablemapping")
def restore(request: HttpRequest, pk: int) -> HttpResponseBase:
    """For one mapping: what would change; POST does it. One that is no default of its connection is not found."""
    mapping = get_object_or_404(TableMapping.objects.select_related("connection"), pk=pk)
    default = default_of(mapping)
    if default is None:
        raise Http404
    if request.method == "POST":
        try:
            found = use_default(mapping)
        except OtherTables:
            messages.error(request, _("It is about other tables than the default of this name."))
        else:
            text = _("The default synchronization setup is in use. Couplings stay as they are.")
            messages.success(request, f"{text} {consequence_words(found)}".strip())
        return done(request, reverse("mappings:detail", args=[pk]))
    changes = differences_from(mapping.connection, default)
    title = _("Use Default Synchronization Setup for %(name)s?") % {"name": mapping.name}
    return render(request, "mappings/default.html", {"title": title, "mapping": mapping, "changes": changes})


@require_POST
@requires("mappings.change_tablemapping")
def restore_selected(request: HttpRequest) -> HttpResponseBase:
    """For the selected mappings; those that are no default of their connection stay as they are."""
    rows = Selection.of(request).rows(queryset=TableMapping.objects.all(), filterset_class=MappingFilters)
    done_for, left = [], []
    for mapping in rows.select_related("connection").order_by("name"):
        try:
            if default_of(mapping) is None:
                left.append(mapping.name)
                continue
            use_default(mapping)
            done_for.append(mapping.name)
        except OtherTables:
            left.append(mapping.name)
    if done_for:
        text = _("The default synchronization setup is in use: %(names)s. Couplings stay as they are.")
        messages.success(request, text % {"names": ", ".join(done_for)})
    if left:
        text = _("Left as they are, since the connection has no such default: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(left)})
    return done(request, reverse("mappings:list"))


def _tell(request: HttpRequest, found: Done) -> None:
    text = _("The default synchronization setup is in use. Couplings stay as they are.")
    parts = [text, consequence_words(found.consequence)]
    if found.gone:
        parts.append(_("Gone: %(names)s.") % {"names": ", ".join(found.gone)})
    messages.success(request, " ".join(filter(None, parts)))
    if found.held:
        text = _("Kept, although they do not belong to these settings: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(found.held)})


def _connection(key: str) -> Connection:
    """The connection with this key, or the first where none is named."""
    rows = Connection.objects.order_by("pk")
    if key:
        rows = rows.filter(pk=int(key)) if key.isdecimal() and len(key) < 19 else rows.none()
    found = rows.first()
    if found is None:
        raise Http404
    return found
