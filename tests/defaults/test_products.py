"""Items and resources become products, published with units and price list, and come from them (6.13, 6.14, 8.8)."""

import pytest

from tests.defaults.goods import (
    GOODS,
    GROUPS,
    LIST,
    UNITS,
    base_unit,
    boxed,
    foreign_product,
    group_of,
    item,
    problem,
    resource,
    sold,
)
from tests.runs.several import work

pytestmark = pytest.mark.django_db(transaction=True)
ITEM = "ITEM-PRODUCT"


@pytest.fixture(params=[True, False], ids=["unit groups", "units"])
def stage(play, request):
    """Both ways to count things."""
    names = (*(GROUPS if request.param else UNITS), *GOODS, "CURRENCY")
    return play(*names, unit_groups=request.param, ownership="team")


@pytest.fixture
def grouped(play):
    """Things in unit groups of their own."""
    return play(*GROUPS, *GOODS, "CURRENCY", unit_groups=True, ownership="team")


def test_an_item_becomes_an_active_product_with_all_that_belongs_to_it(stage):
    vendor = stage.add("vendors", displayName="Wood Ltd.")
    wanted = {"vendorNumber": vendor["number"], "vendorItemNumber": "W-1", "unitVolume": 2, "grossWeight": 3}
    lamp = item(stage, **wanted)
    row = sold(stage, lamp)
    assert (row["productnumber"], row["name"], row["price"]) == (lamp["number"], "Lamp", 10)
    assert (row["standardcost"], row["currentcost"], row["stockvolume"], row["stockweight"]) == (3, 3, 2, 3)
    assert (row["vendorid"], row["vendorname"], row["vendorpartnumber"]) == (vendor["number"], "Wood Ltd.", "W-1")
    assert (row["producttypecode"], row["quantitydecimal"], row["statecode"], row["statuscode"]) == (1, 2, 0, 1)
    assert row["_transactioncurrencyid_value"] == stage.connection.facts["local_currency_id"]
    unit = stage.row("uom", row["_defaultuomid_value"])
    assert (unit["name"], unit["_uomscheduleid_value"]) == ("PCS", row["_defaultuomscheduleid_value"])
    assert set(stage.endings(stage.modified(ITEM))) <= {("unchanged",)}


def test_a_resource_becomes_a_service(stage):
    row = sold(stage, resource(stage), "RESOURCE-PRODUCT")
    assert (row["producttypecode"], row["name"], row["price"], row["statecode"]) == (3, "Fitter", 50, 0)
    assert stage.row("uom", row["_defaultuomid_value"])["name"] == "HOUR"


def test_every_product_has_the_default_price_list_which_is_made_once(stage):
    rows = [sold(stage, item(stage, displayName=name)) for name in ("Lamp", "Desk")]
    (prices,) = stage.rows("pricelevel")
    assert {one["_pricelevelid_value"] for one in rows} == {prices["pricelevelid"]}
    code = stage.connection.facts["local_currency"]
    assert prices["name"] == f"Business Central Default Price List ({code})"
    assert prices["_transactioncurrencyid_value"] == stage.connection.facts["local_currency_id"]


def test_a_preview_makes_no_price_list_and_says_what_is_missing(grouped):
    lamp = item(grouped)
    grouped.full(*GROUPS)
    job = grouped.records(ITEM, lamp, create=True, preview=True)
    assert grouped.endings(job) == [("waiting", "waiting_for")]
    assert job.operations.get().facts["mapping"] == LIST
    assert grouped.rows("pricelevel") == []


def test_a_default_price_list_of_that_name_is_used_whoever_made_it(grouped):
    code = grouped.connection.facts["local_currency"]
    there = grouped.add("pricelevel", name=f"Business Central Default Price List ({code})")
    assert sold(grouped, item(grouped))["_pricelevelid_value"] == there["pricelevelid"]
    assert len(grouped.rows("pricelevel")) == 1


def test_another_price_list_that_somebody_gives_a_product_stays(grouped):
    lamp = item(grouped)
    row = sold(grouped, lamp)
    retail = grouped.add("pricelevel", name="Retail")["pricelevelid"]
    grouped.change("product", row, _pricelevelid_value=retail)
    grouped.change("items", lamp, displayName="Lantern")
    grouped.modified(ITEM)
    row = grouped.partner(ITEM, lamp)
    assert (row["name"], row["_pricelevelid_value"]) == ("Lantern", retail)


