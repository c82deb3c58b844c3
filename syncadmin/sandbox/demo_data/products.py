"""Items and resources with their units, and the products, unit groups and units some of them are in Dataverse.

Every second item and resource is a product there; two more products are known to Dataverse alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ..business_central.rules.items import group_code
from .base import SALES_COMPANY_ID
from .businesses import draw, fixed_guid
from .codes import ITEM_CATEGORIES, LOCAL_CURRENCY, Row, unit_guid
from .parts import ACTIVE, Picks, bc_stamp, money, sales_currency, sales_stamps

KINDS = ("Lamp", "Wrench", "Blanket", "Lantern", "Chisel", "Cushion", "Floodlight", "Spanner")
LINES = ("Fjellro", "Viddelys", "Briskefin", "Tindrande", "Myrull", "Skogtun", "Disedag", "Glødheim", "Rimfrost")
JOBS = ("Fitter", "Planner", "Crane", "Van")
MOST_ITEMS = 2_000
BOX = 12
ACTIVE_STATE, RETIRED, DRAFT = (0, 1), (1, 2), (2, 0)
ROUND, DRAFT_PLACE = 14, 4  # which products are still drafts
SERVICE, ITEM = 3, 1


class Thing(NamedTuple):
    """An item or resource: what both systems and all documents say of it."""

    source: str
    guid: str
    number: str
    name: str
    unit: str
    price: Decimal
    cost: Decimal
    blocked: bool
    picks: Picks

    @property
    def group(self) -> str:
        """What its unit group is called."""
        return group_code(self.source, self.number)

    @property
    def units(self) -> tuple[tuple[str, int], ...]:
        """Code and size of the units it is counted in, the base unit first."""
        return ((self.unit, 1), ("BOX", BOX)) if self.source == "Item" and self.picks[4] % 3 == 0 else ((self.unit, 1),)


def count_items(customers: int) -> int:
    """How many items there are for so many customers."""
    return min(max(12, customers // 5), MOST_ITEMS) if customers else 0


def count_resources(customers: int) -> int:
    """How many resources there are for so many customers."""
    return min(max(4, customers // 50), 200) if customers else 0


def item(seed: int, number: int) -> Thing:
    """Item `number` of this seed."""
    guid, picks = draw("item", seed, number)
    name = f"{KINDS[number % len(KINDS)]} {LINES[picks[0] % len(LINES)]} {number + 1}"
    price = Decimal(picks[1] % 9_000_00 + 50_00).scaleb(-2)
    cost = (price * 6 / 10).quantize(Decimal("0.01"))
    return Thing("Item", guid, f"V{number + 1:04d}", name, "PCS", price, cost, number % 23 == 7, picks)


def resource(seed: int, number: int) -> Thing:
    """Resource `number` of this seed."""
    guid, picks = draw("resource", seed, number)
    job = JOBS[number % len(JOBS)]
    price = Decimal(picks[1] % 900 + 500)
    unit = "KM" if job == "Van" else "HOUR"
    name = f"{job} {number + 1} (demo)"
    return Thing("Resource", guid, f"RES{number + 1:03d}", name, unit, price, price / 2, number % 23 == 7, picks)


def bc_product(thing: Thing, vendors: int) -> tuple[str, Row]:
    """Table and row of an item or resource."""
    shared: Row = {
        "id": thing.guid,
        "number": thing.number,
        "displayName": thing.name,
        "blocked": thing.blocked,
        "unitPrice": thing.price,
        "unitCost": thing.cost,
        "baseUnitOfMeasureCode": thing.unit,
        "baseUnitOfMeasureId": unit_guid(thing.unit),
        "lastModifiedDateTime": bc_stamp(thing.picks),
    }
    if thing.source == "Resource":
        is_machine = not thing.name.startswith(JOBS[:2])
        return "resources", {**shared, "type": "Machine" if is_machine else "Person", "capacity": 160}
    category = thing.picks[3] % len(ITEM_CATEGORIES)
    vendor = thing.picks[5] % vendors if vendors and thing.picks[6] % 2 else None
    return "items", {
        **shared,
        "type": "Inventory" if thing.picks[2] % 9 else "Service",
        "inventory": thing.picks[2] % 500 if thing.picks[2] % 9 else 0,
        "itemCategoryCode": ITEM_CATEGORIES[category][0],
        "itemCategoryId": fixed_guid(f"item category {category}"),
        "unitVolume": Decimal(thing.picks[7] % 900).scaleb(-3),
        "grossWeight": Decimal(thing.picks[8] % 9000).scaleb(-2),
        "vendorNumber": "" if vendor is None else f"L{vendor + 1:05d}",
        "vendorItemNumber": "" if vendor is None else f"{thing.number}/{thing.picks[9] % 1000:03d}",
    }


def bc_group(thing: Thing) -> Row:
    """The unit group of an item or resource."""
    return {
        "id": fixed_guid(f"unit group {thing.guid}"),
        "sourceType": thing.source,
        "sourceId": thing.guid,
        "sourceNumber": thing.number,
        "sourceName": thing.name,
        "code": thing.group,
        "lastModifiedDateTime": bc_stamp(thing.picks),
    }


def bc_units(thing: Thing) -> Iterator[tuple[str, Row]]:
    """The units of an item or resource."""
    name = thing.source.lower()
    for code, size in thing.units:
        yield (
            f"{name}UnitsOfMeasure",
            {
                "id": fixed_guid(f"unit {code} of {thing.guid}"),
                f"{name}Id": thing.guid,
                f"{name}Number": thing.number,
                "unitOfMeasureId": unit_guid(code),
                "code": code,
                "quantityPerUnitOfMeasure": size,
                "baseUnit": size == 1,
                "unitGroupId": fixed_guid(f"unit group {thing.guid}"),
                "lastModifiedDateTime": bc_stamp(thing.picks),
            },
        )


def is_product(number: int) -> bool:
    """Whether item or resource `number` is in Dataverse too."""
    return number % 2 == 0


def is_active(number: int) -> bool:
    """Whether item or resource `number` is an active product in Dataverse, unless it is blocked."""
    return is_product(number) and number % ROUND != DRAFT_PLACE


def sales_unit_guid(thing: Thing, code: str) -> str:
    """The id of a unit in Dataverse."""
    return fixed_guid(f"sales unit {code} of {thing.guid}")


def sales_group_guid(thing: Thing) -> str:
    """The id of a unit group in Dataverse."""
    return fixed_guid(f"sales unit group {thing.guid}")


def sales_product_guid(thing: Thing) -> str:
    """The id of a product."""
    return fixed_guid(f"product {thing.guid}")


def sales_name(thing: Thing) -> str:
    """What a product is called; some were renamed by people in Sales."""
    return f"{thing.name} NEW" if thing.picks[10] % 3 == 0 else thing.name


def sales_group(thing: Thing) -> Row:
    """The unit group of a product."""
    key = sales_group_guid(thing)
    return {"uomscheduleid": key, "name": thing.group, "baseuomname": thing.unit, **ACTIVE, **sales_stamps(thing.picks)}


def sales_units(thing: Thing) -> Iterator[Row]:
    """The units of a product."""
    for code, size in thing.units:
        yield {
            "uomid": sales_unit_guid(thing, code),
            "name": code,
            "quantity": size,
            "isschedulebaseuom": size == 1,
            "_baseuom_value": None if size == 1 else sales_unit_guid(thing, thing.unit),
            "_uomscheduleid_value": sales_group_guid(thing),
            **sales_stamps(thing.picks),
        }


def sales_product(thing: Thing, number: int) -> Row:
    """A product; those of blocked items are retired."""
    state, status = RETIRED if thing.blocked else ACTIVE_STATE if is_active(number) else DRAFT
    return {
        "productid": sales_product_guid(thing),
        "name": sales_name(thing),
        "productnumber": thing.number,
        "producttypecode": ITEM if thing.source == "Item" else SERVICE,
        "productstructure": 1,
        "quantitydecimal": 2,
        "isstockitem": thing.source == "Item",
        "_defaultuomid_value": sales_unit_guid(thing, thing.unit),
        "_defaultuomscheduleid_value": sales_group_guid(thing),
        "_bcbi_companyid_value": SALES_COMPANY_ID if number % 4 == 0 else None,
        "statecode": state,
        "statuscode": status,
        **sales_currency(LOCAL_CURRENCY),
        **money(LOCAL_CURRENCY, price=thing.price, standardcost=thing.cost, currentcost=thing.cost),
        **sales_stamps(thing.picks),
    }
