"""Who may see a page or do an action. Buttons are hidden by the same permission names (``perms.app.codename``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.models import Permission
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class MissingPermission(PermissionDenied):
    """Refused for want of one permission; the 403 page names it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        super().__init__(_("This needs the permission “%(name)s”.") % {"name": permission_name(permission)})


def permission_name(permission: str) -> str:
    """What the administration calls a permission such as ``jobs.run_job``."""
    app, _dot, codename = permission.partition(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename).values_list("name", flat=True)
    return found.first() or permission


def check_access(request: HttpRequest, permission: str) -> HttpResponse | None:
    """None if the user may; an answer that leads to the sign-in page for nobody; ``MissingPermission`` otherwise."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if permission and not request.user.has_perm(permission):
        raise MissingPermission(permission)
    return None


def requires(permission: str) -> Callable[[View], View]:
    """Decorate a view function that only users with the permission may call."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return check_access(request, permission) or view(request, *args, **kwargs)

        return cast(View, checked)

    return decorate


class AccessMixin:
    """A class-based view that only users with ``permission`` may call."""

    permission: str = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check before anything else happens."""
        answer: HttpResponseBase = check_access(request, self.permission) or super().dispatch(  # type: ignore[misc]
            request, *args, **kwargs
        )
        return answer
