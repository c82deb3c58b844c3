"""Sales documents: orders, invoices before and after posting, and their lines."""

from __future__ import annotations

from dataclasses import replace

from ...columns import Column, Table
from .vocabulary import (
    BLANK,
    BY_EXTENSION,
    NEVER,
    ON_CREATE,
    STAMP,
    address,
    below,
    code,
    day,
    decimal,
    enum,
    flag,
    guid,
    integer,
    new_page,
    only,
    page,
    text,
)

_NUMBER = code("number", "No.", 20, unique=True, searched=True, writable=NEVER)
_LINE_TYPES = ("Comment", "Account", "Item", "Resource", "Fixed_x0020_Asset", "Charge", "Allocation_x0020_Account")


def _customer(bill_to_name: Column) -> tuple[Column, ...]:
    return (
        guid("customerId", "Customer Id", "customers", indexed=True),
        code("customerNumber", "Sell-to Customer No.", 20, "customers", searched=True),
        text("customerName", "Sell-to Customer Name", 100, searched=True, writable=NEVER),
        bill_to_name,
        guid("billToCustomerId", "Bill-to Customer Id", "customers"),
        code("billToCustomerNumber", "Bill-to Customer No.", 20, "customers"),
        text("shipToName", "Ship-to Name", 100),
        text("shipToContact", "Ship-to Contact", 100),
        *address("sellTo", "Sell-to"),
    )


_BILL_TO_NAME = text("billToName", "Bill-to Name", 100, writable=NEVER)
_SHORTCUTS = (
    code("shortcutDimension1Code", "Shortcut Dimension 1 Code", 20),
    code("shortcutDimension2Code", "Shortcut Dimension 2 Code", 20),
)
_CURRENCY = (
    guid("currencyId", "Currency Id", "currencies"),
    code("currencyCode", "Currency Code", 10, "currencies"),
)
_TERMS = (
    guid("paymentTermsId", "Payment Terms Id", "paymentTerms"),
    guid("shipmentMethodId", "Shipment Method Id", "shipmentMethods"),
    code("salesperson", "Salesperson Code", 20, "salespeoplePurchasers"),
)
_TOTALS = (
    decimal("discountAmount", "Invoice Discount Amount"),
    flag("discountAppliedBeforeTax", "Discount Applied Before Tax", writable=NEVER, default=True),
    decimal("totalAmountExcludingTax", "Amount", writable=NEVER),
    decimal("totalTaxAmount", "Total Tax Amount", writable=NEVER),
    decimal("totalAmountIncludingTax", "Amount Including VAT", writable=NEVER),
)
_REACH = (text("phoneNumber", "Phone No.", 30), text("email", "Email", 80))
_CODES = (
    code("paymentTermsCode", "Payment Terms Code", 10, "paymentTerms"),
    code("shipmentMethodCode", "Shipment Method Code", 10, "shipmentMethods"),
    code("shippingAgentCode", "Shipping Agent Code", 10, "shippingAgents"),
)
_WORK = text("workDescription", "Work Description", 2000)

SALES_ORDERS = page(
    "salesOrders",
    "salesOrder",
    "Sales Order",
    _NUMBER,
    text("externalDocumentNumber", "External Document No.", 35, searched=True),
    day("orderDate", "Document Date"),
    day("postingDate", "Posting Date"),
    *_customer(replace(_BILL_TO_NAME, writable=BY_EXTENSION)),
    *address("billTo", "Bill-to", writable=BY_EXTENSION),
    *address("shipTo", "Ship-to"),
    *_SHORTCUTS,
    *_CURRENCY,
    flag("pricesIncludeTax", "Prices Including VAT"),
    *_TERMS,
    flag("partialShipping", "Partial Shipping", default=True),
    day("requestedDeliveryDate", "Requested Delivery Date"),
    *_TOTALS,
    flag("fullyShipped", "Completely Shipped", writable=NEVER),
    enum("status", "Status", "Draft", "In_x0020_Review", "Open", writable=NEVER),
    *_REACH,
    *only(
        text("yourReference", "Your Reference", 35),
        *_CODES,
        decimal("paymentDiscountPercent", "Payment Discount %"),
        _WORK,
        day("lastShipmentDate", "Last Shipment Date", writable=NEVER, calculated=True),
        integer("documentOccurrence", "Doc. No. Occurrence", writable=NEVER, default=1),
        integer("numberOfArchivedVersions", "No. of Archived Versions", writable=NEVER),
    ),
    extension=True,
)

