"""Items, resources, units and prices of Business Central."""

import pytest

from tests.sandbox.callers import error_of

DIALOG, RELATION, TWICE = (
    "Application_DialogException",
    "Internal_InvalidTableRelation",
    "Internal_EntityWithSameKeyExists",
)


@pytest.fixture
def lamp(sandbox):
    return sandbox.add("items", displayName="Lamp", unitPrice=80, baseUnitOfMeasureCode="PCS")


@pytest.fixture
def prices(sandbox):
    return sandbox.add("priceListHeaders", displayName="Spring", currencyCode="EUR", startingDate="2026-01-01")


def patch(caller, path, row, body):
    return caller("PATCH", f"{path}({row['id']})", body=body, If_Match="*")


def test_a_new_item_has_no_stock_and_gets_it_by_posting(central, company):
    body = {"displayName": "Lamp", "inventory": 5}
    assert error_of(central("POST", f"{company}/items", body=body)) == (400, DIALOG)
    made = central("POST", f"{company}/items", body={"displayName": "Lamp"}).json()
    assert (made["inventory"], made["type"], made["number"][:2]) == (0, "Inventory", "IT")
    assert patch(central, f"{company}/items", made, {"inventory": 5}).json()["inventory"] == 5


def test_a_service_has_no_stock(central, company, sandbox):
    row = sandbox.add("items", displayName="Fitting", type="Service")
    assert error_of(patch(central, f"{company}/items", row, {"inventory": 1})) == (400, DIALOG)


def test_types_are_transported_encoded(central, company):
    made = central("POST", f"{company}/items", body={"type": "Non_x002D_Inventory"}).json()
    assert made["type"] == "Non_x002D_Inventory"


PAIRS = [("baseUnitOfMeasure", "unitsOfMeasure"), ("itemCategory", "itemCategories")]


@pytest.mark.parametrize(("name", "target"), PAIRS)
def test_id_and_code_of_an_item_are_a_pair(central, company, sandbox, name, target):
    first, second = sandbox.rows(target)[:2]
    path = f"{company}/items"
    made = central("POST", path, body={f"{name}Code": first["code"]}).json()
    assert made[f"{name}Id"] == first["id"]
    assert patch(central, path, made, {f"{name}Id": second["id"]}).json()[f"{name}Code"] == second["code"]
    both = {f"{name}Id": first["id"], f"{name}Code": second["code"]}
    assert error_of(patch(central, path, made, both)) == (400, DIALOG)
    assert error_of(patch(central, path, made, {f"{name}Code": "NOBODY"})) == (400, RELATION)


@pytest.mark.parametrize(("table", "source"), [("items", "item"), ("resources", "resource")])
def test_a_base_unit_brings_a_unit_and_a_unit_group(extension, company, sandbox, table, source):
    made = extension("POST", f"{company}/{table}", body={"displayName": "A", "baseUnitOfMeasureCode": "PCS"}).json()
    (unit,) = extension.get(f"{company}/{source}UnitsOfMeasure").json()["value"]
    assert (unit[f"{source}Number"], unit["code"], unit["quantityPerUnitOfMeasure"]) == (made["number"], "PCS", 1)
    (group,) = extension.get(f"{company}/unitGroups").json()["value"]
    assert group["code"] == f"{source.upper()} {made['number']} UOM GR"
    assert (group["sourceId"], unit["unitGroupId"], unit["baseUnit"]) == (made["id"], group["id"], True)


def test_a_renamed_item_renames_its_units_and_group(central, company, sandbox, lamp):
    patch(central, f"{company}/items", lamp, {"number": "NEW"})
    assert sandbox.rows("itemUnitsOfMeasure")[0]["itemNumber"] == "NEW"
    assert sandbox.rows("unitGroups")[0]["code"] == "ITEM NEW UOM GR"


def test_another_base_unit_is_added_to_the_units(central, company, sandbox, lamp):
    patch(central, f"{company}/items", lamp, {"baseUnitOfMeasureCode": "BOX"})
    assert {row["code"]: row["baseUnit"] for row in sandbox.rows("itemUnitsOfMeasure")} == {"PCS": False, "BOX": True}


BAD_UNITS = [
    ({"code": "PCS"}, TWICE),
    ({"code": "NOBODY"}, RELATION),
    ({"code": "BOX", "quantityPerUnitOfMeasure": 0}, DIALOG),
    ({}, DIALOG),
]


