"""Making people, changing what they may do, and the links on which they choose their passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jobs import users
from jobs.user_forms import UserForm
from jobs.user_table import role_words
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done

_MANAGE = "audit.manage_users"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@requires(_MANAGE)
def create(request: HttpRequest) -> HttpResponseBase:
    """Somebody new; answers the link to hand over."""
    form = UserForm(request.POST or None, initial={"role": "user"})
    if request.method == "POST" and form.is_valid():
        try:
            made = users.create_user(names=form.names(), role=form.cleaned_data["role"])
        except IntegrityError:
            form.add_error("username", _("Somebody else has this name."))
        else:
            return _link_page(request, made)
    context = {"title": _("New user"), "form": form}
    return render(request, "jobs/users/user.html", context, status=422 if form.is_bound else 200)


@FORM
@requires(_MANAGE)
def user(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One person; POST saves names and role."""
    person = get_object_or_404(users.people(), pk=pk)
    shown, form = str(person), UserForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            users.change_user(person, names=form.names(), role=form.cleaned_data["role"], by=_user(request))
        except users.Refused as refused:
            form.add_error("role", str(refused))
        except IntegrityError:
            form.add_error("username", _("Somebody else has this name."))
        else:
            messages.success(request, _("Saved."))
            return done(request, reverse("jobs:user", args=[pk]))
    person = get_object_or_404(users.people(), pk=pk)
    context = {"title": shown, "form": form, "person": person, "role_words": role_words(person)}
    return render(request, "jobs/users/user.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires(_MANAGE)
def activate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let somebody sign in again."""
    return _do(request, pk, lambda one, by: users.set_active(one, active=True, by=by), _("%(name)s may sign in again."))


@require_POST
@requires(_MANAGE)
def deactivate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let somebody sign in no more."""
    text = _("%(name)s is signed out and may not sign in any more.")
    return _do(request, pk, lambda one, by: users.set_active(one, active=False, by=by), text)


@require_POST
@requires(_MANAGE)
def sign_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Sign out everywhere*."""
    person = get_object_or_404(User, pk=pk)
    keep = request.session.session_key if person == request.user else None
    try:
        number = users.sign_out_everywhere(person, by=_user(request), keep=keep)
    except users.Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("%(number)d session was ended.", "%(number)d sessions were ended.", number)
        messages.success(request, text % {"number": number})
    return done(request, reverse("jobs:user", args=[pk]))


@require_POST
@requires(_MANAGE)
def link(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A link on which somebody chooses a new password."""
    return _link_page(request, get_object_or_404(User, pk=pk))


@never_cache
def _link_page(request: HttpRequest, person: User) -> HttpResponseBase:
    """The link, which is shown this once."""
    try:
        path = users.make_link(person, by=_user(request))
    except users.Refused as refused:
        messages.error(request, str(refused))
        return redirect("jobs:user", person.pk)
    context = {"title": _("Password link"), "person": person, "link": request.build_absolute_uri(path)}
    return render(request, "jobs/users/link.html", context)


def _do(request: HttpRequest, pk: int, act: Callable[[User, User], None], text: str) -> HttpResponseBase:
    person = get_object_or_404(User, pk=pk)
    try:
        act(person, _user(request))
    except users.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, text % {"name": person})
    return done(request, reverse("jobs:user", args=[pk]))


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
