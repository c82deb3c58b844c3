"""The mapped tables of the connection somebody works with, as the sidebar shows them."""

from __future__ import annotations

from django.http import HttpRequest

from couplings.grouping import Group, MappedTable, grouped
from couplings.paths import list_url
from mappings.models import TableMapping
from syncadmin.ui.navigation import Section, Sublink


def chosen(request: HttpRequest) -> list[TableMapping]:
    """The mappings of the connection of the page: of the record or mapping it shows, else of ``?connection=``, else of
    the first connection, enabled ones first."""
    rows = TableMapping.objects.select_related("connection").order_by("-connection__enabled", "connection", "name")
    mappings = list(rows)
    match = request.resolver_match
    wanted = {"pk": match.kwargs.get("mapping") if match else None, "connection": request.GET.get("connection")}
    by_page = [one for one in mappings if one.pk == wanted["pk"]]
    named = [one for one in mappings if str(one.connection_id) == wanted["connection"]]
    first = next(iter((*by_page, *named, *mappings)), None)
    return [one for one in mappings if first and one.connection_id == first.connection_id]


def sections(request: HttpRequest) -> list[Section]:
    """The groups of tables; the one with the open page is unfolded, else the first."""
    found = [_section(request, one) for one in grouped(chosen(request))]
    open_one = next((one for one in found if any(link.active for link in one.links)), next(iter(found), None))
    return [Section(one.caption, one.links, opened=one is open_one) for one in found]


def _section(request: HttpRequest, group: Group) -> Section:
    return Section(group.caption, tuple(_link(request, one) for one in group.tables))


def _link(request: HttpRequest, table: MappedTable) -> Sublink:
    url = list_url(table.mapping.pk)
    below = url.removesuffix("bc/")
    held = table.mapping.is_red or bool(table.mapping.loss)
    return Sublink(table.caption, url, active=request.path.startswith(below), held=held)
