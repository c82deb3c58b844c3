"""Headers of sales orders and invoices: what they take over from the customer, when they may change, their totals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ...columns import ZERO_GUID
from ...values import Reason, Refused
from ..tables.sales import SALES_INVOICE_LINES, SALES_INVOICES, SALES_ORDER_LINES, SALES_ORDERS
from .amounts import ZERO, Line, shares
from .related import SHIPMENT, TERMS, Pair, check_related, complete_currency, complete_pair, rename
from .series import number
from .writing import alter

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

SELL_TO = Pair("customerId", "customerNumber", "customers", "sell-to customer")
BILL_TO = Pair("billToCustomerId", "billToCustomerNumber", "customers", "bill-to customer")
DRAFT, OPEN, PAID = "Draft", "Open", "Paid"
DAYS = re.compile(r"(\d{1,4})D")
NO_DAY = "0001-01-01"
DRAFT_ONLY = "The action can be applied to a draft invoice only."
SCALE = 5
RESULTS = frozenset(
    {
        "invoiceDiscountAllocation",
        "netAmount",
        "netTaxAmount",
        "netAmountIncludingTax",
        "totalAmountExcludingTax",
        "totalTaxAmount",
        "totalAmountIncludingTax",
        "remainingAmount",
        "status",
        "fullyShipped",
    }
)
UNASKED = RESULTS | {"_version", "systemRowVersion", "lastModifiedDateTime"}
PLACE = {
    "AddressLine1": "addressLine1",
    "AddressLine2": "addressLine2",
    "City": "city",
    "Country": "country",
    "State": "state",
    "PostCode": "postalCode",
}
COPIED = {
    "phoneNumber": "phoneNumber",
    "email": "email",
    "salesperson": "salespersonCode",
    "currencyId": "currencyId",
    "currencyCode": "currencyCode",
    "paymentTermsId": "paymentTermsId",
    "paymentTermsCode": "paymentTermsCode",
    "shipmentMethodId": "shipmentMethodId",
    "shipmentMethodCode": "shipmentMethodCode",
    "shippingAgentCode": "shippingAgentCode",
}
GUARDED = ("customerId", "billToCustomerId", "currencyCode", "pricesIncludeTax", "discountAmount")


@dataclass(frozen=True)
class Document:
    """A kind of document that is still worked on: its page, the page of its lines, the property of its date."""

    table: Table
    lines: Table
    date: str


ORDER = Document(SALES_ORDERS, SALES_ORDER_LINES, "orderDate")
INVOICE = Document(SALES_INVOICES, SALES_INVOICE_LINES, "invoiceDate")


def exact(stored: object) -> Decimal:
    """The number behind a stored amount."""
    return Decimal(str(stored)).scaleb(-SCALE)


def complete_order(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """An order about to be stored; a released one keeps what its lines depend on."""
    _complete(store, ORDER, row, given, before)
    if before and before["status"] == OPEN:
        for name in GUARDED:
            if row[name] != before[name]:
                raise Refused(Reason.STATE, SALES_ORDERS.by_name[name], given.get(name), released(row))


def complete_invoice(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """An invoice about to be stored; what was posted changes by posting and paying only."""
    if before and before["status"] != DRAFT and not given.keys() <= {*RESULTS, "number", "customerNumber"}:
        raise Refused(Reason.STATE, detail=DRAFT_ONLY)
    if before and before["status"] != DRAFT:
        if "remainingAmount" in given and "status" not in given:
            row["status"] = OPEN if row["remainingAmount"] else PAID
        return
    _complete(store, INVOICE, row, given, before)
    if row["dueDate"] == NO_DAY:
        row["dueDate"] = _due(store, row)


def _due(store: Store, row: Row) -> str:
    """The day that terms such as `30D` lead to; formulas of another kind count as none."""
    terms = store.stored("paymentTerms", str(row[TERMS.id])) or {}
    days = DAYS.fullmatch(str(terms.get("dueDateCalculation", "")))
    first = date.fromisoformat(str(row[INVOICE.date]))
    return (first + timedelta(days=int(days[1]) if days else 0)).isoformat()


def released(row: Row) -> str:
    """What the service says to a change that a released order does not take."""
    return f"Status must be equal to 'Open'  in Sales Header: Document Type=Order, No.={row['number']}."


def _complete(store: Store, document: Document, row: Row, given: Row, before: Row | None) -> None:
    table = document.table
    number(store, table.name, row, before)
    complete_pair(store, table, SELL_TO, row, given)
    if row[SELL_TO.id] == ZERO_GUID:
        detail = 'A "customerNumber" or a "customerId" must be provided.'
        raise Refused(Reason.RULE, table.by_name[SELL_TO.code], detail=detail)
    if before is None or before[SELL_TO.id] != row[SELL_TO.id]:
        _take_over(store, table, row, given)
    complete_pair(store, table, BILL_TO, row, given)
    if BILL_TO.id in given or BILL_TO.code in given:
        _take_bill_to(store, table, row, given)
    for pair in (TERMS, SHIPMENT):
        complete_pair(store, table, pair, row, given)
    complete_currency(store, table, row, given, before)
    check_related(store, table, given)
    if before is None:
        _date(store, document, row)


def _take_over(store: Store, table: Table, row: Row, given: Row) -> None:
    """What a new document has from its customer, unless it says otherwise."""
    customer = store.stored("customers", str(row[SELL_TO.id])) or {}
    if customer["blocked"] == "All":
        detail = "You cannot create this type of document when Customer {} is blocked with type All"
        raise Refused(Reason.RULE, detail=detail.format(customer["number"]))
    values = {name: customer[source] for name, source in COPIED.items()}
    for prefix in ("sellTo", "shipTo"):
        values |= {f"{prefix}{name}": customer[source] for name, source in PLACE.items()}
    values |= {"customerName": customer["displayName"], "shipToName": customer["displayName"]}
    values |= {BILL_TO.id: customer["id"], BILL_TO.code: customer["number"]}
    currency = {"currencyId", "currencyCode"}
    skipped = {*given, *(currency if currency & given.keys() else ())}
    row.update((name, value) for name, value in values.items() if name in table.by_name and name not in skipped)
    _take_bill_to(store, table, row, given)
    if "paymentDiscountPercent" in table.by_name and "paymentDiscountPercent" not in given:
        terms = store.stored("paymentTerms", str(row[TERMS.id]))
        row["paymentDiscountPercent"] = terms["discountPercent"] if terms else 0


def _take_bill_to(store: Store, table: Table, row: Row, given: Row) -> None:
    customer = store.stored("customers", str(row[BILL_TO.id])) or {}
    values = {"billToName": customer.get("displayName", "")}
    values |= {f"billTo{name}": customer.get(source, "") for name, source in PLACE.items()}
    row.update((name, value) for name, value in values.items() if name not in given)


def _date(store: Store, document: Document, row: Row) -> None:
    today = store.clock.now().date().isoformat()
    for name in (document.date, "postingDate"):
        row[name] = today if row[name] == NO_DAY else row[name]


def has_changed(row: Row, before: Row | None) -> bool:
    """Whether a stored row differs from the one before in more than results of the arithmetic."""
    return before is None or any(before[name] != value for name, value in row.items() if name not in UNASKED)


def follow_order(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """Totals where they depend on what changed."""
    if row is not None:
        rename(store, SALES_ORDERS.name, row, before)
        _settle_if(store, ORDER, row, before)


def follow_invoice(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """Totals where they depend on what changed; the posted page follows what becomes of a posted one."""
    if row is None:
        return
    if row["status"] == DRAFT:
        _settle_if(store, INVOICE, row, before)
        return
    for posted in store.stored_all_by("postedSalesInvoices", "salesInvoiceId", row["id"]):
        if (posted["status"], posted["remainingAmount"]) != (row["status"], row["remainingAmount"]):
            values = {"status": row["status"], "remainingAmount": exact(row["remainingAmount"])}
            alter(store, "postedSalesInvoices", posted["id"], values)


def _settle_if(store: Store, document: Document, row: Row, before: Row | None) -> None:
    if before is None and row["discountAmount"] or before and before["discountAmount"] != row["discountAmount"]:
        settle(store, document, str(row["id"]))


def line_of(row: Row, header: Row) -> Line:
    """A stored line as the arithmetic sees it."""
    return Line(
        exact(row["quantity"]),
        exact(row["unitPrice"]),
        exact(row["discountAmount"]),
        exact(row["taxPercent"]),
        bool(header["pricesIncludeTax"]),
    )


def settle(store: Store, document: Document, key: str) -> None:
    """Spread the discount of a document over its lines and add them up; nothing if the document is gone."""
    header = store.stored(document.table.name, key)
    if header is None:
        return
    rows = store.stored_all_by(document.lines.name, "documentId", key)
    lines = [line_of(row, header) for row in rows]
    spread = shares(exact(header["discountAmount"]), [line.amounts().excluding for line in lines])
    total = ZERO
    for row, line, share in zip(rows, lines, spread, strict=True):
        amounts = line.amounts(share)
        total += amounts
        values = {
            "invoiceDiscountAllocation": share,
            "netAmount": amounts.excluding,
            "netTaxAmount": amounts.tax,
            "netAmountIncludingTax": amounts.including,
        }
        _change(store, document.lines.name, row, values)
    totals = {
        "totalAmountExcludingTax": total.excluding,
        "totalTaxAmount": total.tax,
        "totalAmountIncludingTax": total.including,
    }
    if document is INVOICE and header["status"] == DRAFT:
        totals["remainingAmount"] = total.including
    _change(store, document.table.name, header, totals)


def _change(store: Store, table: str, row: Row, values: dict[str, Decimal]) -> None:
    if any(exact(row[name]) != value for name, value in values.items()):
        alter(store, table, row["id"], values)


def remove_invoice(store: Store, row: Row, by: str | None) -> None:
    """Refuses to lose what was posted."""
    if row["status"] != DRAFT:
        raise Refused(Reason.STATE, detail=DRAFT_ONLY)
