"""The list of the records of one side of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from couplings.filters import filters_of
from couplings.models import RemoteRecord
from couplings.paths import list_url
from couplings.record_actions import actions_of
from couplings.record_table import RecordTable
from couplings.scope import mapping_or_404
from couplings.shown import Layout, layout_of
from couplings.states import records_of, with_coupling
from mappings.compile import conditions
from mappings.documents import document_of
from mappings.models import TableMapping
from mappings.wording import table_plural
from syncadmin.connections.several import are_several
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui.listing import BulkAction, Empty, ListPage

_DISABLED = Empty(
    gettext_lazy("The connection is not enabled"),
    gettext_lazy("Enable it on Connection Setup; then its records can be read."),
    "bolt-slash",
    gettext_lazy("Connection Setup"),
    "connections:setup",
    "connections.view_connection",
)


class RecordList(ListPage):
    """Records of one side, with their coupling."""

    permission = "couplings.view_remoterecord"
    table_class = RecordTable
    template_name = "couplings/records.html"

    @cached_property
    def mapping(self) -> TableMapping:
        """The mapping whose records are shown."""
        return mapping_or_404(self.kwargs["mapping"])

    @cached_property
    def side(self) -> Side:
        """The side whose records are shown."""
        found: Side = self.kwargs["side"]
        return found

    @cached_property
    def layout(self) -> Layout:
        """What is shown of them."""
        return layout_of(self.mapping, self.side)

    @cached_property
    def document(self) -> TableMapping | None:
        """The mapping that these records are written with, if they are lines that nothing is done to on their own."""
        return document_of(self.mapping)

    @property
    def title(self) -> str:  # type: ignore[override]
        """What people call the records."""
        return table_plural(self.mapping, self.side)

    @property
    def default_sort(self) -> str:  # type: ignore[override]
        """By number, where they have one."""
        return "number" if self.layout.number else "title"

    @property
    def view_key(self) -> str:
        """Each side of each mapping has views of its own."""
        return f"couplings:records {self.mapping.pk} {self.side.value}"

    @property
    def filterset_class(self) -> Any:
        """The filters of the side."""
        return filters_of(self.side, self.mapping)

    @property
    def bulk_actions(self) -> Sequence[BulkAction]:  # type: ignore[override]
        """What can be done with the selected records."""
        return () if self.document else actions_of(self.mapping, self.side)

    @property
    def empty(self) -> Empty:  # type: ignore[override]
        """What there is to do while the list is empty."""
        if not self.mapping.connection.enabled:
            return _DISABLED
        text = _("%(records)s appear here as soon as both systems have been read.")
        if self.document:
            text = _("%(records)s appear here as soon as %(mapping)s has written them.")
        return Empty(_("Nothing was read yet"), text % {"records": self.title, "mapping": self.document}, "table-cells")

    def get_queryset(self) -> QuerySet[RemoteRecord]:
        """The records with everything the table shows, whatever the number of rows."""
        return with_coupling(records_of(self.mapping, self.side), self.side)

    def get_table_kwargs(self) -> dict[str, Any]:
        """The columns, and the filters of the mapping, which say why a record is excluded."""
        return {"layout": self.layout, "conditions": conditions(self.mapping), "mapping": self.mapping}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mapping, the way to its other side, and the moment from which on news is of interest to the page."""
        shown = {"mapping": self.mapping, "sides": self._sides(), "connections": self._connections()}
        shown |= {"document": self.document, "reading": self.document is None}
        return super().get_context_data(**{**kwargs, **shown}, since=timezone.now().isoformat())

    def _sides(self) -> list[tuple[str, str, str, bool]]:
        """The tabs: address and caption of the list of each side, its system, and whether it is the open one."""
        one, here = self.mapping, self.side
        return [(list_url(one.pk, side), table_plural(one, side), SYSTEM_NAMES[side], side is here) for side in Side]

    def _connections(self) -> list[tuple[str, str, bool]]:
        """The same list of each connection, where there are several."""
        if not are_several(self.request):
            return []
        rows = TableMapping.objects.filter(name=self.mapping.name).order_by("connection__name")
        found = rows.values_list("pk", "connection__name")
        return [(list_url(pk, self.side), name, pk == self.mapping.pk) for pk, name in found]
