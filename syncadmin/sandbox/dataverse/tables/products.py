"""Unit groups, units, products, price lists and their items."""

from __future__ import annotations

from ...columns import Option
from .choices import FREIGHT_TERMS, PAYMENT_TERMS, PRICING_METHODS, PRODUCT_TYPES, SELLING, SHIPPING_METHODS
from .vocabulary import (
    CASCADE,
    COMPANY,
    NEVER,
    ON_CREATE,
    ON_UPDATE,
    RESTRICT,
    STATES,
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

UNIT_GROUPS = table(
    "uomschedule",
    "Unit Group",
    "name",
    key("uomscheduleid"),
    text("name", "Name", 200, searched=True, indexed=True, enforced=True),
    text("baseuomname", "Base Unit Name", 200, writable=ON_CREATE, enforced=True),
    memo(),
    *STATES,
    bulk=False,
    object_type=1056,
)

UNITS = table(
    "uom",
    "Unit",
    "name",
    key("uomid"),
    text("name", "Name", searched=True, indexed=True, enforced=True),
    decimal("quantity", "Quantity", scale=10, maximum=None, default=1),
    lookup(
        "uomscheduleid",
        "Unit Group",
        "uomschedule",
        writable=ON_CREATE,
        enforced=True,
        indexed=True,
        on_delete=CASCADE,
    ),
    lookup("baseuom", "Base Unit", "uom", on_delete=RESTRICT),
    boolean("isschedulebaseuom", "Is Schedule Base Unit", writable=NEVER),
    bulk=False,
    object_type=1055,
)

PRODUCTS = table(
    "product",
    "Product",
    "name",
    key("productid"),
    text("name", "Name", searched=True, indexed=True, enforced=True),
    text("productnumber", "Product ID", searched=True, indexed=True, enforced=True),
    memo(),
    choice("producttypecode", "Product Type", *PRODUCT_TYPES, default=1),
    choice(
        "productstructure",
        "Product Structure",
        *numbered("Product", "Product Family", "Product Bundle"),
        default=1,
        writable=ON_CREATE,
    ),
    *money("price", "List Price", priced=True),
    *money("standardcost", "Standard Cost", priced=True),
    *money("currentcost", "Current Cost", priced=True),
    decimal("stockvolume", "Stock Volume"),
    decimal("stockweight", "Stock Weight"),
    decimal("quantityonhand", "Quantity On Hand"),
    integer("quantitydecimal", "Decimals Supported", 0, 5, enforced=True),
    text("vendorid", "Vendor ID"),
    text("vendorname", "Vendor"),
    text("vendorpartnumber", "Vendor Name"),
    text("size", "Size", 200),
    boolean("isstockitem", "Stock Item"),
    lookup("defaultuomscheduleid", "Unit Group", "uomschedule", enforced=True, indexed=True, on_delete=RESTRICT),
    lookup("defaultuomid", "Default Unit", "uom", enforced=True, indexed=True, on_delete=RESTRICT),
    lookup("pricelevelid", "Default Price List", "pricelevel", on_delete=RESTRICT),
    *currency(),
    COMPANY,
    *states(
        ("Active", "Retired", "Draft", "Under Revision"),
        (Option(1, "Active", 0), Option(2, "Retired", 1), Option(0, "Draft", 2), Option(3, "Under Revision", 3)),
        default=2,
    ),
    tracked=True,
    object_type=1024,
)

PRICE_LISTS = table(
    "pricelevel",
    "Price List",
    "name",
    key("pricelevelid"),
    text("name", "Name", searched=True, indexed=True, enforced=True),
    memo(),
    day("begindate", "Start Date"),
    day("enddate", "End Date"),
    choice("freighttermscode", "Freight Terms", *FREIGHT_TERMS),
    choice("paymentmethodcode", "Payment Method", *PAYMENT_TERMS),
    choice("shippingmethodcode", "Shipping Method", *SHIPPING_METHODS),
    *currency(ON_CREATE),
    COMPANY,
    *states(("Active", "Inactive"), (Option(100_001, "Active", 0), Option(100_002, "Inactive", 1))),
    object_type=1022,
)

PRICE_LIST_ITEMS = table(
    "productpricelevel",
    "Price List Item",
    "productnumber",
    key("productpricelevelid"),
    lookup(
        "pricelevelid", "Price List", "pricelevel", writable=ON_CREATE, enforced=True, indexed=True, on_delete=CASCADE
    ),
    lookup("productid", "Product", "product", enforced=True, indexed=True, on_delete=CASCADE),
    text("productnumber", "Product ID", writable=NEVER, searched=True),
    lookup("uomid", "Unit", "uom", enforced=True, indexed=True, on_delete=RESTRICT),
    lookup("uomscheduleid", "Unit Group", "uomschedule", on_delete=RESTRICT),
    choice("pricingmethodcode", "Pricing Method", *PRICING_METHODS, default=1),
    choice("quantitysellingcode", "Quantity Selling Option", *SELLING, default=1),
    *money("amount", "Amount", priced=True),
    decimal("percentage", "Percentage", maximum=100_000),
    *currency(ON_UPDATE),
    object_type=1026,
)

TABLES = (UNIT_GROUPS, UNITS, PRODUCTS, PRICE_LISTS, PRICE_LIST_ITEMS)
