"""The list page: a table over a queryset with search, filters, sorting, paging, selection and export.

A list is a class that names its queryset, table and filters; the address is its whole state. htmx gets the table alone
(``ui/_listing.html``), everybody else the page around it. A list costs the same queries for 3 rows as for 30,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from syncadmin.ui.access import AccessMixin
from syncadmin.ui.export import csv_response
from syncadmin.ui.filters import pills
from syncadmin.ui.fragments import wants_fragment
from syncadmin.ui.paging import BoundedPaginator, page_number


@dataclass(frozen=True)
class Empty:
    """What a list says when there is nothing in it at all, and what to do then (shown to who has ``permission``)."""

    title: str | Promise = _("Nothing here yet")
    text: str | Promise = ""
    icon: str = "inbox"
    action: str | Promise = ""
    url_name: str = ""
    permission: str = ""

    def url_for(self, user: Any) -> str:
        """Where the button leads, if the user may go there."""
        allowed = self.url_name and (not self.permission or user.has_perm(self.permission))
        return reverse(self.url_name) if allowed else ""


@dataclass(frozen=True)
class BulkAction:
    """A button over the selected rows. With ``dialog`` the address answers a form in the dialog first (``ask=1``);
    ``query`` is what the address ends with."""

    caption: str | Promise
    url_name: str
    icon: str
    permission: str
    dialog: bool = False
    confirm: str | Promise = ""
    tone: str = "secondary"
    query: str = ""

    @property
    def url(self) -> str:
        """Where the selection is posted."""
        return f"{reverse(self.url_name)}?{self.query}" if self.query else reverse(self.url_name)


class ListPage(AccessMixin, TemplateView):
    """Set ``title``, ``permission``, ``queryset`` or ``get_queryset``, ``table_class`` and ``filterset_class``."""

    title: str | Promise = ""
    subtitle: str | Promise = ""
    queryset: QuerySet[Any] | None = None
    table_class: Any = None
    filterset_class: Any = None
    default_sort: str = ""
    empty = Empty()
    bulk_actions: Sequence[BulkAction] = ()
    page_sizes = (25, 50, 100)
    template_name = "ui/list.html"
    fragment_name = "ui/_listing.html"

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """The list, or all its rows as a file."""
        if request.GET.get("export") == "csv":
            return self.export()
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_queryset(self) -> QuerySet[Any]:
        """The rows before any filter."""
        if self.queryset is None:
            raise ImproperlyConfigured(f"{type(self).__name__} names no queryset.")
        return self.queryset.all()

    def get_table_kwargs(self) -> dict[str, Any]:
        """More arguments for the table."""
        return {}

    def get_template_names(self) -> list[str]:
        """The table alone for htmx."""
        return [self.fragment_name if wants_fragment(self.request) else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What ``ui/list.html`` and ``ui/_listing.html`` show."""
        filterset = self.filterset()
        actions = self.allowed_actions()
        table = self.table(filterset.qs if filterset else self.get_queryset(), selectable=bool(actions))
        self.paginate(table)
        on = pills(filterset, self.request.GET) if filterset else []
        return super().get_context_data(
            title=self.title,
            subtitle=self.subtitle,
            filterset=filterset,
            table=table,
            pills=on,
            empty=self.empty,
            empty_url=self.empty.url_for(self.request.user),
            bulk_actions=actions,
            list_key=self.request.path,
            page_sizes=self.page_sizes,
            is_fragment=wants_fragment(self.request),
            **kwargs,
        )

    def filterset(self) -> Any:
        """The filters as the address sets them."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)

    def allowed_actions(self) -> list[BulkAction]:
        """The bulk actions the user may do; without one there is nothing to select."""
        return [one for one in self.bulk_actions if self.request.user.has_perm(one.permission)]

    def table(self, rows: Any, *, selectable: bool = False) -> Any:
        """The table, sorted as the address says."""
        excluded = () if selectable or "selected" not in self.table_class.base_columns else ("selected",)
        order = self.request.GET.getlist("sort") or ([self.default_sort] if self.default_sort else None)
        table = self.table_class(rows, exclude=excluded, **self.get_table_kwargs())
        table.request = self.request
        if order:
            table.order_by = order
        return table

    def paginate(self, table: Any) -> None:
        """Set the page; one beyond the end is the last one."""
        asked = page_number(self.request.GET.get("per_page"))
        size = asked if asked in self.page_sizes else self.page_sizes[0]
        table.paginator = BoundedPaginator(table.rows, size)
        table.page = table.paginator.get_page(page_number(self.request.GET.get("page")))

    def export(self) -> HttpResponseBase:
        """Every row the filters leave, in the order of the list."""
        filterset = self.filterset()
        ordered = self.table(filterset.qs if filterset else self.get_queryset())
        return csv_response(ordered.data.data, self.table, slugify(str(self.title)) or "list")
