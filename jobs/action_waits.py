"""What ends the wait of all records that wait for the same: create it in the other system, use a default for it, or
synchronize without it. (Coupling it has pages of its own.)"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from couplings.cause_ignoring import ignore_waits
from couplings.cause_panel import Awaited, awaited_by
from couplings.causes import selected_problems
from couplings.default_form import DefaultForm
from couplings.models import RecordProblem
from jobs.action_problems import back, launch_again, say
from jobs.asking import answer, launch, tell_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from mappings.field_services import change_field
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either
from syncadmin.ui.selection import Selection
from syncadmin.ui.sentences import remedy, title


@require_POST
@requires("couplings.couple_records")
def create_awaited(request: HttpRequest) -> HttpResponseBase:
    """Create the partner of what the selected records wait for; they follow by themselves once it is there."""
    if awaited := _awaited(request, selected_problems(request)):
        _create(request, awaited)
    return answer(request, back(request))


@require_POST
@requires("couplings.synchronize_records")
def ignore_wait(request: HttpRequest) -> HttpResponseBase:
    """Synchronize the selected records without the value that cannot be carried over."""
    reason = _("Ignored: what it waits for is not to be synchronized.")
    accepted, snoozed = ignore_waits(selected_problems(request), reason=reason, by=_user(request))
    number = launch_again(request, RecordProblem.objects.filter(pk__in=accepted)) if accepted else 0
    if number or not snoozed:
        text = ngettext(
            "%(n)d record is synchronized without it.", "%(n)d records are synchronized without it.", number
        )
        say(request, number, text)
    if snoozed:
        text = ngettext(
            "%(n)d record is not coupled yet, so that no difference can stand: it is snoozed until it changes.",
            "%(n)d records are not coupled yet, so that no difference can stand: they are snoozed until they change.",
            snoozed,
        )
        messages.warning(request, text % {"n": snoozed})
    return answer(request, back(request))


@require_POST
@requires("mappings.change_fieldmapping")
def use_default(request: HttpRequest) -> HttpResponseBase:
    """Ask which record stands in for what is not coupled, then have the waiting records tried again with it."""
    rows = selected_problems(request)
    awaited = _awaited(request, rows)
    if awaited is None or awaited.field is None:
        return done(request, back(request))
    asking = bool(request.POST.get("ask"))
    form = DefaultForm(None if asking else request.POST, awaited=awaited)
    if asking or not form.is_valid():
        context: dict[str, Any] = {"form": form, "awaited": awaited, "selection": Selection.of(request)}
        context |= {"back": back(request), "number": rows.count()}
        status = 200 if asking else 422
        return render_either(
            request, "jobs/actions/use_default.html", "jobs/actions/_use_default.html", context, status=status
        )
    awaited.field.default = form.cleaned_data["default"]
    change_field(awaited.field)
    number = launch_again(request, rows)
    text = ngettext("%(n)d record is tried again with it.", "%(n)d records are tried again with it.", number)
    say(request, number, text)
    return done(request, back(request))


def _awaited(request: HttpRequest, rows: QuerySet[RecordProblem]) -> Awaited | None:
    """What the first of the records waits for; a message says so if that is nothing a mapping could know."""
    example = rows.filter(waits__isnull=False).select_related("mapping").order_by("pk").first()
    found = awaited_by(example) if example else None
    if found is None:
        messages.warning(request, _("These records no longer wait for something that could be created or replaced."))
    return found


def _create(request: HttpRequest, awaited: Awaited) -> None:
    related = awaited.related
    if not awaited.may_be_created:
        problem = Problem("wrong_direction", {"system": awaited.other_system})
        messages.error(request, f"{related}: {title(problem)} {remedy(problem)}")
    elif awaited.key is None:
        _read_first(request, awaited)
    else:
        keys = (str(awaited.key),)
        bc = awaited.side is Side.BC
        wanted = SynchronizeRecords(keys if bc else (), dataverse_keys=() if bc else keys, create=True)
        if job := launch(request, related, Job.Kind.RECORDS, wanted):
            facts = {"value": awaited.value, "system": awaited.other_system}
            tell_of(request, job, _("%(value)s is being created in %(system)s.") % facts)


def _read_first(request: HttpRequest, awaited: Awaited) -> None:
    """Nobody knows yet which record has this number: the related mapping has to be read."""
    if job := launch(request, awaited.related, Job.Kind.READ, None):
        text = _("%(mapping)s knows no %(value)s in %(system)s yet. It is being read: press the button once more then.")
        facts = {"mapping": awaited.related, "value": awaited.value, "system": SYSTEM_NAMES[awaited.side]}
        tell_of(request, job, text % facts, messages.WARNING)


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
