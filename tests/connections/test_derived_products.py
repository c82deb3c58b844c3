"""Derived columns of items, resources, price lists and units: what mappings to products and price lists are made of."""

from contextlib import closing
from decimal import Decimal

import pytest

from syncadmin.connections.remote import open_remote
from syncadmin.engine.values import Side


@pytest.fixture
def remotes(connection):
    """Both systems."""
    connection.facts = {"local_currency": "NOK", "base_currency": "NOK"}
    with closing(open_remote(connection, Side.BC)) as bc, closing(open_remote(connection, Side.DATAVERSE)) as dataverse:
        yield {Side.BC: bc, Side.DATAVERSE: dataverse}


@pytest.fixture
def bc(remotes):
    return remotes[Side.BC]


def values(remote, table, key, *columns):
    """The values of one row."""
    found = remote.by_keys(table, columns, [key])[key].values
    return found[columns[0]] if len(columns) == 1 else tuple(found[name] for name in columns)


def unit_of(sandbox, item, code):
    return next(
        one["id"] for one in sandbox.rows("itemUnitsOfMeasure") if (one["itemId"], one["code"]) == (item["id"], code)
    )


@pytest.fixture
def item(sandbox):
    sandbox.add("vendors", number="V1", displayName="Litware")
    return sandbox.add(
        "items",
        number="I1",
        displayName="Lamp",
        baseUnitOfMeasureCode="PCS",
        vendorNumber="V1",
        unitPrice=Decimal("-1"),
    )


def test_an_item_has_its_base_unit_its_group_and_the_name_of_its_vendor(bc, sandbox, item):
    group = next(one["id"] for one in sandbox.rows("unitGroups") if one["sourceId"] == item["id"])
    found = values(bc, "items", item["id"], "baseUnitId", "unitGroupId", "vendorName")
    assert found == (unit_of(sandbox, item, "PCS"), group, "Litware")
    sandbox.change("items", item["id"], vendorNumber="")
    assert values(bc, "items", item["id"], "vendorName") is None


def test_a_resource_has_its_base_unit_too(bc, sandbox):
    resource = sandbox.add("resources", number="R1", displayName="Fitter", baseUnitOfMeasureCode="HOUR")
    unit = next(one["id"] for one in sandbox.rows("resourceUnitsOfMeasure") if one["resourceId"] == resource["id"])
    assert values(bc, "resources", resource["id"], "baseUnitId") == unit


def test_amounts_are_never_negative(bc, sandbox, item):
    sandbox.change("items", item["id"], inventory=-3)
    assert values(bc, "items", item["id"], "price", "stock") == (0, 0)
    sandbox.change("items", item["id"], unitPrice=Decimal("12.5"))
    assert values(bc, "items", item["id"], "price") == Decimal("12.5")


def test_a_line_of_a_price_list_without_a_unit_is_in_the_base_unit(bc, sandbox, item):
    sandbox.add("itemUnitsOfMeasure", itemNumber="I1", code="BOX", quantityPerUnitOfMeasure=12)
    prices = sandbox.add("priceListHeaders", code="RETAIL", displayName="Retail")
    of_item = {"priceListCode": "RETAIL", "assetType": "Item", "assetNumber": "I1", "unitPrice": 5}
    base = sandbox.add("priceListLines", **of_item)
    boxed = sandbox.add("priceListLines", **of_item, unitOfMeasureCode="BOX")
    assert values(bc, "priceListLines", base["id"], "unitId") == unit_of(sandbox, item, "PCS")
    assert values(bc, "priceListLines", boxed["id"], "unitId") == unit_of(sandbox, item, "BOX")
    assert values(bc, "priceListLines", boxed["id"], "unitGroupId") == values(bc, "items", item["id"], "unitGroupId")
    assert values(bc, "priceListHeaders", prices["id"], "linesCurrencyCode", "listState") == ("NOK", 1)


def test_a_price_list_has_the_currency_of_its_first_line_and_says_how_many_there_are(bc, sandbox, item):
    prices = sandbox.add("priceListHeaders", code="RETAIL", displayName="Retail", status="Active")
    of_item = {"priceListCode": "RETAIL", "assetType": "Item", "assetNumber": "I1", "unitPrice": 5}
    sandbox.add("priceListLines", **of_item, currencyCode="EUR")
    names = ["linesCurrencyCode", "linesCurrencyCount"]
    before = bc.by_keys("priceListHeaders", names, [prices["id"]])[prices["id"]]
    assert before.values == {"linesCurrencyCode": "EUR", "linesCurrencyCount": 1}
    sandbox.add("priceListLines", **of_item, currencyCode="USD")
    (page,) = bc.changes("priceListHeaders", names, "")
    (after,) = page.records
    assert after.values == {"linesCurrencyCode": "EUR", "linesCurrencyCount": 2}
    assert after.version != before.version


def test_a_customer_price_group_has_the_currency_of_its_own_prices(bc, sandbox, item):
    group = sandbox.add("customerPriceGroups", code="RETAIL2", displayName="Retail")
    price = {"itemNumber": "I1", "salesCode": "RETAIL2", "unitPrice": 5}
    sandbox.add("salesPrices", **price, salesType="Customer_x0020_Price_x0020_Group", currencyCode="EUR")
    assert values(bc, "customerPriceGroups", group["id"], "linesCurrencyCode", "listState") == ("EUR", 0)
    (row,) = sandbox.rows("salesPrices")
    assert values(bc, "salesPrices", row["id"], "unitId") == unit_of(sandbox, item, "PCS")


def test_a_unit_group_of_dataverse_knows_how_many_units_it_has_and_its_base_unit(remotes, sandbox):
    group = sandbox.add("uomschedule", name="Pieces", baseuomname="PCS")["uomscheduleid"]
    names = ("unitCount", "baseUnitName", "baseUnitQuantity")
    assert values(remotes[Side.DATAVERSE], "uomschedule", group, *names) == (1, "PCS", 1)
