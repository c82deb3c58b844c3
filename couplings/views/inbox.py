"""The inbox: causes, the records of one of them, and one record, beside each other or one after the other.

Each pane is a fragment; the page around them is whole without htmx. The lists with their bulk actions are in
``views.problems``, what the third pane shows in ``views.inbox_record``.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from couplings.cause_panel import Panel, panel_for
from couplings.cause_table import CauseTable
from couplings.causes import by_cause
from couplings.filters import InboxFilters
from couplings.inbox import ORDER, PAGE, Place, cause_lines, inbox_url, of_cause, record_urls
from couplings.models import RecordProblem
from couplings.problems import FOR_A_PERSON
from couplings.views.inbox_record import Around, record_pane
from couplings.views.problems import Problems
from syncadmin.connections.several import are_several
from syncadmin.ui.fragments import wants_fragment

_PANES = {
    "inbox-causes": "couplings/_inbox_causes.html",
    "inbox-records": "couplings/_inbox_records.html",
    "inbox-record": "couplings/_inbox_record.html",
}
SORTS = (
    ("", _("Most records")),
    ("-last_seen", _("Last seen")),
    ("-first_seen", _("Newest")),
    ("first_seen", _("Oldest")),
    ("problem", _("Error Message")),
    ("mapping", _("Mapping")),
)


class Inbox(Problems):
    """Everything that is not in step, to be worked through."""

    table_class = CauseTable
    filterset_class = InboxFilters
    default_sort = "-records"
    template_name = "couplings/inbox.html"
    fragment_name = "couplings/_inbox.html"

    @cached_property
    def place(self) -> Place:
        """What the address opens."""
        return Place.of(self.request.GET)

    def get_template_names(self) -> list[str]:
        """The pane that htmx asks for, all of them, or the page."""
        if not wants_fragment(self.request):
            return [self.template_name]
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return [_PANES.get(htmx.target or "", self.fragment_name)]

    def table(self, rows: Any, *, selectable: bool = False) -> Any:
        """The table of the causes of these problems, of which the inbox shows the rows in its own way."""
        return super().table(by_cause(rows) if hasattr(rows, "values") else rows, selectable=selectable)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The panes; what nobody asked for costs no query."""
        context = super().get_context_data(inbox=True, sorts=SORTS, **kwargs)
        rows, query, place = context["filterset"].qs, self.request.GET, self.place
        several = are_several(self.request)
        here = self.request.get_full_path()
        found: dict[str, Any] = {"place": place, "here": here, "back_url": inbox_url(query), "list_query": self._kept()}
        if "inbox_causes" in self._shown():
            found["causes"] = cause_lines(context["table"], place, query, several)
            found["retried"] = rows.exclude(code__in=FOR_A_PERSON).count()
        mine = of_cause(rows, place)
        found |= {"records": None, "record_pane": None, "panel": self._panel(here)}
        if place.opened:
            found["records"] = self._records(mine)
        if place.record:
            pane = record_pane(self.request, place.record, self._around(mine))
            found |= pane
        return {**context, **found}

    def _shown(self) -> str:
        name: str = self.get_template_names()[0]
        return name if "inbox_record" in name else f"{name} inbox_causes"

    def _kept(self) -> str:
        """The filters, for the lists and for what is done with all that they leave."""
        return inbox_url(self.request.GET).partition("?")[2]

    def _panel(self, here: str) -> Panel | None:
        """The open cause with what can be done about it."""
        place = self.place
        return panel_for(place.mapping, place.name, here) if place.opened else None

    def _records(self, mine: Any) -> dict[str, Any]:
        """A page of the records of the open cause."""
        query, place = self.request.GET, self.place
        rows = mine.select_related("mapping__connection", "assignee", "assigned_role")
        page = Paginator(rows, PAGE).get_page(place.page)
        lines = list(page.object_list)
        urls = record_urls(lines, page.start_index(), place, query)
        cause = f"{place.mapping}-{place.name}"
        others = {
            name: inbox_url(query, open=cause, rpage=number)
            for name, number in (("newer", page.number - 1), ("older", page.number + 1))
            if 1 <= number <= page.paginator.num_pages
        }
        return {"lines": list(zip(lines, urls, strict=True)), "page": page, "total": page.paginator.count, **others}

    def _around(self, mine: Any) -> Around:
        """The record that is open among those of its cause, and its neighbours."""
        place, query = self.place, self.request.GET
        one = RecordProblem.objects.filter(pk=place.record).first()
        total, at = mine.count(), place.at
        if one is None:
            before, behind = mine.none(), mine[max(at - 1, 0) :]
            at = min(at, total + 1)
        else:
            earlier = Q(title__lt=one.title) | Q(title=one.title, pk__lt=one.pk)
            before, behind = mine.filter(earlier), mine.exclude(earlier).exclude(pk=one.pk)
            at = before.count() + 1 if mine.filter(pk=one.pk).exists() else 0
        before = before.order_by(*(f"-{name}" for name in ORDER))
        cause = f"{place.mapping}-{place.name}"
        place_behind = max(at, 1) if one is None else (at or before.count()) + 1
        neighbours = ((before, (at or 2) - 1), (behind, place_behind))
        previous, following = (self._url_of_first(rows, cause, number) for rows, number in neighbours)
        return Around(one, at if one else 0, total, previous, following, inbox_url(query, open=cause))

    def _url_of_first(self, rows: Any, cause: str, number: int) -> str:
        """The address of the first of these records, which is at this place; nothing if there is none."""
        key = rows.values_list("pk", flat=True).first()
        return inbox_url(self.request.GET, open=cause, record=key, at=max(number, 1)) if key else ""
