"""Actions on problems, of selected records or of whole causes: try again, or delete the couplings."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from couplings.causes import selected_problems
from couplings.models import RecordProblem
from couplings.problems import FOR_A_PERSON
from jobs.asking import answer, launch
from jobs.models import Job
from jobs.requests import UncoupleRecords
from jobs.retrying import request_for
from mappings.models import TableMapping
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import back_url

Keys = tuple[UUID | None, UUID | None]


@require_POST
@requires("couplings.synchronize_records")
def retry(request: HttpRequest) -> HttpResponseBase:
    """Synchronize the selected records again, or create their counterparts again; choices are left to a person."""
    rows = selected_problems(request)
    left = rows.filter(code__in=FOR_A_PERSON).count()
    alone = 0 if request.user.has_perm("couplings.couple_records") else _alone(rows).count()
    number = launch_again(request, rows.exclude(code__in=FOR_A_PERSON))
    say(request, number, ngettext("%(n)d record is tried again.", "%(n)d records are tried again.", number))
    if left:
        text = ngettext(
            "%(n)d record is left: choose on its card what to do.",
            "%(n)d records are left: choose on their cards what to do.",
            left,
        )
        messages.warning(request, text % {"n": left})
    if alone:
        text = ngettext(
            "%(n)d record is left: your role does not allow to create its partner.",
            "%(n)d records are left: your role does not allow to create their partners.",
            alone,
        )
        messages.warning(request, text % {"n": alone})
    return answer(request, back(request))


@require_POST
@requires("couplings.couple_records")
def uncouple_problems(request: HttpRequest) -> HttpResponseBase:
    """Delete the couplings of the selected records."""
    rows, number = selected_problems(request), 0
    coupled = rows.filter(bc_key__isnull=False, coupling__isnull=False)
    left = rows.count() - coupled.count()
    for mapping, keys in _by_mapping(coupled):
        wanted = UncoupleRecords(tuple(str(bc) for bc, _dataverse in keys))
        number += len(keys) if launch(request, mapping, Job.Kind.UNCOUPLE, wanted) else 0
    say(request, number, ngettext("%(n)d coupling is being deleted.", "%(n)d couplings are being deleted.", number))
    if left:
        text = ngettext(
            "%(n)d record is left: it is not coupled.", "%(n)d records are left: they are not coupled.", left
        )
        messages.warning(request, text % {"n": left})
    return answer(request, back(request))


def launch_again(request: HttpRequest, rows: QuerySet[RecordProblem]) -> int:
    """Start jobs that try these records again, whatever their time; how many they are. A record without a partner gets
    one, which takes the right to couple."""
    number = 0
    number += _launch(request, rows.filter(coupling__isnull=False), create=False)
    if request.user.has_perm("couplings.couple_records"):
        number += _launch(request, rows.filter(coupling__isnull=True), create=True)
    return number


def say(request: HttpRequest, number: int, text: str) -> None:
    """How many records an action is about."""
    if number:
        messages.success(request, text % {"n": number})
    else:
        messages.warning(request, _("There was nothing to do for the selected records."))


def back(request: HttpRequest) -> str:
    """The list that the action was started from."""
    return back_url(request, reverse("couplings:problems"))


def _alone(rows: QuerySet[RecordProblem]) -> QuerySet[RecordProblem]:
    """Those of the records that can be tried again and have no partner."""
    return rows.exclude(code__in=FOR_A_PERSON).filter(coupling__isnull=True)


def _launch(request: HttpRequest, rows: QuerySet[RecordProblem], *, create: bool) -> int:
    started = (
        len(keys)
        for mapping, keys in _by_mapping(rows)
        if launch(request, mapping, Job.Kind.RECORDS, request_for(keys, create=create))
    )
    return sum(started)


def _by_mapping(rows: QuerySet[RecordProblem]) -> Iterable[tuple[TableMapping, list[Keys]]]:
    """The keys of the problems with those of their records, mapping by mapping."""
    found: dict[int, list[Keys]] = {}
    for mapping, bc, dataverse in rows.order_by("mapping", "pk").values_list("mapping", "bc_key", "dataverse_key"):
        found.setdefault(mapping, []).append((bc, dataverse))
    mappings = TableMapping.objects.select_related("connection").in_bulk(list(found))
    return [(mappings[one], some) for one, some in found.items()]
