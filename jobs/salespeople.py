"""*Couple Dataverse Users with Salespeople*: who of the one is who of the other, and coupling them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from couplings.models import RemoteRecord
from couplings.paths import card_url
from couplings.states import is_coupled
from couplings.views.records import RecordList
from jobs.people import coupling_counts, salespeople_mapping
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.encoding import decode
from syncadmin.engine.values import Side
from syncadmin.ui.columns import SelectionColumn
from syncadmin.ui.listing import BulkAction

_COUPLE = "couplings.couple_records"


class SalespeopleTable(tables.Table):  # type: ignore[misc]
    """Dataverse users with their salespeople."""

    selected = SelectionColumn()
    title = tables.Column(verbose_name=gettext_lazy("User Name Dataverse"), attrs={"td": {"class": "main"}})
    email = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("Email Address"))
    partner = tables.Column(
        empty_values=(), orderable=False, verbose_name=gettext_lazy("Salesperson (Business Central)")
    )
    actions = tables.Column(
        empty_values=(),
        orderable=False,
        exclude_from_export=True,
        verbose_name=gettext_lazy("Actions"),
        attrs={"th": {"class": "shrink"}, "td": {"class": "shrink"}},
    )

    class Meta:
        model = RemoteRecord
        fields = ("selected", "title", "email", "partner", "actions")

    def render_title(self, record: RemoteRecord) -> str:
        """The name, leading to the card."""
        url = card_url(record.mapping_id, record.side, record.key)
        return render_to_string("jobs/users/subject.html", {"name": str(record), "url": url})

    def value_title(self, record: RemoteRecord) -> str:
        """The name."""
        return str(record)

    def render_email(self, record: RemoteRecord) -> str:
        """The address."""
        return str(decode(record.values.get("internalemailaddress")) or "")

    def render_partner(self, record: Any) -> str:
        """The salesperson, with the code."""
        url = card_url(record.mapping_id, Side.BC.value, record.partner_key) if record.partner_key else ""
        return render_to_string("jobs/setup_salesperson.html", {"record": record, "url": url})

    def value_partner(self, record: Any) -> str:
        """The code and the name."""
        return " ".join(filter(None, (record.partner_number, record.partner)))

    def render_actions(self, record: Any) -> str:
        """What can be done for one user."""
        return render_to_string("jobs/setup_salesperson_actions.html", {"record": record}, request=self.request)


class Salespeople(RecordList):
    """Dataverse users of one connection who may be coupled with salespeople, or are."""

    title = gettext_lazy("Couple Dataverse Users with Salespeople")  # type: ignore[assignment]
    table_class = SalespeopleTable
    template_name = "jobs/setup_salespeople_page.html"
    default_sort = "title"
    side = Side.DATAVERSE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The list; before there is a mapping of salespeople, how there comes to be one."""
        connection = get_object_or_404(Connection, pk=self.kwargs["pk"])
        if salespeople_mapping(connection) is None:
            context = {"title": self.title, "connection": connection}
            return render(request, "jobs/setup_no_salespeople.html", context)
        return super().get(request, *args, **kwargs)

    @cached_property
    def mapping(self) -> TableMapping:
        """The mapping of salespeople."""
        found = salespeople_mapping(get_object_or_404(Connection, pk=self.kwargs["pk"]))
        if found is None:
            raise Http404
        return found

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:  # type: ignore[override]
        """As on BC's page."""
        query = f"mapping={self.mapping.pk}&side={self.side.value}&next={self.request.path}"
        sure = _("Delete the couplings of the selected users? Users and salespeople stay.")
        return (
            BulkAction(_("Match-Based Coupling"), "jobs:match", "magnifying-glass", _COUPLE, dialog=True, query=query),
            BulkAction(_("Create Salesperson"), "jobs:create", "plus", _COUPLE, dialog=True, query=query),
            BulkAction(_("Delete Coupling"), "jobs:uncouple", "link-slash", _COUPLE, False, sure, "danger", query),
        )

    def get_queryset(self) -> QuerySet[RemoteRecord]:
        """Users that the filters of the mapping leave out are not offered."""
        rows = super().get_queryset()
        return rows.filter(admitted=True) | rows.filter(is_coupled(self.side))

    def get_table_kwargs(self) -> dict[str, Any]:
        """The columns are always the same."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many are coupled."""
        return super().get_context_data(**kwargs, counts=coupling_counts(self.mapping.connection))
