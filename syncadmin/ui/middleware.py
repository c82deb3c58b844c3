"""Answers as htmx needs them, so that views need not think of it.

Django messages leave in the ``HX-Trigger`` header of a fragment as toasts. A redirect moves the whole browser: htmx
would follow it unseen and put a page (such as the sign-in page) where a fragment belongs.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from syncadmin.ui.toasts import link_of

# Headers have a size limit.
MOST_TOASTS = 5
LONGEST_TOAST = 400
_LEAVING = ("HX-Redirect", "HX-Refresh", "HX-Location")


class ToastMiddleware:
    """Messages leave with the fragment, unless the browser is sent to another page, which shows them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with toasts and ``Vary``."""
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if not getattr(request, "htmx", None):
            return response
        if isinstance(response, HttpResponseRedirectBase):
            return _moving(request, response)
        if not any(header in response for header in _LEAVING):
            _move_messages(request, response)
        return response


def _moving(request: HttpRequest, response: HttpResponseRedirectBase) -> HttpResponseBase:
    """The redirect as one of the browser; from the sign-in page it comes back to the page, not to the fragment."""
    url = response.url
    if urlsplit(url).path == resolve_url(settings.LOGIN_URL):
        url = redirect_to_login(request.htmx.current_url_abs_path or "/").url  # type: ignore[attr-defined]
    moved = HttpResponseClientRedirect(url)
    moved.cookies = response.cookies
    patch_vary_headers(moved, ["HX-Request"])
    return moved


def _move_messages(request: HttpRequest, response: HttpResponseBase) -> None:
    """Messages that the page itself has shown are gone already and not repeated."""
    storage = get_messages(request)
    if getattr(storage, "used", True):
        return
    toasts = [_toast(one) for one in storage]
    if toasts:
        trigger_client_event(response, "toasts", {"toasts": toasts[:MOST_TOASTS]})


def _toast(message: Message) -> dict[str, str]:
    toast = {"level": message.level_tag, "text": str(message.message)[:LONGEST_TOAST]}
    if link := link_of(message):
        toast |= {"url": link.url, "link": link.caption[:LONGEST_TOAST]}
    return toast
