"""Who is at work: the person whose request is being answered, so that services need not be told by every view."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class AuthorMiddleware:
    """Remembers the request while it is being answered; nobody is looked up before somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def author() -> User | None:
    """The person at work; None for commands, tasks and before anybody signed in."""
    request = _request.get()
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None
