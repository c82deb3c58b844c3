"""The style page: every shared part with its markup, for who writes pages. Served with ``DEBUG`` only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from syncadmin.ui.access import AccessMixin
from syncadmin.ui.fragments import close_dialog, done, render_either, wants_fragment
from syncadmin.ui.listing import BulkAction, Empty, ListPage
from syncadmin.ui.samples import SampleFilters, SampleForm, SampleTable, style_context
from syncadmin.ui.selection import Selection


class StylePage(AccessMixin, TemplateView):
    """All parts on one page."""

    template_name = "ui/style.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The samples."""
        return super().get_context_data(title=_("Style page"), **style_context(), **kwargs)


class SampleList(ListPage):
    """A list with everything a list can have."""

    title = _("Sample list")
    queryset = Permission.objects.select_related("content_type")
    table_class = SampleTable
    filterset_class = SampleFilters
    default_sort = "name"
    empty = Empty(_("No records yet"), _("They appear here with the first run."))
    bulk_actions = (
        BulkAction(_("Synchronize"), "ui:dialog", "arrow-path", "auth.view_permission", dialog=True, tone="primary"),
        BulkAction(
            _("Delete Coupling"),
            "ui:toast",
            "link-slash",
            "auth.view_permission",
            confirm=_("Delete the couplings of the selected records?"),
            tone="danger",
        ),
    )


def dialog(request: HttpRequest) -> HttpResponse:
    """A form in the dialog, or on a page of its own."""
    fresh = request.method != "POST" or "ask" in request.POST
    form = SampleForm(None if fresh else request.POST)
    if not fresh and form.is_valid():
        messages.success(request, _("Saved."))
        return close_dialog() if wants_fragment(request) else done(request, "/ui/")
    status = 200 if fresh else 422
    context = {"form": form, "selection": Selection.of(request)}
    return render_either(request, "ui/sample_dialog.html", "ui/_sample_dialog.html", context, status)


@require_POST
def toast(request: HttpRequest) -> HttpResponse:
    """One message of each kind."""
    for add in (messages.success, messages.info, messages.warning, messages.error):
        add(request, _("This is how a message looks."))
    return HttpResponse(status=204) if wants_fragment(request) else done(request, "/ui/")


def progress(request: HttpRequest) -> HttpResponse:
    """A fragment that polls until it is finished."""
    step = int(request.session.get("sample_step", 0)) + 1
    request.session["sample_step"] = step % 6
    return render(request, "ui/_sample_progress.html", {"step": step, "finished": step >= 5})
