"""*Delete Entries Older Than 7 Days* and *Delete All Entries*: how many that are is said before and afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jobs import clearing
from jobs.models import Clearing
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done, render_either


@require_http_methods(["GET", "HEAD", "POST"])
@requires("jobs.delete_job")
def clear(request: HttpRequest) -> HttpResponseBase:
    """What would be deleted; POST deletes what is old (``what=old``) or everything (``what=all``)."""
    now = timezone.now()
    what = request.POST.get("what", "")
    if request.method != "POST" or what not in ("old", "all"):
        choices = {"old": clearing.census(now - clearing.WEEK), "all": clearing.census(now)}
        context = {"title": _("Delete Entries"), **choices, "refused": request.method == "POST"}
        status = 422 if request.method == "POST" else 200
        return render_either(request, "jobs/clear.html", "jobs/_clear.html", context, status)
    user = request.user if isinstance(request.user, User) else None
    made = clearing.ask(now - clearing.WEEK if what == "old" else now, user)
    messages.success(request, _said(made))
    return done(request, reverse("jobs:list"))


@require_safe
@requires("jobs.view_job")
def progress(request: HttpRequest) -> HttpResponseBase:
    """How far the deletion is that goes on."""
    made = Clearing.objects.filter(finished_at=None).first()
    context = {"title": _("Delete Entries"), "clearing": made}
    return render_either(request, "jobs/clearing.html", "jobs/_clearing.html", context)


def _said(made: Clearing) -> str:
    """What became of it, and how many entries stayed."""
    number = number_format(made.deleted, force_grouping=True)
    if made.finished_at:
        text = ngettext("%(number)s job entry was deleted.", "%(number)s job entries were deleted.", made.deleted)
    else:
        text = ngettext(
            "%(number)s job entry is deleted so far; the rest follows.",
            "%(number)s job entries are deleted so far; the rest follows.",
            made.deleted,
        )
    text %= {"number": number}
    if not made.kept:
        return text
    stayed = ngettext("%(number)s is still needed and stays.", "%(number)s are still needed and stay.", made.kept) % {
        "number": number_format(made.kept, force_grouping=True)
    }
    return f"{text} {stayed}"
