"""Assign and Comment, for problems and for causes; and the list of the keys of the inbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from couplings.causes import selected_problems
from couplings.note_forms import ME, AssignForm, comment_form
from couplings.notes import assign as hand_over
from couplings.notes import called
from couplings.notes import comment as say
from couplings.views.answering import answered, back
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either, wants_fragment
from syncadmin.ui.selection import Selection

KEYS = (
    ("j", gettext_lazy("Next record")),
    ("k", gettext_lazy("Previous record")),
    ("r", gettext_lazy("Retry this record")),
    ("R", gettext_lazy("Retry all records of the cause")),
    ("s", gettext_lazy("Snooze")),
    ("a", gettext_lazy("Assign to me")),
    ("c", gettext_lazy("Comment")),
    ("o", gettext_lazy("Open the card of the record")),
    ("O", gettext_lazy("Open the record in the other systems")),
    ("?", gettext_lazy("Show these keys")),
)


@require_POST
@requires("couplings.synchronize_records")
def assign(request: HttpRequest) -> HttpResponseBase:
    """Ask to whom, unless it is said already, then assign the selected problems."""
    user = request.user if isinstance(request.user, User) else None
    to_me = request.POST.get("to") == ME
    form = AssignForm(None if request.POST.get("ask") else request.POST)
    if not to_me and not form.is_valid():
        return _ask(request, form, "assign")
    to = user if to_me else form.chosen()
    number, already = hand_over(selected_problems(request), to=to, by=user)
    _tell_of_assigned(request, number, called(to))
    if already:
        text = ngettext("%(n)d record was so already.", "%(n)d records were so already.", already)
        messages.info(request, text % {"n": already})
    elif not number:
        messages.warning(request, _("There was nothing to do for the selected records."))
    return answered(request)


@require_POST
@requires("couplings.synchronize_records")
def comment(request: HttpRequest) -> HttpResponseBase:
    """Ask what to say, unless it is said already, then say it about the selected problems."""
    user = request.user if isinstance(request.user, User) else None
    form = comment_form(request.POST.get("selected", ""), None if request.POST.get("ask") else request.POST)
    if not form.is_valid():
        return _ask(request, form, "comment")
    number = say(selected_problems(request), text=form.cleaned_data["text"], by=user)
    if number:
        text = ngettext("The comment stands at %(n)d record.", "The comment stands at %(n)d records.", number)
        messages.success(request, text % {"n": number})
    else:
        messages.warning(request, _("The problem was solved meanwhile; there is nothing left to comment on."))
    return answered(request)


@require_safe
@requires("couplings.view_recordproblem")
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the inbox."""
    context = {"title": _("Keys of the inbox"), "keys": KEYS}
    return render_either(request, "couplings/inbox_keys.html", "couplings/_inbox_keys.html", context)


def _ask(request: HttpRequest, form: forms.Form, name: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "number": selected_problems(request).count(), "back": back(request)}
    context |= {"selection": Selection.of(request), "title": _("Assign") if name == "assign" else _("Comment")}
    if request.POST.get("inline") and wants_fragment(request):
        context |= {"inline": True, "here": back(request), "problem": selected_problems(request).first()}
    status = 422 if form.is_bound else 200
    return render_either(request, f"couplings/{name}.html", f"couplings/_{name}.html", context, status)


def _tell_of_assigned(request: HttpRequest, number: int, name: str) -> None:
    if number and name:
        text = ngettext("%(n)d record is assigned to %(name)s.", "%(n)d records are assigned to %(name)s.", number)
        messages.success(request, text % {"n": number, "name": name})
    elif number:
        text = ngettext("%(n)d record is assigned to nobody.", "%(n)d records are assigned to nobody.", number)
        messages.success(request, text % {"n": number})