@pytest.mark.parametrize(("body", "code"), BAD_UNITS)
def test_a_unit_is_there_once_and_counts_something(extension, company, lamp, body, code):
    answer = extension("POST", f"{company}/itemUnitsOfMeasure", body={"itemNumber": lamp["number"], **body})
    assert error_of(answer) == (400, code)


def test_the_base_unit_stays_as_long_as_its_item(extension, company, sandbox, lamp):
    unit = sandbox.rows("itemUnitsOfMeasure")[0]
    assert error_of(extension("DELETE", f"{company}/itemUnitsOfMeasure({unit['id']})")) == (400, DIALOG)
    assert extension("DELETE", f"{company}/items({lamp['id']})").status_code == 204
    assert (sandbox.count("itemUnitsOfMeasure"), sandbox.count("unitGroups")) == (0, 0)


def test_unit_groups_and_the_capacity_of_resources_are_worked_out(extension, company):
    assert error_of(extension("POST", f"{company}/unitGroups", body={}))[1] == "BadRequest_MethodNotAllowed"
    answer = extension("POST", f"{company}/resources", body={"capacity": 5})
    assert error_of(answer) == (400, "BadRequest_InvalidOperation")


def test_a_line_takes_over_from_its_price_list_and_its_product(extension, company, prices, lamp):
    body = {"priceListCode": prices["code"], "assetType": "Item", "assetNumber": lamp["number"], "unitPrice": 75.5}
    first, second = (extension("POST", f"{company}/priceListLines", body=body).json() for _ in range(2))
    assert (first["lineNumber"], second["lineNumber"]) == (10_000, 20_000)
    assert (first["currencyCode"], first["startingDate"], first["status"]) == ("EUR", "2026-01-01", "Draft")
    assert (first["priceListId"], first["assetId"], first["unitOfMeasureCode"]) == (prices["id"], lamp["id"], "PCS")
    assert first["unitPrice"] == 75.5


def test_lines_have_the_status_of_their_list_and_go_with_it(extension, company, sandbox, prices, lamp):
    sandbox.add("priceListLines", priceListCode=prices["code"], assetType="Item", assetNumber=lamp["number"])
    patch(extension, f"{company}/priceListHeaders", prices, {"status": "Active"})
    assert sandbox.rows("priceListLines")[0]["status"] == "Active"
    assert extension("DELETE", f"{company}/priceListHeaders({prices['id']})").status_code == 204
    assert sandbox.count("priceListLines") == 0


BAD_LINES = [
    ({"assetType": "Item", "assetNumber": "NOBODY"}, RELATION),
    ({"assetType": "Item", "unitOfMeasureCode": "NOBODY"}, RELATION),
    ({"priceListCode": "NOBODY"}, RELATION),
    ({"priceListCode": ""}, DIALOG),
]


@pytest.mark.parametrize(("body", "code"), BAD_LINES)
def test_what_a_line_names_must_exist(extension, company, prices, body, code):
    answer = extension("POST", f"{company}/priceListLines", body={"priceListCode": prices["code"], **body})
    assert error_of(answer) == (400, code)


def test_a_sales_price_is_there_once(extension, company, lamp):
    body = {
        "salesType": "Customer_x0020_Price_x0020_Group",
        "salesCode": "RETAIL",
        "itemNumber": lamp["number"],
        "unitPrice": 70,
    }
    made = extension("POST", f"{company}/salesPrices", body=body).json()
    assert (made["itemId"], made["currencyCode"]) == (lamp["id"], "NOK")
    assert error_of(extension("POST", f"{company}/salesPrices", body=body)) == (400, TWICE)
    assert error_of(extension("POST", f"{company}/salesPrices", body={**body, "salesCode": "X"})) == (400, RELATION)


def test_a_code_that_is_renamed_is_renamed_where_it_is_used(extension, central, company, sandbox, lamp):
    unit = next(row for row in sandbox.rows("unitsOfMeasure") if row["code"] == "PCS")
    patch(central, f"{company}/unitsOfMeasure", unit, {"code": "PIECE"})
    assert sandbox.row("items", lamp["id"])["baseUnitOfMeasureCode"] == "PIECE"
    assert sandbox.rows("itemUnitsOfMeasure")[0]["code"] == "PIECE"


def test_rates_are_read_only_and_there_for_every_foreign_currency(central, company, sandbox):
    rates = central.get(f"{company}/currencyExchangeRates").json()["value"]
    assert {row["currencyCode"] for row in rates} == {row["code"] for row in sandbox.rows("currencies")}
    assert error_of(central("POST", f"{company}/currencyExchangeRates", body={}))[0] == 405
