"""The records of one job with their reasons, and one of them with its values before and after."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jobs.deciding import Decision, decision_of, may_decide
from jobs.differences import called_by_title, captions, differences, line_differences
from jobs.filters import OperationFilters
from jobs.models import Job, JobOperation
from jobs.tables import OperationTable, card_of, outcome
from jobs.undo_views import is_offered_for
from jobs.wording import action_words
from syncadmin.connections.models import SideChoice
from syncadmin.engine.encoding import decode_values
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import render_either
from syncadmin.ui.listing import Empty, ListPage


class OperationList(ListPage):
    """What one job did to each record."""

    permission = "jobs.view_joboperation"
    table_class = OperationTable
    filterset_class = OperationFilters
    default_sort = "position"
    template_name = "jobs/records.html"
    empty = Empty(
        gettext_lazy("No records"),
        gettext_lazy(
            "The job found no record to account for: nothing had changed, or it did not get that far. "
            "Records that were left as they were are deleted after some days, all others later."
        ),
        "document-magnifying-glass",
    )

    @cached_property
    def job(self) -> Job:
        """The job whose records are shown."""
        return get_object_or_404(Job.objects.select_related("mapping", "undoes"), pk=self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[JobOperation]:
        """The operations of the job; each knows its job without a query."""
        return self.job.operations.select_related("job")

    def get_table_kwargs(self) -> dict[str, Any]:
        """The captions of the fields; where a plan may be decided about, what its forms need."""
        token = get_token(self.request) if self.decision and may_decide(self.request.user, self.job) else ""
        return {"named": self.named, "token": token, "here": self.request.get_full_path()}

    @cached_property
    def named(self) -> dict[str, str]:
        """The captions of the mapping's fields, read once."""
        return captions(self.job.mapping)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The job goes along."""
        self.title = _("Records of job %(number)d") % {"number": self.job.pk}
        return super().get_context_data(job=self.job, decision=self.decision)

    @cached_property
    def decision(self) -> Decision | None:
        """What there is to decide about the job."""
        return decision_of(self.job)

    def export(self) -> HttpResponseBase:
        """Every row; the file is called after the job."""
        self.title = f"job-{self.job.pk}-records"
        return super().export()


@require_safe
@requires("jobs.view_joboperation")
def operation_page(request: HttpRequest, pk: int, operation: int) -> HttpResponseBase:
    """One record: what each side said, what was agreed, what came of it and what was written."""
    one = get_object_or_404(JobOperation.objects.select_related("job__mapping"), pk=operation, job__pk=pk)
    [fields] = called_by_title(one.job.mapping, differences(one, captions(one.job.mapping)))
    context = {
        "title": one.title or _("Record %(number)d") % {"number": one.position},
        "operation": one,
        "job": one.job,
        "outcome": outcome(one),
        "action": action_words(one),
        "side": SideChoice(one.side).label if one.side else "",
        "changed": [field for field in fields if field.differs],
        "same": [field for field in fields if not field.differs],
        "lines": line_differences(one),
        "written": decode_values(one.values),
        "undo_offered": is_offered_for(one, request.user),
        "card": card_of(one),
    }
    return render_either(request, "jobs/operation.html", "jobs/_operation.html", context)
