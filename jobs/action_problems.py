"""Actions on the selected problems: try again, or delete the couplings."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from couplings.filters import ProblemFilters
from couplings.models import RecordProblem
from jobs.asking import answer, launch
from jobs.models import Job
from jobs.requests import CoupleRecords, Request, SynchronizeRecords, UncoupleRecords
from mappings.models import TableMapping
from syncadmin.ui.access import requires
from syncadmin.ui.selection import Selection

# What trying again does not mend: a person has to choose first.
_FOR_A_PERSON = ("conflict", "doubtful_match", "already_coupled", "record_deleted", "duplicate_key")


@require_POST
@requires("couplings.synchronize_records")
def retry(request: HttpRequest) -> HttpResponseBase:
    """Synchronize the selected records again, or create their accounts again; choices are left to a person."""
    rows = _rows(request)
    left = rows.filter(code__in=_FOR_A_PERSON).count()
    rows = rows.exclude(code__in=_FOR_A_PERSON).filter(bc_key__isnull=False)
    number = 0
    for mapping, keys in _by_mapping(rows.filter(coupling__isnull=False)):
        number += len(keys) if _launched(request, mapping, Job.Kind.RECORDS, SynchronizeRecords(keys)) else 0
    for mapping, keys in _by_mapping(rows.filter(coupling__isnull=True)) if _may_couple(request) else ():
        number += len(keys) if _launched(request, mapping, Job.Kind.COUPLE, CoupleRecords(dict.fromkeys(keys))) else 0
    _say(request, number, ngettext("%(n)d record is tried again.", "%(n)d records are tried again.", number))
    if left:
        text = ngettext(
            "%(n)d record is left: choose on its card what to do.",
            "%(n)d records are left: choose on their cards what to do.",
            left,
        )
        messages.warning(request, text % {"n": left})
    return answer(request, reverse("couplings:problems"))


@require_POST
@requires("couplings.couple_records")
def uncouple_problems(request: HttpRequest) -> HttpResponseBase:
    """Delete the couplings of the selected records."""
    number = 0
    for mapping, keys in _by_mapping(_rows(request).filter(bc_key__isnull=False, coupling__isnull=False)):
        number += len(keys) if _launched(request, mapping, Job.Kind.UNCOUPLE, UncoupleRecords(keys)) else 0
    _say(request, number, ngettext("%(n)d coupling is being deleted.", "%(n)d couplings are being deleted.", number))
    return answer(request, reverse("couplings:problems"))


def _rows(request: HttpRequest) -> QuerySet[RecordProblem]:
    return Selection.of(request).rows(queryset=RecordProblem.objects.all(), filterset_class=ProblemFilters)


def _by_mapping(rows: QuerySet[RecordProblem]) -> list[tuple[TableMapping, tuple[str, ...]]]:
    """The BC keys of the problems, mapping by mapping."""
    keys: dict[int, list[str]] = {}
    for mapping, key in rows.order_by("mapping", "pk").values_list("mapping", "bc_key"):
        keys.setdefault(mapping, []).append(str(key))
    mappings = TableMapping.objects.select_related("connection").in_bulk(list(keys))
    return [(mappings[one], tuple(some)) for one, some in keys.items()]


def _launched(request: HttpRequest, mapping: TableMapping, kind: Job.Kind, wanted: Request) -> bool:
    return launch(request, mapping, kind, wanted) is not None


def _may_couple(request: HttpRequest) -> bool:
    return request.user.has_perm("couplings.couple_records")


def _say(request: HttpRequest, number: int, text: str) -> None:
    if number:
        messages.success(request, text % {"n": number})
    else:
        messages.warning(request, _("There was nothing to do for the selected records."))
