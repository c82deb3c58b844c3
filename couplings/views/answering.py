"""How actions on problems answer: the inbox refreshes itself, every other page is gone back to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from syncadmin.ui.fragments import back_url, close_dialog, done, wants_fragment

CHANGED = "inbox-changed"


def answered(request: HttpRequest) -> HttpResponseBase:
    """The action is done."""
    to = back(request)
    if wants_fragment(request) and urlsplit(to).path == reverse("couplings:problems"):
        return close_dialog(CHANGED)
    return done(request, to)


def back(request: HttpRequest) -> str:
    """The page the user came from."""
    htmx = getattr(request, "htmx", None)
    here = htmx.current_url_abs_path if htmx else None
    return here or back_url(request, reverse("couplings:problems"))
