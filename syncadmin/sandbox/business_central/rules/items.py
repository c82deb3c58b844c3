"""Items and resources: units they are counted in, the group of these units, and stock.

Each item and resource has its base unit among its units, and one unit group that is named after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...columns import ZERO_GUID
from ...values import Reason, Refused
from ..tables.items import ITEM_UNITS, ITEMS, RESOURCE_UNITS, RESOURCES, UNIT_GROUPS
from .related import BASE_UNIT, Pair, check_related, complete_pair, rename
from .series import number
from .writing import add, alter

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

CATEGORY = Pair("itemCategoryId", "itemCategoryCode", "itemCategories", "item category")
UNIT = Pair("unitOfMeasureId", "code", "unitsOfMeasure", "unit of measure")
SOLD_ON = ("salesOrderLines", "salesInvoiceLines", "postedSalesInvoiceLines")
CODE = BASE_UNIT.code


@dataclass(frozen=True)
class Product:
    """Something with units: its page, the page of its units, and what unit groups call it."""

    table: Table
    units: Table
    source: str

    @property
    def owner(self) -> Pair:
        """How a unit names what it belongs to."""
        name = self.source.lower()
        return Pair(f"{name}Id", f"{name}Number", self.table.name, name)


ITEM = Product(ITEMS, ITEM_UNITS, "Item")
RESOURCE = Product(RESOURCES, RESOURCE_UNITS, "Resource")


def complete_item(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """An item about to be stored; its stock is changed by posting, never with a new item."""
    if given.get("inventory") and before is None:
        raise Refused(Reason.RULE, ITEMS.by_name["inventory"], detail="Inventory cannot be changed during on insert.")
    if row["inventory"] and row["type"] != "Inventory":
        raise Refused(Reason.RULE, ITEMS.by_name["inventory"], detail="Type must be equal to 'Inventory' in Item.")
    complete_pair(store, ITEMS, CATEGORY, row, given)
    _complete(store, ITEM, row, given, before)


def complete_resource(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A resource about to be stored."""
    _complete(store, RESOURCE, row, given, before)


def _complete(store: Store, product: Product, row: Row, given: Row, before: Row | None) -> None:
    number(store, product.table.name, row, before)
    complete_pair(store, product.table, BASE_UNIT, row, given)
    check_related(store, product.table, given)


def follow_item(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """Units and unit group of an item."""
    _follow(store, ITEM, row, before)


def follow_resource(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """Units and unit group of a resource."""
    _follow(store, RESOURCE, row, before)


def _follow(store: Store, product: Product, row: Row | None, before: Row | None) -> None:
    if row is None:
        _forget(store, product, before or {})
        return
    rename(store, product.table.name, row, before)
    group = _group(store, product, row)
    if not row[CODE] or before and before[CODE] == row[CODE]:
        return
    owner, found = product.owner, None
    for unit in store.stored_all_by(product.units.name, owner.code, row["number"]):
        is_base = unit["code"] == row[CODE]
        found = unit if is_base else found
        if bool(unit["baseUnit"]) != is_base:
            alter(store, product.units.name, unit["id"], {"baseUnit": is_base})
    if found is None:
        values = {owner.id: row["id"], "code": row[CODE], "quantityPerUnitOfMeasure": 1, "unitGroupId": group}
        add(store, product.units.name, values)


def _group(store: Store, product: Product, row: Row) -> object:
    """The id of the unit group of an item or resource, which is made or renamed here."""
    named = {
        "sourceNumber": row["number"],
        "sourceName": row["displayName"],
        "code": group_code(product.source, str(row["number"])),
    }
    found = store.stored_by(UNIT_GROUPS.name, "sourceId", row["id"])
    if found is None:
        values = {"sourceType": product.source, "sourceId": row["id"], **named}
        return add(store, UNIT_GROUPS.name, values)["id"]
    if any(found[name] != value for name, value in named.items()):
        alter(store, UNIT_GROUPS.name, found["id"], named)
    return found["id"]


def group_code(source: str, number: str) -> str:
    """What the unit group of an item or resource is called."""
    return f"{source.upper()} {number} UOM GR"


def complete_item_unit(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A unit of an item about to be stored."""
    _complete_unit(store, ITEM, row, given, before)


def complete_resource_unit(store: Store, row: Row, given: Row, before: Row | None) -> None:
    """A unit of a resource about to be stored."""
    _complete_unit(store, RESOURCE, row, given, before)


def _complete_unit(store: Store, product: Product, row: Row, given: Row, before: Row | None) -> None:
    table, owner = product.units, product.owner
    complete_pair(store, table, owner, row, given)
    complete_pair(store, table, UNIT, row, given)
    if row[owner.id] == ZERO_GUID or not row["code"]:
        detail = f'A "{owner.code}" and a "code" must be provided.'
        raise Refused(Reason.RULE, table.by_name["code"], detail=detail)
    if not isinstance(row["quantityPerUnitOfMeasure"], int) or row["quantityPerUnitOfMeasure"] <= 0:
        column = table.by_name["quantityPerUnitOfMeasure"]
        raise Refused(Reason.RULE, column, detail=f"{column.title} must be greater than 0.")
    if before is None:
        source = store.stored(product.table.name, str(row[owner.id])) or {}
        group = store.stored_by(UNIT_GROUPS.name, "sourceId", row[owner.id])
        row["baseUnit"] = int(source.get(CODE) == row["code"])
        row["unitGroupId"] = group["id"] if group else ZERO_GUID


def remove_unit(store: Store, row: Row, by: str | None) -> None:
    """Refuses to lose the base unit of something that is still there."""
    product = ITEM if "itemId" in row else RESOURCE
    if row["baseUnit"] and store.stored(product.table.name, str(row[product.owner.id])):
        raise Refused(Reason.RULE, detail=f"You cannot delete the base unit of measure {row['code']}.")


def remove_item(store: Store, row: Row, by: str | None) -> None:
    """Refuses to lose an item that was sold."""
    _remove(store, ITEM, row)


def remove_resource(store: Store, row: Row, by: str | None) -> None:
    """Refuses to lose a resource that was sold."""
    _remove(store, RESOURCE, row)


def _remove(store: Store, product: Product, row: Row) -> None:
    name = f"{product.source.lower()}Id"
    for table in SOLD_ON:
        if store.stored_by(table, name, row["id"]) is not None:
            detail = f"You cannot delete {product.source} {row['number']} because it is on one or more sales lines."
            raise Refused(Reason.RULE, detail=detail)


def _forget(store: Store, product: Product, row: Row) -> None:
    """Units and their group go with what they belonged to."""
    for table, column in ((product.units.name, product.owner.id), (UNIT_GROUPS.name, "sourceId")):
        for found in store.stored_all_by(table, column, row["id"]):
            store.remove(table, str(found["id"]))