def test_price_and_stock_are_never_negative(stage):
    lamp = item(stage, unitPrice=-5)
    stage.sandbox.store.change("items", lamp["id"], {"inventory": -3})
    row = sold(stage, lamp)
    assert (row["price"], row["quantityonhand"]) == (0, 0)


def test_both_sides_may_rename_a_product_and_a_conflict_is_asked_about(stage):
    lamp = item(stage)
    row = sold(stage, lamp)
    stage.change("product", row, name="Lantern")
    stage.modified(ITEM)
    assert stage.row("items", lamp)["displayName"] == "Lantern"
    stage.change("items", lamp, displayName="Torch", unitPrice=12)
    stage.modified(ITEM)
    row = stage.partner(ITEM, lamp)
    assert (row["name"], row["price"]) == ("Torch", 12)
    stage.change("items", lamp, displayName="Beacon")
    stage.change("product", row, name="Flare")
    stage.modified(ITEM)
    assert problem(stage, ITEM)[0] == "conflict"


def test_a_blocked_item_is_a_retired_product_and_back(stage):
    lamp = item(stage)
    row = sold(stage, lamp)
    stage.change("items", lamp, blocked=True)
    stage.modified(ITEM)
    assert (stage.row("product", row)["statecode"], stage.row("product", row)["statuscode"]) == (1, 2)
    stage.change("items", lamp, displayName="Lantern")
    stage.modified(ITEM)
    row = stage.row("product", row)
    assert (row["name"], row["statecode"]) == ("Lantern", 1)
    stage.change("items", lamp, blocked=False, displayName="Lamp")
    stage.modified(ITEM)
    row = stage.row("product", row)
    assert (row["name"], row["statecode"]) == ("Lamp", 0)


@pytest.mark.parametrize("state", [1, 3])
def test_a_product_that_is_not_active_is_a_blocked_item(grouped, state):
    lamp = item(grouped)
    row = sold(grouped, lamp)
    grouped.change("product", row, statecode=state, statuscode={1: 2, 3: 3}[state])
    grouped.modified(ITEM)
    assert grouped.row("items", lamp)["blocked"] is True
    grouped.modified(ITEM)
    assert grouped.row("product", row)["statecode"] == state


def test_blocked_items_and_drafts_are_left_alone_unless_they_are_coupled(grouped):
    item(grouped, blocked=True)
    grouped.add("product", **{**_draft(grouped), "productnumber": "D1"})
    job = grouped.full(*GROUPS, LIST, ITEM)
    assert grouped.endings(job) == [("excluded", "filtered_out")] * 2
    assert grouped.coupled(ITEM) == {}


def _draft(stage):
    group = stage.add("uomschedule", name="Draft units", baseuomname="PCS")["uomscheduleid"]
    base = stage.row("uom", _uomscheduleid_value=group)["uomid"]
    units = {"_defaultuomscheduleid_value": group, "_defaultuomid_value": base}
    return {"name": "Draft", "quantitydecimal": 2, **units}


def test_another_base_unit_flows_to_the_product(grouped):
    lamp = item(grouped)
    boxed(grouped, lamp)
    row = sold(grouped, lamp)
    grouped.change("items", lamp, baseUnitOfMeasureId=grouped.row("unitsOfMeasure", code="BOX")["id"])
    grouped.modified(ITEM)
    assert grouped.row("uom", grouped.row("product", row)["_defaultuomid_value"])["name"] == "BOX"


def test_without_unit_groups_the_unit_flows_both_ways(play):
    stage = play(*UNITS, *GOODS, "CURRENCY", unit_groups=False)
    lamp = item(stage)
    box = stage.row("unitsOfMeasure", code="BOX")
    row = sold(stage, lamp)
    stage.change("items", lamp, baseUnitOfMeasureId=box["id"])
    stage.modified(ITEM)
    row = stage.row("product", row)
    assert stage.row("uom", row["_defaultuomid_value"])["name"] == "BOX"
    pieces = stage.partner("UNIT OF MEASURE", stage.row("unitsOfMeasure", code="PCS"))["uomscheduleid"]
    units = {"_defaultuomid_value": stage.row("uom", _uomscheduleid_value=pieces)["uomid"]}
    stage.change("product", row, _defaultuomscheduleid_value=pieces, **units)
    stage.modified(ITEM)
    assert stage.row("items", lamp)["baseUnitOfMeasureCode"] == "PCS"


