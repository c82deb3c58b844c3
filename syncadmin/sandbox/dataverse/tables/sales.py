"""Opportunities, orders and invoices with their lines."""

from __future__ import annotations

from ...columns import Column, Kind, Option
from .choices import FREIGHT_TERMS, LINE_TYPES, PAYMENT_TERMS, SHIPPING_METHODS
from .vocabulary import (
    CASCADE,
    COMPANY,
    NEVER,
    ON_CREATE,
    ON_UPDATE,
    OWNED,
    RESTRICT,
    boolean,
    choice,
    currency,
    day,
    decimal,
    integer,
    key,
    lookup,
    memo,
    money,
    numbered,
    states,
    table,
    text,
)

CUSTOMER = lookup("customerid", "Customer", "account", "contact", enforced=True, indexed=True, on_delete=RESTRICT)
PRICE_LIST = lookup("pricelevelid", "Price List", "pricelevel", on_delete=RESTRICT)

OPPORTUNITIES = table(
    "opportunity",
    "Opportunity",
    "name",
    key("opportunityid"),
    text("name", "Topic", 300, searched=True, indexed=True, required=True),
    memo(),
    lookup("parentaccountid", "Account", "account", indexed=True, on_delete=CASCADE),
    lookup("parentcontactid", "Contact", "contact", indexed=True, on_delete=CASCADE),
    lookup("customerid", "Potential Customer", "account", "contact", indexed=True, on_delete=CASCADE),
    *money("estimatedvalue", "Est. Revenue"),
    *money("actualvalue", "Actual Revenue"),
    day("estimatedclosedate", "Est. Close Date"),
    day("actualclosedate", "Actual Close Date"),
    integer("closeprobability", "Probability", 0, 100),
    choice("opportunityratingcode", "Rating", *numbered("Hot", "Warm", "Cold"), default=2),
    text("stepname", "Pipeline Phase", 200),
    PRICE_LIST,
    *currency(),
    *OWNED,
    COMPANY,
    *states(
        ("Open", "Won", "Lost"),
        (
            Option(1, "In Progress", 0),
            Option(2, "On Hold", 0),
            Option(3, "Won", 1),
            Option(4, "Canceled", 2),
            Option(5, "Out-Sold", 2),
        ),
    ),
    entity_set="opportunities",
    plural="Opportunities",
    tracked=True,
    object_type=3,
)


def _place(prefix: str, label: str) -> tuple[Column, ...]:
    """Name and address of one party of a document."""
    return (
        text(f"{prefix}_name", f"{label} Name", 200),
        text(f"{prefix}_line1", f"{label} Street 1", 4000),
        text(f"{prefix}_line2", f"{label} Street 2", 4000),
        text(f"{prefix}_line3", f"{label} Street 3", 4000),
        text(f"{prefix}_city", f"{label} City", 80),
        text(f"{prefix}_stateorprovince", f"{label} State/Province", 50),
        text(f"{prefix}_postalcode", f"{label} ZIP/Postal Code", 20),
        text(f"{prefix}_country", f"{label} Country/Region", 80),
    )


def _header() -> tuple[Column, ...]:
    """What orders and invoices have in common. Totals follow from the lines; a client may only overwrite them."""
    return (
        text("name", "Name", 300, searched=True, indexed=True, required=True),
        CUSTOMER,
        memo(),
        *_place("billto", "Bill To"),
        *_place("shipto", "Ship To"),
        *money("totallineitemamount", "Total Detail Amount", -(10**11), writable=ON_UPDATE),
        *money("totallineitemdiscountamount", "Total Line Item Discount Amount", -(10**11), writable=ON_UPDATE),
        *money("totaltax", "Total Tax", -(10**11), writable=ON_UPDATE),
        *money("totalamountlessfreight", "Total Pre-Freight Amount", -(10**11), writable=ON_UPDATE),
        *money("totalamount", "Total Amount", -(10**11), writable=ON_UPDATE),
        *money("totaldiscountamount", "Total Discount Amount", -(10**11), writable=ON_UPDATE),
        *money("discountamount", "Discount Amount"),
        decimal("discountpercentage", "Discount (%)", maximum=100),
        *money("freightamount", "Freight Amount"),
        choice("shippingmethodcode", "Shipping Method", *SHIPPING_METHODS),
        choice("paymenttermscode", "Payment Terms", *PAYMENT_TERMS),
        PRICE_LIST,
        lookup("opportunityid", "Opportunity", "opportunity"),
        *currency(ON_CREATE),
        *OWNED,
        COMPANY,
    )


