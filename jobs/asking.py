"""What actions on records share: which records a request is about, starting their job, and answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.customers import customers_of, is_coupled
from couplings.filters import AccountFilters, CustomerFilters
from couplings.free_accounts import free_accounts
from couplings.models import RemoteRecord
from couplings.scope import customer_mapping
from jobs.models import Job
from jobs.requests import Request
from jobs.services import ConnectionDisabled, start
from mappings.models import TableMapping
from syncadmin.engine.values import Side
from syncadmin.ui.fragments import back_url, close_dialog, done, wants_fragment
from syncadmin.ui.selection import Selection
from syncadmin.ui.sentences import remedy, title
from syncadmin.ui.toasts import Link, tell

STARTED = "jobs-started"


@dataclass(frozen=True)
class Asked:
    """The customers (or the accounts that are not coupled) an action is about. Explicit ones may be of any mapping, but
    only of one."""

    mapping: TableMapping | None
    selection: Selection
    rows: QuerySet[RemoteRecord]

    @classmethod
    def of(cls, request: HttpRequest, side: Side = Side.BC) -> Asked:
        """Out of a form of a list, a card or a dialog."""
        selection = Selection.of(request)
        mapping = customer_mapping(request)
        if not selection.everything:
            mapping = _mapping_of(selection) or mapping
        if side is Side.BC:
            rows = selection.rows(queryset=customers_of(mapping), filterset_class=CustomerFilters)
        else:
            rows = selection.rows(queryset=free_accounts(mapping), filterset_class=AccountFilters)
        return cls(mapping, selection, rows)

    @property
    def single(self) -> RemoteRecord | None:
        """The one customer, if it is exactly one."""
        found = list(self.rows.select_related("mapping__connection")[:2])
        return found[0] if len(found) == 1 else None

    def keys(self) -> tuple[str, ...]:
        """The keys of all of them."""
        return tuple(str(key) for key in self.rows.order_by("number", "key").values_list("key", flat=True))

    def narrowed(self, rows: QuerySet[RemoteRecord]) -> Asked:
        """Some of them."""
        return Asked(self.mapping, self.selection, rows)


def launch(
    request: HttpRequest, mapping: TableMapping, kind: Job.Kind, wanted: Request | None, *, preview: bool = False
) -> Job | None:
    """Start a job for the user; None, with a message, if the connection is off."""
    try:
        return start(mapping, kind, wanted, user=cast(User, request.user), preview=preview)
    except ConnectionDisabled as error:
        messages.error(request, f"{title(error.problem)} {remedy(error.problem)}")
        return None


def tell_of(request: HttpRequest, job: Job, text: str, level: int = messages.SUCCESS) -> None:
    """Tell something about a job, with the way to it."""
    caption = _("Show job %(job)s") % {"job": job.pk}
    tell(request, text, Link(reverse("jobs:detail", args=[job.pk]), caption), level)


def answer(request: HttpRequest, default: str = "") -> HttpResponseBase:
    """The action is done: a dialog closes and its page watches the job; otherwise the user goes on to a page."""
    if wants_fragment(request):
        return close_dialog(STARTED)
    return done(request, default or reverse("couplings:customers"))


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What a dialog hands on of where it was opened: the connection, and the page to go back to."""
    shown = [(name, request.POST.get(name, "")) for name in ("connection", "next")]
    shown.append(("side", Side.DATAVERSE.value if side_of(request) is Side.DATAVERSE else ""))
    return [(name, text) for name, text in shown if text]


def side_of(request: HttpRequest) -> Side:
    """Whose records an action is about: customers, or accounts where the address or the form says so."""
    named = request.POST.get("side") or request.GET.get("side")
    return Side.DATAVERSE if named == Side.DATAVERSE.value else Side.BC


def cancel_url(request: HttpRequest) -> str:
    """Where *Cancel* leads without a dialog."""
    return back_url(request, reverse("couplings:customers"))


def scheduled(number: int, total: int, skipped: Mapping[str, int], side: Side = Side.BC) -> str:
    """“3 of 5 customers scheduled, 2 skipped: 1 not coupled, 1 excluded”."""
    text = ngettext("%(n)d of %(m)d customer scheduled", "%(n)d of %(m)d customers scheduled", total)
    if side is Side.DATAVERSE:
        text = ngettext("%(n)d of %(m)d account scheduled", "%(n)d of %(m)d accounts scheduled", total)
    text %= {"n": number, "m": total}
    reasons = ", ".join(f"{count} {reason}" for reason, count in skipped.items() if count)
    if not reasons:
        return f"{text}."
    return _("%(scheduled)s, %(k)d skipped: %(reasons)s.") % {
        "scheduled": text,
        "k": sum(skipped.values()),
        "reasons": reasons,
    }


def coupled_rows(rows: QuerySet[RemoteRecord]) -> QuerySet[RemoteRecord]:
    """Those with a coupling."""
    return rows.filter(is_coupled())


def uncoupled_rows(rows: QuerySet[RemoteRecord], side: Side = Side.BC) -> QuerySet[RemoteRecord]:
    """Those without a coupling that may get one."""
    return rows.filter(~is_coupled(side), admitted=True, deleted=False)


def _mapping_of(selection: Selection) -> TableMapping | None:
    """The mapping of the first of the selected rows."""
    first = replace(selection, keys=selection.keys[:1])
    row = first.rows(queryset=RemoteRecord.objects.select_related("mapping__connection")).first()
    return row.mapping if row else None
