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

from couplings.filters import filters_of
from couplings.models import Coupling, RemoteRecord
from couplings.paths import list_url
from couplings.scope import find_mapping
from couplings.states import is_coupled, records_of
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
Keys = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """The records an action is about: of one side of one mapping, that of the first one or of the list."""

    mapping: TableMapping | None
    side: Side
    selection: Selection
    rows: QuerySet[RemoteRecord]

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Out of a form of a list, a card or a dialog."""
        selection = Selection.of(request)
        mapping, side = find_mapping(_named(request, "mapping")), side_of(request)
        if not selection.everything and (first := _first(selection)):
            mapping, side = first.mapping, Side(first.side)
        rows = selection.rows(queryset=records_of(mapping, side), filterset_class=filters_of(side, mapping))
        return cls(mapping, side, selection, rows)

    @property
    def single(self) -> RemoteRecord | None:
        """The one record, if it is exactly one."""
        found = list(self.rows.select_related("mapping__connection")[:2])
        return found[0] if len(found) == 1 else None

    @property
    def list_url(self) -> str:
        """The list of these records."""
        return list_url(self.mapping.pk, self.side) if self.mapping else reverse("couplings:tables")

    @property
    def coupled(self) -> QuerySet[RemoteRecord]:
        """Those with a coupling."""
        return self.rows.filter(is_coupled(self.side))

    @property
    def uncoupled(self) -> QuerySet[RemoteRecord]:
        """Those without a coupling that may get one."""
        return self.rows.filter(~is_coupled(self.side), admitted=True, deleted=False)

    def keys(self) -> Keys:
        """The keys of all of them."""
        return tuple(str(key) for key in self.rows.order_by("number", "key").values_list("key", flat=True))

    def pair_keys(self) -> tuple[Keys, Keys]:
        """The keys of the BC records, and of Dataverse records that have none: a pair is named by its BC record."""
        keys = self.keys()
        if self.side is Side.BC:
            return keys, ()
        coupled = Coupling.objects.filter(mapping=self.mapping, dataverse_key__in=self.rows.values("key"))
        pairs = {str(ours): str(bc) for ours, bc in coupled.values_list("dataverse_key", "bc_key") if bc}
        return tuple(pairs[key] for key in keys if key in pairs), tuple(key for key in keys if key not in pairs)

    def narrowed(self, rows: QuerySet[RemoteRecord]) -> Asked:
        """Some of them."""
        return replace(self, rows=rows)


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
    return done(request, default or reverse("couplings:tables"))


def dialog_of(request: HttpRequest, asked: Asked) -> dict[str, object]:
    """What every dialog about records needs: the records, and where it was opened."""
    hidden = {"mapping": _named(request, "mapping"), "side": asked.side.value, "next": request.POST.get("next", "")}
    return {
        "selection": asked.selection,
        "carried": [(name, text) for name, text in hidden.items() if text],
        "cancel": back_url(request, asked.list_url),
        "mapping": asked.mapping,
        "list_url": asked.list_url,
    }


def scheduled(number: int, total: int, skipped: Mapping[str, int]) -> str:
    """“3 of 5 records scheduled, 2 skipped: 1 not coupled, 1 excluded”."""
    text = ngettext("%(n)d of %(m)d record scheduled", "%(n)d of %(m)d records scheduled", total)
    text %= {"n": number, "m": total}
    reasons = ", ".join(f"{count} {reason}" for reason, count in skipped.items() if count)
    if not reasons:
        return f"{text}."
    return _("%(scheduled)s, %(k)d skipped: %(reasons)s.") % {
        "scheduled": text,
        "k": sum(skipped.values()),
        "reasons": reasons,
    }


def side_of(request: HttpRequest) -> Side:
    """Whose records a list shows, where the address or the form says so."""
    return Side.DATAVERSE if _named(request, "side") == Side.DATAVERSE.value else Side.BC


def _named(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name) or ""


def _first(selection: Selection) -> RemoteRecord | None:
    """The first of the selected rows."""
    first = replace(selection, keys=selection.keys[:1])
    return first.rows(queryset=RemoteRecord.objects.select_related("mapping__connection")).first()
