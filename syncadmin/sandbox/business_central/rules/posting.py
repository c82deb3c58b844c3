"""What can be done to a document: release and reopen an order, post it, post, send and cancel an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...values import Reason, Refused
from ..bound import Action
from ..tables.sales import POSTED_SALES_INVOICE_LINES, POSTED_SALES_INVOICES, SALES_INVOICE_LINES, SALES_INVOICES
from .documents import DRAFT, DRAFT_ONLY, INVOICE, OPEN, ORDER, exact
from .series import next_number
from .writing import add, alter, shown

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

POSTED, POSTED_LINES = POSTED_SALES_INVOICES, POSTED_SALES_INVOICE_LINES
CODES = {
    "paymentTermsCode": ("paymentTermsId", "paymentTerms"),
    "shipmentMethodCode": ("shipmentMethodId", "shipmentMethods"),
}
OF_ORDER = {"orderId": "id", "orderNumber": "number", "customerPurchaseOrderReference": "yourReference"}
ON_POSTED_ONLY = ("shippingAgentCode", "workDescription")
BLOCKING = ("All", "Invoice")


def release(store: Store, row: Row) -> None:
    """An order becomes what BC calls released and its API calls open."""
    if not store.stored_all_by(ORDER.lines.name, "documentId", row["id"]):
        detail = f"There is nothing to release for the document of type Order with the number {row['number']}."
        raise Refused(Reason.RULE, detail=detail)
    if row["status"] == DRAFT:
        alter(store, ORDER.table.name, row["id"], {"status": OPEN})


def reopen(store: Store, row: Row) -> None:
    """A released order can be changed again."""
    if row["status"] != DRAFT:
        alter(store, ORDER.table.name, row["id"], {"status": DRAFT})


def ship_and_invoice(store: Store, row: Row) -> None:
    """An order is delivered and invoiced in full; the posted invoice takes its place."""
    order, table = shown(store, ORDER.table.name, row), SALES_INVOICES
    _check_pages(store)
    values = _common(order, table) | {name: order[source] for name, source in OF_ORDER.items()}
    invoice = add(store, table.name, {**values, "invoiceDate": order["orderDate"], "number": ""})
    for line in store.stored_all_by(ORDER.lines.name, "documentId", row["id"]):
        _copy_line(store, shown(store, ORDER.lines.name, line), str(invoice["id"]))
    kept = {name: order[name] for name in ON_POSTED_ONLY}
    _post(store, str(invoice["id"]), {"id": invoice["id"], **kept})
    store.remove(ORDER.table.name, str(row["id"]))


def post(store: Store, row: Row) -> None:
    """A draft becomes a posted invoice with a number of its own; its id stays."""
    if row["status"] != DRAFT:
        raise Refused(Reason.STATE, detail=DRAFT_ONLY)
    _post(store, str(row["id"]), {})


def send(store: Store, row: Row) -> None:
    """A draft is posted first; nothing is really sent."""
    if row["status"] == DRAFT:
        post(store, row)


def cancel(store: Store, row: Row) -> None:
    """A posted invoice is taken back as a whole."""
    if row["status"] != OPEN:
        raise Refused(Reason.STATE, detail="The action can be applied to a posted invoice only.")
    alter(store, SALES_INVOICES.name, row["id"], {"status": "Canceled", "remainingAmount": 0})


def _common(row: Row, table: Table) -> Row:
    """What two pages have in common, apart from what identifies a row."""
    apart = {"id", "integrationId", "systemRowVersion", "lastModifiedDateTime", "status"}
    return {name: value for name, value in row.items() if name in table.by_name and name not in apart}


def _copy_line(store: Store, line: Row, invoice: str) -> None:
    if line["lineType"] == "Resource":
        line = {name: value for name, value in line.items() if name != "itemId"}
    add(store, SALES_INVOICE_LINES.name, {**_common(line, SALES_INVOICE_LINES), "documentId": invoice})


def _check_pages(store: Store) -> None:
    """Refuses to post where an administrator took away what posting writes to."""
    for table in (SALES_INVOICES, SALES_INVOICE_LINES, POSTED, POSTED_LINES):
        if store.schema.known(table.name) is None:
            raise Refused(Reason.RULE, detail=f"You do not have permissions to write {table.label}.")


def _post(store: Store, key: str, kept: Row) -> None:
    _check_pages(store)
    lines = store.stored_all_by(INVOICE.lines.name, "documentId", key)
    if not lines:
        raise Refused(Reason.RULE, detail="There is nothing to post.")
    found = store.stored(INVOICE.table.name, key) or {}
    customer = store.stored("customers", str(found["customerId"]))
    if customer and customer["blocked"] in BLOCKING:
        detail = f"You cannot post this type of document when Customer {customer['number']} is blocked."
        raise Refused(Reason.RULE, detail=detail)
    number = next_number(store, POSTED.name)
    invoice = alter(store, INVOICE.table.name, key, {"number": number, "status": OPEN})
    values = _common(invoice, POSTED) | {"salesInvoiceId": key, "status": OPEN, "shipmentDate": invoice["postingDate"]}
    for name, (source, target) in CODES.items():
        values[name] = (store.stored(target, str(invoice[source])) or {}).get("code", "")
    posted = add(store, POSTED.name, {**values, **kept})
    for line in lines:
        values = _common(shown(store, INVOICE.lines.name, line), POSTED_LINES)
        add(store, POSTED_LINES.name, {**values, "documentId": posted["id"], "documentNumber": number})
        _deliver(store, line)


def _deliver(store: Store, line: Row) -> None:
    """What was sold is no longer in stock."""
    item = store.stored("items", str(line["itemId"]))
    if item and item["type"] == "Inventory":
        left = exact(item["inventory"]) - exact(line["quantity"])
        alter(store, "items", item["id"], {"inventory": left})


ACTIONS = (
    Action("salesOrders", "release", release, extension=True),
    Action("salesOrders", "reopen", reopen, extension=True),
    Action("salesOrders", "shipAndInvoice", ship_and_invoice),
    Action("salesInvoices", "post", post),
    Action("salesInvoices", "postAndSend", post),
    Action("salesInvoices", "send", send),
    Action("salesInvoices", "cancel", cancel),
    Action("salesInvoices", "cancelAndSend", cancel),
)
