"""What things cost whom: customer price groups and sales prices of the older model, price lists of the newer one."""

from __future__ import annotations

from .vocabulary import BLANK, NEVER, ON_CREATE, code, day, decimal, enum, flag, guid, integer, new_page, text

_UNIT = code("unitOfMeasureCode", "Unit of Measure Code", 10, "unitsOfMeasure")
_CURRENCY = code("currencyCode", "Currency Code", 10, "currencies")
_PERIOD = (day("startingDate", "Starting Date"), day("endingDate", "Ending Date"))
_TYPES = enum("priceType", "Price Type", "Any", "Sale", "Purchase", default="Sale")
_AMOUNTS = enum("amountType", "Defines", "Any", "Price", "Discount", default="Price")
_ASSETS = ("Item", "Item_x0020_Discount_x0020_Group", "Resource", "G_x002F_L_x0020_Account")

CUSTOMER_PRICE_GROUPS = new_page(
    "customerPriceGroups",
    "customerPriceGroup",
    "Customer Price Group",
    code("code", "Code", 10, unique=True, searched=True),
    text("displayName", "Description", 100, searched=True),
    flag("priceIncludesTax", "Price Includes VAT"),
    flag("allowInvoiceDiscount", "Allow Invoice Disc.", default=True),
    flag("allowLineDiscount", "Allow Line Disc.", default=True),
)

SALES_PRICES = new_page(
    "salesPrices",
    "salesPrice",
    "Sales Price",
    enum("salesType", "Sales Type", "Customer", "Customer_x0020_Price_x0020_Group", "All_x0020_Customers", "Campaign"),
    code("salesCode", "Sales Code", 20, "customerPriceGroups", searched=True),
    guid("itemId", "Item Id", "items"),
    code("itemNumber", "Item No.", 20, "items", searched=True),
    code("variantCode", "Variant Code"),
    _UNIT,
    _CURRENCY,
    decimal("minimumQuantity", "Minimum Quantity"),
    *_PERIOD,
    decimal("unitPrice", "Unit Price"),
    flag("priceIncludesTax", "Price Includes VAT"),
    name_column="itemNumber",
    keys=(
        (
            "itemNumber",
            "salesType",
            "salesCode",
            "startingDate",
            "currencyCode",
            "variantCode",
            "unitOfMeasureCode",
            "minimumQuantity",
        ),
    ),
)

PRICE_LIST_HEADERS = new_page(
    "priceListHeaders",
    "priceListHeader",
    "Price List Header",
    code("code", "Code", 20, unique=True, searched=True),
    text("displayName", "Description", 250, searched=True),
    _TYPES,
    _AMOUNTS,
    enum(
        "sourceType",
        "Assign-to Type",
        "All_x0020_Customers",
        "Customer",
        "Customer_x0020_Price_x0020_Group",
        "Campaign",
    ),
    code("sourceNumber", "Assign-to No.", 20),
    _CURRENCY,
    *_PERIOD,
    flag("allowUpdatingDefaults", "Allow Updating Defaults"),
    enum("status", "Status", "Draft", "Active", "Inactive"),
)

PRICE_LIST_LINES = new_page(
    "priceListLines",
    "priceListLine",
    "Price List Line",
    guid("priceListId", "Price List Id", "priceListHeaders", writable=ON_CREATE),
    code("priceListCode", "Price List Code", 20, "priceListHeaders", writable=ON_CREATE, searched=True, indexed=True),
    integer("lineNumber", "Line No.", writable=ON_CREATE),
    _TYPES,
    _AMOUNTS,
    enum(
        "assetType",
        "Product Type",
        BLANK,
        "Item",
        "Item_x0020_Discount_x0020_Group",
        "Resource",
        "G_x002F_L_x0020_Account",
    ),
    guid("assetId", "Product Id", "items", "resources"),
    code("assetNumber", "Product No.", 20, "items", "resources", searched=True),
    text("displayName", "Description", 100),
    code("variantCode", "Variant Code"),
    _UNIT,
    _CURRENCY,
    decimal("minimumQuantity", "Minimum Quantity"),
    *_PERIOD,
    decimal("unitPrice", "Unit Price"),
    enum("status", "Price Status", "Draft", "Active", "Inactive", writable=NEVER),
    name_column="assetNumber",
    keys=(("priceListCode", "lineNumber"),),
)

TABLES = (CUSTOMER_PRICE_GROUPS, SALES_PRICES, PRICE_LIST_HEADERS, PRICE_LIST_LINES)