_LINE = (
    integer("sequence", "Line No.", writable=ON_CREATE),
    guid("itemId", "Item Id", "items"),
    guid("accountId", "Account Id"),
    enum("lineType", "Type", *_LINE_TYPES),
    code("lineObjectNumber", "No.", 20, "items", "resources"),
    text("description", "Description", 100, searched=True),
    guid("unitOfMeasureId", "Unit of Measure Id", "unitsOfMeasure"),
    code("unitOfMeasureCode", "Unit of Measure Code", 10, "unitsOfMeasure"),
    decimal("quantity", "Quantity"),
    decimal("unitPrice", "Unit Price"),
    decimal("discountAmount", "Line Discount Amount"),
    decimal("discountPercent", "Line Discount %"),
    flag("discountAppliedBeforeTax", "Discount Applied Before Tax", writable=NEVER, default=True),
    decimal("amountExcludingTax", "Line Amount Excluding Tax", writable=NEVER),
    code("taxCode", "Tax Code", 50),
    decimal("taxPercent", "VAT %", writable=NEVER),
    decimal("totalTaxAmount", "Line Tax Amount", writable=NEVER),
    decimal("amountIncludingTax", "Line Amount Including Tax", writable=NEVER),
    decimal("invoiceDiscountAllocation", "Inv. Discount Amount Excl. VAT", writable=NEVER),
    decimal("netAmount", "Amount", writable=NEVER),
    decimal("netTaxAmount", "Tax Amount", writable=NEVER),
    decimal("netAmountIncludingTax", "Amount Including VAT", writable=NEVER),
    day("shipmentDate", "Shipment Date"),
)
_PLACES = (guid("itemVariantId", "Item Variant Id"), guid("locationId", "Location Id"))


def _lines(entity_set: str, entity: str, label: str, parent: str, *columns: Column, extension: bool) -> Table:
    """Lines of a document; on the standard page they have no stamp."""
    document = guid("documentId", "Document Id", parent, writable=ON_CREATE, indexed=True)
    table = page(
        entity_set,
        entity,
        label,
        document,
        *columns,
        parent=below(parent, "documentId"),
        keys=(("documentId", "sequence"),),
        extension=extension,
    )
    return replace(table, columns=(*table.columns[:-1], replace(STAMP, extension=True)))


SALES_ORDER_LINES = _lines(
    "salesOrderLines",
    "salesOrderLine",
    "Sales Order Line",
    "salesOrders",
    *_LINE,
    decimal("shippedQuantity", "Quantity Shipped", writable=NEVER),
    decimal("invoicedQuantity", "Quantity Invoiced", writable=NEVER),
    decimal("invoiceQuantity", "Qty. to Invoice"),
    decimal("shipQuantity", "Qty. to Ship"),
    *_PLACES,
    *only(
        guid("resourceId", "Resource Id", "resources"),
        code("documentNumber", "Document No.", 20, "salesOrders", writable=NEVER, searched=True),
        code("currencyCode", "Currency Code", 10, "currencies", writable=NEVER),
        day("requestedDeliveryDate", "Requested Delivery Date"),
    ),
    extension=True,
)

_INVOICE = (
    text("externalDocumentNumber", "External Document No.", 35, searched=True),
    day("invoiceDate", "Document Date"),
    day("postingDate", "Posting Date"),
    day("dueDate", "Due Date"),
    text("customerPurchaseOrderReference", "Your Reference", 35),
    *_customer(_BILL_TO_NAME),
    *address("billTo", "Bill-to", writable=NEVER),
    *address("shipTo", "Ship-to"),
    *_CURRENCY,
    *_SHORTCUTS,
    guid("orderId", "Order Id", "salesOrders", writable=NEVER),
    code("orderNumber", "Order No.", 20, writable=NEVER),
    *_TERMS,
    flag("pricesIncludeTax", "Prices Including VAT", writable=NEVER),
    decimal("remainingAmount", "Remaining Amount", writable=NEVER, calculated=True),
    *_TOTALS,
)
_STATUSES = (BLANK, "Draft", "In_x0020_Review", "Open", "Paid", "Canceled", "Corrective")
_STATUS = enum("status", "Status", *_STATUSES, default="Draft", writable=NEVER)

SALES_INVOICES = page("salesInvoices", "salesInvoice", "Sales Invoice", _NUMBER, *_INVOICE, _STATUS, *_REACH)

SALES_INVOICE_LINES = _lines(
    "salesInvoiceLines",
    "salesInvoiceLine",
    "Sales Invoice Line",
    "salesInvoices",
    *_LINE,
    *_PLACES,
    extension=False,
)

POSTED_SALES_INVOICES = new_page(
    "postedSalesInvoices",
    "postedSalesInvoice",
    "Posted Sales Invoice",
    guid("salesInvoiceId", "Sales Invoice Id", "salesInvoices"),
    _NUMBER,
    *_INVOICE,
    replace(_STATUS, default="Open"),
    *_REACH,
    *_CODES,
    day("shipmentDate", "Shipment Date"),
    _WORK,
    read_only=True,
)

POSTED_SALES_INVOICE_LINES = new_page(
    "postedSalesInvoiceLines",
    "postedSalesInvoiceLine",
    "Posted Sales Invoice Line",
    guid("documentId", "Document Id", "postedSalesInvoices", indexed=True),
    code("documentNumber", "Document No.", 20, "postedSalesInvoices", searched=True),
    *_LINE,
    *_PLACES,
    guid("resourceId", "Resource Id", "resources"),
    read_only=True,
    parent=below("postedSalesInvoices", "documentId"),
    keys=(("documentId", "sequence"),),
)

TABLES = (
    SALES_ORDERS,
    SALES_ORDER_LINES,
    SALES_INVOICES,
    SALES_INVOICE_LINES,
    POSTED_SALES_INVOICES,
    POSTED_SALES_INVOICE_LINES,
)
