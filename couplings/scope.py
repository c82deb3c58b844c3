"""Which mapping the pages of customers are about: that of the connection the address names, else of the first one."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict

from couplings.models import RemoteRecord
from mappings.models import TableMapping
from syncadmin.engine.values import Side

CUSTOMER = "CUSTOMER"


def customer_mapping(request: HttpRequest) -> TableMapping | None:
    """The CUSTOMER mapping of ``?connection=``, else of the first connection, enabled ones first."""
    mappings = TableMapping.objects.select_related("connection").filter(name=CUSTOMER)
    if wanted := _connection(request):
        mappings = mappings.filter(connection=wanted)
    return mappings.order_by("-connection__enabled", "connection").first()


def customer_or_404(request: HttpRequest, key: UUID) -> RemoteRecord:
    """The customer with this key, as it was last seen."""
    row = find_customer(request, key)
    if row is None:
        raise Http404
    return row


def find_customer(request: HttpRequest, key: UUID) -> RemoteRecord | None:
    """The same, or nothing if it was never seen."""
    rows = RemoteRecord.objects.select_related("mapping__connection")
    rows = rows.filter(side=Side.BC.value, mapping__name=CUSTOMER, key=key)
    if wanted := _connection(request):
        rows = rows.filter(mapping__connection=wanted)
    return rows.order_by("-mapping__connection__enabled", "mapping").first()


def _connection(request: HttpRequest) -> int | None:
    """The connection named by the address, a form, a selection carried by a form, or the page one comes from."""
    carried = QueryDict(request.POST.get("query", "").lstrip("?"))
    page = request.headers.get("HX-Current-URL", "")
    back = request.POST.get("next") or request.GET.get("next") or ""
    for query in (request.GET, request.POST, carried, _query(page), _query(back)):
        text = query.get("connection") or ""
        if text.isascii() and text.isdigit() and len(text) < 19:
            return int(text)
    return None


def _query(address: str) -> QueryDict:
    """The parameters of an address, as far as it is one."""
    try:
        return QueryDict(urlsplit(address).query)
    except ValueError:
        return QueryDict()
