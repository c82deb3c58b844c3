"""Snooze and Wake Up, for problems and for causes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from couplings.causes import selected_problems
from couplings.snooze_form import SnoozeForm
from couplings.snoozing import snooze as put_aside
from couplings.snoozing import wake_up
from couplings.views.answering import answered, back
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either
from syncadmin.ui.selection import Selection


@require_POST
@requires("couplings.synchronize_records")
def snooze(request: HttpRequest) -> HttpResponseBase:
    """Ask why and until when, then put the selected problems aside."""
    rows = selected_problems(request)
    asking = bool(request.POST.get("ask"))
    form = SnoozeForm(None if asking else request.POST)
    if asking or not form.is_valid():
        context = {"form": form, "number": rows.count(), "selection": Selection.of(request), "back": back(request)}
        return render_either(
            request, "couplings/snooze.html", "couplings/_snooze.html", context, status=200 if asking else 422
        )
    user = request.user if isinstance(request.user, User) else None
    number = put_aside(rows, reason=form.cleaned_data["reason"], until=form.end(), by=user)
    _tell(request, number, ngettext("%(n)d record is snoozed.", "%(n)d records are snoozed.", number))
    return answered(request)


@require_POST
@requires("couplings.synchronize_records")
def wake(request: HttpRequest) -> HttpResponseBase:
    """Take up the selected problems again."""
    user = request.user if isinstance(request.user, User) else None
    number = wake_up(selected_problems(request), by=user)
    _tell(
        request, number, ngettext("%(n)d record is no longer snoozed.", "%(n)d records are no longer snoozed.", number)
    )
    return answered(request)


def _tell(request: HttpRequest, number: int, text: str) -> None:
    if number:
        messages.success(request, text % {"n": number})
    else:
        messages.warning(request, _("There was nothing to do for the selected records."))
