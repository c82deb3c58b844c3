"""Pages and fragments: who gets which, and how an action answers.

A page works without htmx. The same view answers a fragment to htmx, unless the request was boosted or restores
history; then the whole page is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import trigger_client_event
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request as views see it behind ``HtmxMiddleware``; for annotations."""

    htmx: HtmxDetails


def wants_fragment(request: HttpRequest) -> bool:
    """Whether the request is for a part of a page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request  # type: ignore[union-attr]


def render_either(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """The fragment for htmx, the page that includes it for everybody else."""
    template = fragment if wants_fragment(request) else page
    return render(request, template, dict(context), status=status)


def done(request: HttpRequest, default: str) -> HttpResponse:
    """An action is done: go to where ``next`` says or to ``default``. Messages survive the way, with htmx as well."""
    return HttpResponseRedirect(back_url(request, default))


def close_dialog(event: str = "") -> HttpResponse:
    """An htmx action in the dialog is done: close it, stay on the page, and tell fragments that listen to ``event``."""
    response = HttpResponse(status=204)
    trigger_client_event(response, "dialog:close", {})
    if event:
        trigger_client_event(response, event, {})
    return response


def back_url(request: HttpRequest, default: str) -> str:
    """Where the user came from (``next``), if that is a page of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else default