def test_an_item_whose_unit_is_not_coupled_waits_and_follows(grouped):
    lamp = item(grouped)
    grouped.full(LIST)
    grouped.records(ITEM, lamp, create=True)
    code, facts = problem(grouped, ITEM)
    assert (code, facts["field"], facts["mapping"]) == ("waiting_for", "Base Unit of Measure", "ITEM UOM")
    assert facts["value"] == base_unit(grouped, lamp)["id"]
    grouped.full("UNIT GROUP", "ITEM UOM")
    work()
    assert grouped.partner(ITEM, lamp)["statecode"] == 0


def test_an_item_without_a_base_unit_is_refused(grouped):
    lamp = item(grouped, baseUnitOfMeasureId=None)
    grouped.full("UNIT GROUP", LIST)
    grouped.records(ITEM, lamp, create=True)
    code, facts = problem(grouped, ITEM)
    assert (code, facts["field"]) == ("value_missing", "Base Unit of Measure")


def test_a_product_becomes_an_item_with_its_unit(stage):
    row = foreign_product(stage, price=99)
    if not stage.connection.unit_groups:
        group = stage.row("uomschedule", row["_defaultuomscheduleid_value"])
        stage.change("uomschedule", group, name="NAV PCS")
        stage.full(*UNITS)
    stage.full(LIST, ITEM)
    desk = stage.bc_partner(ITEM, row)
    assert (desk["displayName"], desk["baseUnitOfMeasureCode"], desk["blocked"]) == ("Desk", "PCS", False)


def test_the_new_item_gets_a_unit_group_of_its_own_and_its_number_goes_to_the_product(grouped):
    row = foreign_product(grouped)
    grouped.full(LIST, ITEM)
    grouped.full(*GROUPS)
    desk = grouped.bc_partner(ITEM, row)
    grouped.full(ITEM)
    row = grouped.row("product", row)
    group = grouped.partner("UNIT GROUP", group_of(grouped, desk))
    assert (row["productnumber"], row["_defaultuomscheduleid_value"]) == (desk["number"], group["uomscheduleid"])


def test_a_product_that_shares_its_unit_group_does_not_become_an_item(grouped):
    row = foreign_product(grouped)
    units = {name: row[name] for name in ("_defaultuomscheduleid_value", "_defaultuomid_value", "quantitydecimal")}
    grouped.add("product", name="Chair", productnumber="CHAIR", **units)
    grouped.full(LIST, ITEM)
    code, facts = problem(grouped, ITEM)
    assert (code, facts["field"], facts["value"]) == ("field_differs", "Products of the Unit Group", "2")


def test_a_product_in_a_unit_that_business_central_lacks_does_not_become_an_item(grouped):
    foreign_product(grouped, unit="CARTLOAD")
    grouped.full(LIST, ITEM)
    code, facts = problem(grouped, ITEM)
    assert "CARTLOAD" in str(facts), code
    assert grouped.rows("items") == []


def test_an_item_that_is_deleted_leaves_its_product_and_a_problem(grouped):
    lamp = item(grouped)
    row = sold(grouped, lamp)
    grouped.sandbox.remove("items", lamp["id"])
    grouped.full(ITEM)
    assert problem(grouped, ITEM)[0] == "partner_deleted"
    assert grouped.row("product", row)["statecode"] == 0


def write_in(stage, number):
    """Somebody chooses the product of lines with something written in."""
    (setup,) = stage.rows("integrationSetup")
    stage.change("integrationSetup", setup, writeInProductNumber=number)


@pytest.mark.parametrize(("make", "name"), [(item, ITEM), (resource, "RESOURCE-PRODUCT")])
def test_the_write_in_product_is_left_out_until_it_is_an_ordinary_one(grouped, make, name):
    row = make(grouped)
    write_in(grouped, row["number"])
    job = grouped.records(name, row, create=True)
    assert grouped.endings(job) == [("excluded", "filtered_out")]
    assert job.operations.get().facts["field"] == "Write-in Product"
    write_in(grouped, "OTHER")
    assert sold(grouped, row, name)["productnumber"] == row["number"]
