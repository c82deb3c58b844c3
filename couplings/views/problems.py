"""Coupled Data Synchronization Errors: the list, and the number beside its entry in the sidebar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from couplings.filters import ProblemFilters
from couplings.models import RecordProblem
from couplings.scope import customer_mapping
from couplings.tables import ProblemTable
from syncadmin.connections.several import are_several
from syncadmin.ui.access import requires
from syncadmin.ui.listing import BulkAction, Empty, ListPage

COUNT_LIMIT = 999


class ProblemList(ListPage):
    """Records that are not in step."""

    title = _("Coupled Data Synchronization Errors")
    permission = "couplings.view_recordproblem"
    queryset = RecordProblem.objects.select_related("mapping__connection")
    table_class = ProblemTable
    filterset_class = ProblemFilters
    default_sort = "-last_seen_at"
    template_name = "couplings/problems.html"
    empty = Empty(
        _("No problems"),
        _("Every coupled record that was synchronized is in step."),
        "check-circle",
    )
    bulk_actions = (
        BulkAction(_("Retry"), "jobs:retry", "arrow-path", "couplings.synchronize_records", tone="primary"),
        BulkAction(
            _("Delete Coupling"),
            "jobs:uncouple_problems",
            "link-slash",
            "couplings.couple_records",
            confirm=_("Delete the couplings of the selected records? The records themselves stay."),
            tone="danger",
        ),
    )

    def get_table_kwargs(self) -> dict[str, Any]:
        """Whether connections have to be named."""
        return {"several": are_several(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mapping whose jobs the page watches."""
        mapping = customer_mapping(self.request)
        return super().get_context_data(mapping=mapping, since=timezone.now().isoformat(), **kwargs)


@require_safe
@requires("couplings.view_recordproblem")
def problem_count(request: HttpRequest) -> HttpResponse:
    """How many records have a problem; nothing if none has."""
    number = RecordProblem.objects.all()[: COUNT_LIMIT + 1].count()
    text = f"{COUNT_LIMIT}+" if number > COUNT_LIMIT else number_format(number, force_grouping=True)
    return HttpResponse(text if number else "")
