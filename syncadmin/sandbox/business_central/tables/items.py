"""What is sold: items and resources, the units they are counted in and the groups of these units."""

from __future__ import annotations

from ...columns import Column
from .vocabulary import NEVER, ON_CREATE, code, decimal, enum, flag, guid, new_page, only, page, text

_NUMBER = code("number", "No.", 20, unique=True, searched=True)
_UNIT = "unitsOfMeasure"
_BASE_UNIT = (
    guid("baseUnitOfMeasureId", "Base Unit of Measure Id", _UNIT),
    code("baseUnitOfMeasureCode", "Base Unit of Measure", 10, _UNIT),
)

ITEM_CATEGORIES = page(
    "itemCategories",
    "itemCategory",
    "Item Category",
    code("code", "Code", 20, unique=True, searched=True),
    text("displayName", "Description", 100, searched=True),
)

ITEMS = page(
    "items",
    "item",
    "Item",
    _NUMBER,
    text("displayName", "Description", 100, searched=True, indexed=True),
    text("displayName2", "Description 2", 50),
    enum("type", "Type", "Inventory", "Service", "Non_x002D_Inventory"),
    guid("itemCategoryId", "Item Category Id", "itemCategories"),
    code("itemCategoryCode", "Item Category Code", 20, "itemCategories"),
    flag("blocked", "Blocked"),
    code("gtin", "GTIN", 14),
    decimal("inventory", "Inventory", calculated=True),
    decimal("unitPrice", "Unit Price"),
    flag("priceIncludesTax", "Price Includes VAT"),
    decimal("unitCost", "Unit Cost"),
    guid("taxGroupId", "Tax Group Id"),
    code("taxGroupCode", "Tax Group Code", 20),
    *_BASE_UNIT,
    guid("generalProductPostingGroupId", "Gen. Prod. Posting Group Id"),
    code("generalProductPostingGroupCode", "Gen. Prod. Posting Group", 20),
    guid("inventoryPostingGroupId", "Inventory Posting Group Id"),
    code("inventoryPostingGroupCode", "Inventory Posting Group", 20),
    *only(
        decimal("unitVolume", "Unit Volume"),
        decimal("grossWeight", "Gross Weight"),
        decimal("netWeight", "Net Weight"),
        code("vendorNumber", "Vendor No.", 20, "vendors"),
        text("vendorItemNumber", "Vendor Item No.", 50),
    ),
    extension=True,
)

RESOURCES = new_page(
    "resources",
    "resource",
    "Resource",
    _NUMBER,
    text("displayName", "Name", 100, searched=True, indexed=True),
    enum("type", "Type", "Person", "Machine"),
    flag("blocked", "Blocked"),
    *_BASE_UNIT,
    decimal("unitPrice", "Unit Price"),
    decimal("unitCost", "Unit Cost"),
    decimal("capacity", "Capacity", writable=NEVER, calculated=True),
    code("vendorNumber", "Vendor No.", 20, "vendors"),
)

UNIT_GROUPS = new_page(
    "unitGroups",
    "unitGroup",
    "Unit Group",
    enum("sourceType", "Source Type", "Item", "Resource"),
    guid("sourceId", "Source Id", "items", "resources"),
    code("sourceNumber", "Source No.", 20, "items", "resources", searched=True),
    text("sourceName", "Source Name", 100, calculated=True),
    code("code", "Code", 50, unique=True, searched=True),
    read_only=True,
    name_column="code",
    keys=(("sourceType", "sourceId"),),
)


def _units_of(owner: str, label: str) -> tuple[Column, ...]:
    """The properties of the units in which one item or resource is counted."""
    return (
        guid(f"{owner}Id", f"{label} Id", f"{owner}s", writable=ON_CREATE),
        code(f"{owner}Number", f"{label} No.", 20, f"{owner}s", writable=ON_CREATE, indexed=True),
        guid("unitOfMeasureId", "Unit of Measure Id", _UNIT, writable=ON_CREATE),
        code("code", "Code", 10, _UNIT, searched=True),
        decimal("quantityPerUnitOfMeasure", "Qty. per Unit of Measure", default=1),
        flag("baseUnit", "Base Unit", writable=NEVER, calculated=True),
        guid("unitGroupId", "Unit Group Id", "unitGroups", writable=NEVER, calculated=True),
    )


ITEM_UNITS = new_page(
    "itemUnitsOfMeasure",
    "itemUnitOfMeasure",
    "Item Unit of Measure",
    *_units_of("item", "Item"),
    keys=(("itemNumber", "code"),),
)

RESOURCE_UNITS = new_page(
    "resourceUnitsOfMeasure",
    "resourceUnitOfMeasure",
    "Resource Unit of Measure",
    *_units_of("resource", "Resource"),
    keys=(("resourceNumber", "code"),),
)

TABLES = (ITEM_CATEGORIES, ITEMS, RESOURCES, UNIT_GROUPS, ITEM_UNITS, RESOURCE_UNITS)
