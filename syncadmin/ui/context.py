"""What every page's shell needs; worked out only when a template asks, so fragments pay nothing."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.ui.navigation import Link, links

_ROLES = {
    "administrator": gettext_lazy("Administrator"),
    "reviewer": gettext_lazy("Reviewer"),
    "user": gettext_lazy("User"),
    "viewer": gettext_lazy("Viewer"),
}


def shell(request: HttpRequest) -> dict[str, object]:
    """``navigation`` (links) and ``role`` (caption of what the user is)."""
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "role": SimpleLazyObject(lambda: role_caption(request)),
    }


def _navigation(request: HttpRequest) -> list[Link]:
    return links(request) if hasattr(request, "user") else []


def role_caption(request: HttpRequest) -> str:
    """What the user's first group is called; who has none is an administrator or has no role yet."""
    user = request.user
    if not user.is_authenticated:
        return ""
    group = user.groups.order_by("pk").first()
    if group:
        return str(_ROLES.get(group.name, group.name))
    return _("Administrator") if user.is_superuser else _("No role yet")
