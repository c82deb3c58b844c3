"""The mapped tables of a connection, with how the records of each stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from couplings.grouping import MappedTable, grouped
from couplings.models import Coupling, RecordProblem
from couplings.numbers import changed_couplings
from couplings.sidebar import chosen
from mappings.models import TableMapping
from mappings.wording import table_plural
from syncadmin.connections.several import names
from syncadmin.engine.values import Side
from syncadmin.ui.access import requires

Counts = Mapping[int, int]


@dataclass(frozen=True)
class Line:
    """A mapped table with its numbers."""

    table: MappedTable
    dataverse_caption: str
    coupled: int
    changed: int
    problems: int

    @property
    def problems_url(self) -> str:
        """The problems of the mapping."""
        return f"{reverse('couplings:problems')}?mapping={self.table.mapping.pk}"


@require_safe
@requires("couplings.view_remoterecord")
def tables(request: HttpRequest) -> HttpResponseBase:
    """All tables of the connection."""
    mappings = chosen(request)
    context = {
        "title": _("Records"),
        "groups": _lines(mappings),
        "connection": mappings[0].connection if mappings else None,
        "connections": names(),
    }
    return render(request, "couplings/tables.html", context)


def _lines(mappings: list[TableMapping]) -> list[tuple[str | Promise, list[Line]]]:
    """The tables, group by group; three queries for the numbers of all of them."""
    keys = [one.pk for one in mappings]
    couplings = Coupling.objects.filter(mapping__in=keys, state=Coupling.State.COUPLED)
    counts = (
        _by_mapping(couplings),
        Counter(changed_couplings().values()),
        _by_mapping(RecordProblem.objects.awake().filter(mapping__in=keys)),
    )
    return [(one.caption, [_line(table, counts) for table in one.tables]) for one in grouped(mappings)]


def _line(table: MappedTable, counts: tuple[Counts, ...]) -> Line:
    numbers = (one.get(table.mapping.pk, 0) for one in counts)
    return Line(table, table_plural(table.mapping, Side.DATAVERSE), *numbers)


def _by_mapping(rows: QuerySet[Coupling] | QuerySet[RecordProblem]) -> Counts:
    return dict(rows.order_by().values_list("mapping").annotate(number=Count("pk")))
