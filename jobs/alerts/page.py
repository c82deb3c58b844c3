"""*Alerts*: who is told of what, what stands now, and what was told before."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.alerts.form import RecipientForm
from jobs.alerts.messages import NotSent, send_test
from jobs.alerts.models import Alert, Recipient
from syncadmin.audit.models import Change
from syncadmin.audit.recording import edits_between, record
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done

_CHANGE = "jobs.change_recipient"
_LATEST = 50
_TOLD = ("name", "kind", "least", "after", "on")


@require_safe
@requires("jobs.view_recipient")
def alerts(request: HttpRequest) -> HttpResponseBase:
    """Recipients, and the latest alerts."""
    latest = Alert.objects.prefetch_related("told__recipient")[:_LATEST]
    context = {"title": _("Alerts"), "recipients": Recipient.objects.all(), "alerts": latest}
    return render(request, "jobs/alerts/alerts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(_CHANGE)
def new_recipient(request: HttpRequest) -> HttpResponseBase:
    """Somebody else who is told."""
    return _form(request, RecipientForm(request.POST or None), _("New Recipient"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(_CHANGE)
def recipient(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of them; POST saves."""
    found = get_object_or_404(Recipient, pk=pk)
    return _form(request, RecipientForm(request.POST or None, instance=found), str(found))


@require_POST
@requires(_CHANGE)
def delete_recipient(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell somebody no more."""
    with transaction.atomic():
        found = get_object_or_404(Recipient, pk=pk)
        record(Change.Kind.SETTINGS, Change.Event.DELETED, found)
        found.delete()
    messages.success(request, _("%(name)s is told no more.") % {"name": found})
    return done(request, reverse("jobs:alerts"))


@require_POST
@requires(_CHANGE)
def test_recipient(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Send a Test Message*, now and from here."""
    found = get_object_or_404(Recipient, pk=pk)
    try:
        send_test(found)
    except NotSent as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A test message was sent to %(place)s.") % {"place": found.place})
    return done(request, reverse("jobs:alerts"))


def _form(request: HttpRequest, form: RecipientForm, title: str) -> HttpResponseBase:
    if request.method == "POST" and form.is_valid():
        _save(form)
        messages.success(request, _("Saved."))
        return done(request, reverse("jobs:alerts"))
    status = 422 if request.method == "POST" else 200
    return render(request, "jobs/alerts/recipient.html", {"title": title, "form": form}, status=status)


@transaction.atomic
def _save(form: RecipientForm) -> None:
    before = Recipient.objects.filter(pk=form.instance.pk).first()
    saved = form.save(commit=False)
    saved.address, saved.trouble = form.cleaned_data["address"], ""
    saved.save()
    was = {name: getattr(before, name) for name in _TOLD} if before else {}
    edits = edits_between(was, {name: getattr(saved, name) for name in _TOLD})
    if before and before.address != saved.address:
        edits.append(("address",))
    if edits:
        record(Change.Kind.SETTINGS, Change.Event.CHANGED if before else Change.Event.CREATED, saved, edits=edits)
