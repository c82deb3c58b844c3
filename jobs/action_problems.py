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
from jobs.asking import answer, launch, selection_of
from jobs.models import Job
from jobs.requests import Request, SynchronizeRecords, UncoupleRecords
from mappings.models import TableMapping
from syncadmin.ui.access import requires


@require_POST
@requires("couplings.synchronize_records")
def retry(request: HttpRequest) -> HttpResponseBase:
    """Synchronize the selected records again; conflicts are left to a person."""
    rows = _rows(request)
    conflicts = rows.filter(code="conflict").count()
    number = 0
    for mapping, keys in _by_mapping(rows.exclude(code="conflict").filter(bc_key__isnull=False)):
        number += len(keys) if _launched(request, mapping, Job.Kind.RECORDS, SynchronizeRecords(keys)) else 0
    _say(request, number, ngettext("%(n)d record is tried again.", "%(n)d records are tried again.", number))
    if conflicts:
        text = ngettext(
            "%(n)d conflict is left: choose its values on the card.",
            "%(n)d conflicts are left: choose their values on the card.",
            conflicts,
        )
        messages.warning(request, text % {"n": conflicts})
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
    return selection_of(request).rows(queryset=RecordProblem.objects.all(), filterset_class=ProblemFilters)


def _by_mapping(rows: QuerySet[RecordProblem]) -> list[tuple[TableMapping, tuple[str, ...]]]:
    """The BC keys of the problems, mapping by mapping."""
    keys: dict[int, list[str]] = {}
    for mapping, key in rows.order_by("mapping", "pk").values_list("mapping", "bc_key"):
        keys.setdefault(mapping, []).append(str(key))
    mappings = TableMapping.objects.select_related("connection").in_bulk(list(keys))
    return [(mappings[one], tuple(some)) for one, some in keys.items()]


def _launched(request: HttpRequest, mapping: TableMapping, kind: Job.Kind, wanted: Request) -> bool:
    return launch(request, mapping, kind, wanted) is not None


def _say(request: HttpRequest, number: int, text: str) -> None:
    if number:
        messages.success(request, text % {"n": number})
    else:
        messages.warning(request, _("There was nothing to do for the selected records."))
