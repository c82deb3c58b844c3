"""The list of accounts without a customer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from couplings.account_table import AccountTable
from couplings.filters import AccountFilters
from couplings.free_accounts import free_accounts
from couplings.models import RemoteRecord
from couplings.scope import customer_mapping
from mappings.compile import conditions
from mappings.models import TableMapping
from syncadmin.connections.several import names
from syncadmin.ui.listing import BulkAction, Empty, ListPage


class AccountList(ListPage):
    """Accounts of Dataverse that no customer is coupled to."""

    title = _("Accounts without a customer")
    permission = "couplings.view_remoterecord"
    table_class = AccountTable
    filterset_class = AccountFilters
    default_sort = "title"
    template_name = "couplings/accounts.html"
    empty = Empty(
        _("No account without a customer"),
        _("Every account that was read is coupled to a customer."),
        "check-circle",
    )
    bulk_actions = (
        BulkAction(
            _("Create in Business Central"),
            "jobs:create",
            "plus",
            "couplings.couple_records",
            dialog=True,
            tone="primary",
            query="side=dataverse",
        ),
        BulkAction(
            _("Leave Out"),
            "jobs:leave_out_records",
            "no-symbol",
            "couplings.couple_records",
            confirm=_("Leave out those whose customers were deleted? You are asked again when they change."),
            query="side=dataverse",
        ),
    )

    @cached_property
    def mapping(self) -> TableMapping | None:
        """The mapping whose accounts are shown."""
        return customer_mapping(self.request)

    def get_queryset(self) -> QuerySet[RemoteRecord]:
        """The accounts with what the table shows."""
        return free_accounts(self.mapping)

    def get_table_kwargs(self) -> dict[str, Any]:
        """The filters of the mapping, which say why an account is excluded."""
        return {"conditions": conditions(self.mapping)} if self.mapping else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mapping, and the moment from which on news is of interest to the page."""
        shown = {"mapping": self.mapping, "connections": names(), "since": timezone.now().isoformat()}
        return super().get_context_data(**shown, **kwargs)
