"""The actions on saved views: save one, rename it, change what it shows, make it the default, share it, delete it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from syncadmin.ui import saved_views
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done
from syncadmin.ui.list_choosers import SaveViewForm, choose_save
from syncadmin.ui.models import SavedView
from syncadmin.ui.saved_views import KEEP, SHARE, NameTaken, TooMany
from syncadmin.ui.view_bar import url_of

_LONGEST_KEY = 150


@require_POST
@requires(KEEP)
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep what a list shows under a name, and show it."""
    form = SaveViewForm(request.POST, may_share=request.user.has_perm(SHARE))
    key, path, query = (_posted(request, name) for name in ("list", "path", "query"))
    if not key or len(key) > _LONGEST_KEY or not url_has_allowed_host_and_scheme(path, None):
        raise Http404
    if form.is_valid():
        try:
            view = saved_views.save_view(user=_user(request), key=key, query=query, **form.cleaned_data)
        except NameTaken:
            form.add_error("name", _("You have a view of this name."))
        except TooMany:
            form.add_error(
                "name", _("You have %(most)d views of this list; delete one first.") % {"most": saved_views.MOST}
            )
        else:
            messages.success(request, _("Saved."))
            return done(request, path.partition("?")[0] + url_of(view))
    return choose_save(request, _("Save View"), key, path, query, form)


@require_POST
@requires(KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What ``do`` says, to one view."""
    view = saved_views.visible_view(request.user, pk)
    if view is None:
        raise Http404
    wanted = _posted(request, "do")
    if wanted in ("default", "no_default"):
        act = saved_views.set_default if wanted == "default" else saved_views.drop_default
        act(user=_user(request), view=view)
    else:
        _change(request, view, wanted)
    return done(request, "/")


def _change(request: HttpRequest, view: SavedView, wanted: str) -> None:
    """Something that everybody who sees the view notices."""
    if not saved_views.may_change(request.user, view):
        raise PermissionDenied
    if wanted == "rename":
        return _rename(request, view)
    if wanted in ("share", "unshare"):
        if not request.user.has_perm(SHARE):
            raise PermissionDenied
        saved_views.share_view(view=view, shared=wanted == "share")
    elif wanted == "replace":
        saved_views.replace_query(view=view, query=_posted(request, "query"))
    elif wanted == "delete":
        saved_views.delete_view(view=view)
    else:
        raise Http404
    messages.success(request, _("Deleted.") if wanted == "delete" else _("Saved."))
    return None


def _rename(request: HttpRequest, view: SavedView) -> None:
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        return messages.error(request, " ".join(map(str, form.errors.get("name", []))))
    try:
        saved_views.rename_view(view=view, name=form.cleaned_data["name"])
    except NameTaken:
        return messages.error(request, _("You have a view of this name."))
    return messages.success(request, _("Saved."))


def _posted(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