ORDERS = table(
    "salesorder",
    "Order",
    "name",
    key("salesorderid"),
    text("ordernumber", "Order ID", writable=ON_CREATE, searched=True, indexed=True),
    *_header(),
    choice("freighttermscode", "Freight Terms", *FREIGHT_TERMS),
    day("requestdeliveryby", "Requested Delivery Date"),
    day("datefulfilled", "Date Fulfilled"),
    day("submitdate", "Date Submitted"),
    day("lastbackofficesubmit", "Last Submitted to Back Office"),
    text("bcbi_businesscentralordernumber", "Business Central Order Number", 20),
    integer("bcbi_businesscentraldocumentoccurrencenumber", "Business Central Document Occurrence Number"),
    *states(
        ("Active", "Submitted", "Canceled", "Fulfilled", "Invoiced"),
        (
            Option(1, "New", 0),
            Option(2, "Pending", 0),
            Option(3, "In Progress", 1),
            Option(4, "No Money", 2),
            Option(100_001, "Complete", 3),
            Option(100_002, "Partial", 3),
            Option(100_003, "Invoiced", 4),
        ),
    ),
    tracked=True,
    bulk=False,
    object_type=1088,
)

INVOICES = table(
    "invoice",
    "Invoice",
    "name",
    key("invoiceid"),
    text("invoicenumber", "Invoice ID", writable=ON_CREATE, searched=True, indexed=True),
    *_header(),
    lookup("salesorderid", "Order", "salesorder", indexed=True),
    day("duedate", "Due Date"),
    day("datedelivered", "Date Delivered"),
    *states(
        ("Active", "Closed", "Paid", "Canceled"),
        (
            Option(1, "New", 0),
            Option(2, "Partially Shipped", 0),
            Option(4, "Billed", 0),
            Option(5, "Booked (applies to services)", 0),
            Option(6, "Installed (applies to services)", 0),
            Option(3, "Canceled (deprecated)", 1),
            Option(7, "Paid in Full (deprecated)", 1),
            Option(100_001, "Complete", 2),
            Option(100_002, "Partial", 2),
            Option(100_003, "Canceled", 3),
        ),
    ),
    tracked=True,
    bulk=False,
    object_type=1090,
)


def _line(header: str, label: str) -> tuple[Column, ...]:
    """What the lines of orders and invoices have in common."""
    return (
        lookup(f"{header}id", label, header, writable=ON_CREATE, enforced=True, indexed=True, on_delete=CASCADE),
        integer("lineitemnumber", "Line Item Number", 0, 1_000_000_000),
        lookup("productid", "Existing Product", "product", indexed=True, on_delete=RESTRICT),
        boolean("isproductoverridden", "Select Product", ("Existing", "Write In")),
        text("productdescription", "Write-In Product", 500),
        choice("producttypecode", "Product type", *LINE_TYPES, default=1, writable=ON_CREATE),
        lookup("uomid", "Unit", "uom", indexed=True, on_delete=RESTRICT),
        decimal("quantity", "Quantity", minimum=-(10**11), default=1),
        decimal("quantityshipped", "Quantity Shipped", minimum=-(10**9)),
        boolean("ispriceoverridden", "Pricing", ("Use Default", "Override Price")),
        *money("priceperunit", "Price Per Unit", priced=True),
        *money("volumediscountamount", "Volume Discount", writable=NEVER),
        *money("manualdiscountamount", "Manual Discount"),
        *money("tax", "Tax", -(10**12)),
        *money("baseamount", "Amount", -(10**12), writable=ON_UPDATE),
        *money("extendedamount", "Extended Amount", -(10**12), writable=ON_UPDATE),
        memo(),
        *_place("shipto", "Ship To"),
        *currency(NEVER),
    )


ORDER_LINES = table(
    "salesorderdetail",
    "Order Product",
    "salesorderdetailname",
    key("salesorderdetailid"),
    text("salesorderdetailname", "Name", writable=NEVER, searched=True),
    *_line("salesorder", "Order"),
    day("requestdeliveryby", "Requested Delivery Date"),
    integer("bcbi_businesscentrallinenumber", "Business Central Line Number"),
    bulk=False,
    object_type=1089,
)

INVOICE_LINES = table(
    "invoicedetail",
    "Invoice Product",
    "invoicedetailname",
    key("invoicedetailid"),
    text("invoicedetailname", "Name", writable=NEVER, searched=True),
    *_line("invoice", "Invoice"),
    Column("actualdeliveryon", Kind.DATE, label="Delivered On"),
    bulk=False,
    object_type=1091,
)

TABLES = (OPPORTUNITIES, ORDERS, ORDER_LINES, INVOICES, INVOICE_LINES)
