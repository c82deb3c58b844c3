"""Coupled Data Synchronization Errors as lists: the causes, their records, and the number beside the entry in the
sidebar. The inbox over both is in ``views.inbox``."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from couplings.cause_panel import panel_of
from couplings.cause_table import CauseTable
from couplings.causes import by_cause
from couplings.filters import ProblemFilters
from couplings.models import RecordProblem
from couplings.tables import ProblemTable
from syncadmin.connections.several import are_several
from syncadmin.ui.access import requires
from syncadmin.ui.listing import BulkAction, Empty, ListPage

COUNT_LIMIT = 999
_SYNCHRONIZE, _SAYS = "couplings.synchronize_records", "chat-bubble-left"


class Problems(ListPage):
    """What the inbox and both lists share."""

    title = _("Coupled Data Synchronization Errors")
    permission = "couplings.view_recordproblem"
    queryset = RecordProblem.objects.all()
    filterset_class = ProblemFilters
    empty = Empty(
        _("No problems"),
        _("Every coupled record that was synchronized is in step."),
        "check-circle",
    )

    def get_table_kwargs(self) -> dict[str, Any]:
        """Whether connections have to be named."""
        return {"several": are_several(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The moment from which on jobs are of interest to the page, whatever their mapping."""
        return super().get_context_data(everything=True, since=timezone.now().isoformat(), **kwargs)


class CauseList(Problems):
    """What there is to solve: problems by their cause."""

    title = _("Causes of Errors")
    table_class = CauseTable
    default_sort = "-records"
    template_name = "couplings/problems.html"
    bulk_actions = (
        BulkAction(_("Retry"), "jobs:retry", "arrow-path", _SYNCHRONIZE, tone="primary", query="causes=1"),
        BulkAction(_("Snooze"), "couplings:snooze", "clock", _SYNCHRONIZE, dialog=True, query="causes=1"),
        BulkAction(_("Wake Up"), "couplings:wake", "bell-alert", _SYNCHRONIZE, query="causes=1"),
        BulkAction(_("Assign"), "couplings:assign", "user-plus", _SYNCHRONIZE, dialog=True, query="causes=1"),
        BulkAction(_("Comment"), "couplings:comment", _SAYS, _SYNCHRONIZE, dialog=True, query="causes=1"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which of the two lists this is."""
        return super().get_context_data(by_cause=True, **kwargs)

    def table(self, rows: QuerySet[RecordProblem], *, selectable: bool = False) -> Any:
        """The table of the causes of these problems; an export gives its rows in pieces."""
        return super().table(by_cause(rows) if isinstance(rows, QuerySet) else rows, selectable=selectable)


class ProblemList(Problems):
    """The records that are not in step, those of one cause or all of them."""

    title = _("Records with Errors")
    queryset = RecordProblem.objects.select_related("mapping__connection", "snoozed_by", "assignee", "assigned_role")
    table_class = ProblemTable
    default_sort = "-last_seen_at"
    template_name = "couplings/problem_records.html"
    bulk_actions = (
        BulkAction(_("Retry"), "jobs:retry", "arrow-path", _SYNCHRONIZE, tone="primary"),
        BulkAction(_("Snooze"), "couplings:snooze", "clock", _SYNCHRONIZE, dialog=True),
        BulkAction(_("Wake Up"), "couplings:wake", "bell-alert", _SYNCHRONIZE),
        BulkAction(_("Assign"), "couplings:assign", "user-plus", _SYNCHRONIZE, dialog=True),
        BulkAction(_("Comment"), "couplings:comment", _SAYS, _SYNCHRONIZE, dialog=True),
        BulkAction(
            _("Delete Coupling"),
            "jobs:uncouple_problems",
            "link-slash",
            "couplings.couple_records",
            confirm=_("Delete the couplings of {n} selected records? The records themselves stay."),
            tone="danger",
        ),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cause, if the list is that of one; what names it stands above the list and not among the filters."""
        context = super().get_context_data(panel=panel_of(self.request), **kwargs)
        fields = context["filterset"].form.fields
        hidden = [str(fields[name].label) for name in ("mapping", "cause")] if context["panel"] else []
        return {**context, "pills": [one for one in context["pills"] if one.label not in hidden]}


@require_safe
@requires("couplings.view_recordproblem")
def problem_count(request: HttpRequest) -> HttpResponse:
    """How many records have a problem that nobody put aside; nothing if none has."""
    number = RecordProblem.objects.awake()[: COUNT_LIMIT + 1].count()
    text = f"{COUNT_LIMIT}+" if number > COUNT_LIMIT else number_format(number, force_grouping=True)
    return HttpResponse(text if number else "")
