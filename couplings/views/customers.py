"""The list of customers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from couplings.customers import customers_of, with_coupling
from couplings.filters import CustomerFilters
from couplings.models import RemoteRecord
from couplings.scope import customer_mapping
from couplings.tables import CustomerTable
from mappings.compile import conditions
from mappings.models import TableMapping
from syncadmin.connections.several import address_part, names
from syncadmin.ui.listing import BulkAction, Empty, ListPage

_NO_CONNECTION = Empty(
    _("No connection yet"),
    _("Customers appear here once Business Central and Dataverse are connected."),
    "link-slash",
    _("Connection Setup"),
    "connections:setup",
    "connections.view_connection",
)
_NOTHING_READ = Empty(
    _("No customers were read yet"),
    _("The customers of Business Central appear here as soon as both systems have been read."),
    "user-group",
)
_DISABLED = Empty(
    _("The connection is not enabled"),
    _("Enable it on Connection Setup; then the customers of Business Central can be read."),
    "bolt-slash",
    _("Connection Setup"),
    "connections:setup",
    "connections.view_connection",
)


class CustomerList(ListPage):
    """Customers of Business Central, with their coupling."""

    title = _("Customers")
    permission = "couplings.view_remoterecord"
    table_class = CustomerTable
    filterset_class = CustomerFilters
    default_sort = "number"
    template_name = "couplings/customers.html"
    bulk_actions = (
        BulkAction(
            _("Synchronize Now"), "jobs:synchronize", "arrow-path", "couplings.synchronize_records", True, "", "primary"
        ),
        BulkAction(_("Set Up Coupling"), "jobs:couple", "link", "couplings.couple_records", dialog=True),
        BulkAction(
            _("Match-Based Coupling"), "jobs:match", "magnifying-glass", "couplings.couple_records", dialog=True
        ),
        BulkAction(_("Create in Dataverse"), "jobs:create", "plus", "couplings.couple_records", dialog=True),
        BulkAction(_("Restore"), "jobs:restore", "arrow-uturn-left", "couplings.couple_records", dialog=True),
        BulkAction(
            _("Delete in the other system"),
            "jobs:delete",
            "trash",
            "couplings.delete_records",
            dialog=True,
            tone="danger",
        ),
        BulkAction(
            _("Delete Coupling"),
            "jobs:uncouple",
            "link-slash",
            "couplings.couple_records",
            confirm=_("Delete the couplings of the selected customers? The records themselves stay."),
            tone="danger",
        ),
    )

    @cached_property
    def mapping(self) -> TableMapping | None:
        """The mapping whose customers are shown."""
        return customer_mapping(self.request)

    @property
    def empty(self) -> Empty:  # type: ignore[override]
        """What there is to do while the list is empty."""
        if self.mapping is None:
            return _NO_CONNECTION
        return _NOTHING_READ if self.mapping.connection.enabled else _DISABLED

    def get_queryset(self) -> QuerySet[RemoteRecord]:
        """Customers with everything the table shows, whatever the number of rows."""
        return with_coupling(customers_of(self.mapping))

    def get_table_kwargs(self) -> dict[str, Any]:
        """The filters of the mapping, which say why a customer is excluded."""
        if self.mapping is None:
            return {}
        return {
            "conditions": conditions(self.mapping),
            "ending": address_part(self.mapping.connection_id, self.request),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mapping, and the moment from which on news is of interest to the page."""
        shown = {"mapping": self.mapping, "connections": names(), "since": timezone.now().isoformat()}
        return super().get_context_data(**shown, **kwargs)
