"""The list page: a table over a queryset with search, filters, sorting, paging, selection and export.

A list is a class that names its queryset, table and filters; the address is its whole state. htmx gets the table alone
(``ui/_listing.html``), everybody else the page around it. A list costs the same queries for 3 rows as for 30,000.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from syncadmin.ui.access import AccessMixin
from syncadmin.ui.chosen import NAME as COLUMNS
from syncadmin.ui.chosen import names_in, show
from syncadmin.ui.export import csv_response
from syncadmin.ui.filters import pills
from syncadmin.ui.fragments import wants_fragment
from syncadmin.ui.list_choosers import choose_columns, choose_save, choose_views
from syncadmin.ui.models import SavedView
from syncadmin.ui.paging import Page, page_number, paginator_of
from syncadmin.ui.saved_views import KEEP, kept_query, views_of
from syncadmin.ui.table_rows import Rows
from syncadmin.ui.view_bar import bar_of, url_of

# Every column there is, or those that are shown.
EXPORTS = ("csv", "shown")


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
    page_sizes = (25, 50, 100, 250)
    template_name = "ui/list.html"
    fragment_name = "ui/_listing.html"

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """The list, or all its rows as a file."""
        if request.GET.get("export") in EXPORTS:
            return self.export()
        if chooser := self.choosers().get(request.GET.get("choose", "")):
            return chooser()
        if default := self.default_view():
            return HttpResponseRedirect(f"{request.path}{url_of(default)}")
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
        bar = bar_of(self.request, self.saved_views, filterset, table.unknown_columns)
        return super().get_context_data(
            title=self.title,
            bar=bar,
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

    @property
    def view_key(self) -> str:
        """What views of this list are kept under: the same for lists that are alike, such as those of all jobs."""
        match = self.request.resolver_match
        return match.view_name if match else ""

    @cached_property
    def saved_views(self) -> list[SavedView]:
        """The views of this list that the user may choose."""
        return list(views_of(self.request.user, self.view_key))

    def default_view(self) -> SavedView | None:
        """The view in which the list opens, where the address asks for nothing."""
        asked = self.request.GET or wants_fragment(self.request)
        views = () if asked else self.saved_views
        return next((one for one in views if one.is_default), None)  # type: ignore[attr-defined]

    def choosers(self) -> dict[str, Callable[[], HttpResponseBase]]:
        """What can be chosen for the list, by the word that asks for it."""
        request, path = self.request, self.request.path
        found = {"columns": lambda: choose_columns(request, self.title, self.table(self.get_queryset()))}
        if request.user.has_perm(KEEP):
            found["save"] = lambda: choose_save(request, self.title, self.view_key, path, kept_query(request.GET))
            found["views"] = lambda: choose_views(request, self.title, self.saved_views)
        return found

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
        table.unknown_columns = show(table, names_in(self.request.GET.get(COLUMNS)))
        return table

    def paginate(self, table: Any) -> None:
        """Set the page; one beyond the end is the last one."""
        asked = page_number(self.request.GET.get("per_page"))
        size = asked if asked in self.page_sizes else self.page_sizes[0]
        table.paginator = paginator_of(table.rows, size)
        page = table.paginator.get_page(self.request.GET.get("page"))
        if isinstance(page, Page):
            table.page = replace(page, object_list=Rows(page.object_list, table))
        else:
            table.page = page
            page.object_list = Rows([row.record for row in page.object_list], table)

    def export(self) -> HttpResponseBase:
        """Every row the filters leave, in the order of the list, with all columns or those that are shown."""
        filterset = self.filterset()
        ordered = self.table(filterset.qs if filterset else self.get_queryset())
        name, everything = slugify(str(self.title)) or "list", self.request.GET.get("export") == EXPORTS[0]
        return csv_response(ordered.data.data, self.table, name, everything=everything)
