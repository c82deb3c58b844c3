"""Prices of both models and those of the default price list (6.15-6.18, 8.8.4, 8.9)."""

import pytest

from tests.defaults.goods import GOODS, GROUPS, LIST, UNITS, base_unit, boxed, item, problem, resource, unit
from tests.runs.several import work

pytestmark = pytest.mark.django_db(transaction=True)
ITEM, RESOURCE, PRICE = "ITEM-PRODUCT", "RESOURCE-PRODUCT", "ITEM-PRICE"
HEADER, LINE = "PLHEADER-PRICE", "PLLINE-PRODPRICE"
FAMILY = ("CURRENCY", *GOODS, PRICE, "RESOURCE-PRICE", HEADER, LINE)


@pytest.fixture(params=[True, False], ids=["unit groups", "units"])
def stage(play, request):
    """Both ways to count things; items and resources are not in Dataverse yet."""
    return play(*(GROUPS if request.param else UNITS), *FAMILY, unit_groups=request.param, ownership="team")


@pytest.fixture
def grouped(play):
    """Things in unit groups of their own."""
    return play(*GROUPS, *FAMILY, unit_groups=True, ownership="team")


def bring(stage, *names):
    """Bring units and goods to Dataverse, and then what else is named; the last job."""
    return stage.full(*(GROUPS if stage.connection.unit_groups else UNITS), *GOODS, *names)


def price_list(stage, code="DEALER", **values):
    """A price list for sales."""
    known = {"displayName": "Dealers", "status": "Active", "priceType": "Sale", "amountType": "Price"}
    return stage.add("priceListHeaders", code=code, **{**known, **values})


def line(stage, of, row, price=9, **values):
    """A line of a price list for an item or a resource."""
    kind = "Item" if stage.rows("items", id=row["id"]) else "Resource"
    known = {"priceListCode": of["code"], "assetType": kind, "assetNumber": row["number"], "unitPrice": price}
    return stage.add("priceListLines", **{**known, **values})


def test_each_unit_of_an_item_has_its_price_in_the_default_list(grouped):
    lamp = item(grouped)
    box = boxed(grouped, lamp, 12)
    bring(grouped, PRICE)
    (prices,) = grouped.rows("pricelevel")
    found = {
        one: grouped.partner(PRICE, one_unit) for one, one_unit in (("PCS", base_unit(grouped, lamp)), ("BOX", box))
    }
    assert [found[one]["amount"] for one in found] == [10, 120]
    assert {one["_pricelevelid_value"] for one in found.values()} == {prices["pricelevelid"]}
    assert {one["_productid_value"] for one in found.values()} == {grouped.partner(ITEM, lamp)["productid"]}
    assert found["BOX"]["_uomid_value"] == grouped.partner("ITEM UOM", box)["uomid"]


def test_the_prices_of_the_units_follow_the_price_of_the_item(grouped):
    lamp = item(grouped)
    box = boxed(grouped, lamp, 12)
    bring(grouped, PRICE)
    grouped.change("items", lamp, unitPrice=20)
    grouped.modified(PRICE)
    assert grouped.partner(PRICE, box)["amount"] == 240
    grouped.change("items", lamp, unitPrice=-1)
    grouped.modified(PRICE)
    assert grouped.partner(PRICE, box)["amount"] == 0


def test_without_unit_groups_an_item_has_one_price(play):
    stage = play(*UNITS, *FAMILY, unit_groups=False)
    lamp, fitter = item(stage), resource(stage)
    bring(stage, PRICE, "RESOURCE-PRICE")
    assert stage.partner(PRICE, lamp)["amount"] == 10
    assert stage.partner("RESOURCE-PRICE", fitter)["amount"] == 50
    stage.change("items", lamp, unitPrice=11)
    stage.modified(PRICE)
    assert stage.partner(PRICE, lamp)["amount"] == 11


def test_a_price_that_is_there_already_is_found_and_not_made_twice(grouped):
    lamp = item(grouped)
    bring(grouped)
    product, (prices,) = grouped.partner(ITEM, lamp), grouped.rows("pricelevel")
    keys = {"_productid_value": product["productid"], "_pricelevelid_value": prices["pricelevelid"]}
    there = grouped.add("productpricelevel", **keys, _uomid_value=product["_defaultuomid_value"], amount=1)
    grouped.full(PRICE)
    (found,) = grouped.rows("productpricelevel")
    assert (found["productpricelevelid"], found["amount"]) == (there["productpricelevelid"], 10)


def test_a_price_waits_unnoticed_for_its_product_and_follows(grouped):
    lamp = item(grouped)
    grouped.full(*GROUPS, LIST)
    grouped.modified(PRICE)
    assert problem(grouped, PRICE)[1]["mapping"] == ITEM
    assert not grouped.mapping(PRICE).problems.awake().exists()
    grouped.full(ITEM)
    assert work() == [PRICE]
    assert grouped.partner(PRICE, base_unit(grouped, lamp))["amount"] == 10


def test_a_price_list_and_its_lines_go_to_dataverse(stage):
    lamp, fitter = item(stage), resource(stage)
    dealers = price_list(stage, startingDate="2026-01-01", endingDate="2026-12-31")
    of_item, of_resource = line(stage, dealers, lamp), line(stage, dealers, fitter, 45)
    bring(stage, HEADER, LINE)
    row = stage.partner(HEADER, dealers)
    assert (row["name"], row["description"], row["statecode"]) == ("DEALER", "Dealers", 0)
    assert (row["begindate"], row["enddate"]) == ("2026-01-01", "2026-12-31")
    assert row["_transactioncurrencyid_value"] == stage.connection.facts["local_currency_id"]
    prices = [stage.partner(LINE, one) for one in (of_item, of_resource)]
    assert [one["amount"] for one in prices] == [9, 45]
    assert {one["_pricelevelid_value"] for one in prices} == {row["pricelevelid"]}
    assert [one["productnumber"] for one in prices] == [lamp["number"], fitter["number"]]
    assert [stage.row("uom", one["_uomid_value"])["name"] for one in prices] == ["PCS", "HOUR"]
    stage.change("priceListLines", of_item, unitPrice=8)
    stage.modified(LINE)
    assert stage.partner(LINE, of_item)["amount"] == 8


def test_a_line_names_its_unit(grouped):
    lamp = item(grouped)
    boxed(grouped, lamp)
    dealers = price_list(grouped)
    of_box = line(grouped, dealers, lamp, 99, unitOfMeasureCode="BOX")
    bring(grouped, HEADER, LINE)
    assert grouped.row("uom", grouped.partner(LINE, of_box)["_uomid_value"])["name"] == "BOX"


def test_lines_that_are_no_price_of_an_item_or_a_resource_stay_where_they_are(grouped):
    lamp = item(grouped)
    dealers = price_list(grouped)
    line(grouped, dealers, lamp, minimumQuantity=10)
    line(grouped, dealers, lamp, assetType="Item_x0020_Discount_x0020_Group", assetNumber="")
    line(grouped, dealers, lamp, amountType="Discount")
    bring(grouped, HEADER)
    assert set(grouped.endings(grouped.modified(LINE))) == {("excluded", "filtered_out")}


def test_a_list_that_is_not_active_is_made_inactive_and_keeps_its_state_from_then_on(grouped):
    dealers = price_list(grouped, status="Draft")
    grouped.full("CURRENCY", HEADER)
    row = grouped.partner(HEADER, dealers)
    assert (row["statecode"], row["statuscode"]) == (1, 100_002)
    grouped.change("priceListHeaders", dealers, status="Active", displayName="All dealers")
    grouped.modified(HEADER)
    row = grouped.partner(HEADER, dealers)
    assert (row["description"], row["statecode"]) == ("All dealers", 1)


def test_a_list_has_the_currency_of_its_lines(grouped):
    lamp, dealers = item(grouped), price_list(grouped)
    line(grouped, dealers, lamp, currencyCode="EUR")
    bring(grouped, "CURRENCY", HEADER, LINE)
    (euro,) = grouped.rows("transactioncurrency", isocurrencycode="EUR")
    assert grouped.partner(HEADER, dealers)["_transactioncurrencyid_value"] == euro["transactioncurrencyid"]


def test_a_list_with_lines_in_several_currencies_is_refused(grouped):
    lamp, dealers = item(grouped), price_list(grouped)
    line(grouped, dealers, lamp, currencyCode="EUR")
    line(grouped, dealers, lamp, currencyCode="USD")
    bring(grouped, "CURRENCY", HEADER)
    code, facts = problem(grouped, HEADER)
    assert (code, facts["field"], facts["value"]) == ("field_differs", "Currencies of the Lines", "2")
    assert grouped.partner(HEADER, dealers) is None


def test_a_list_that_is_coupled_keeps_its_currency_and_says_so(grouped):
    lamp, dealers = item(grouped), price_list(grouped)
    first = line(grouped, dealers, lamp, currencyCode="EUR")
    bring(grouped, "CURRENCY", HEADER)
    grouped.change("priceListLines", first, currencyCode="USD")
    grouped.modified(HEADER)
    code, facts = problem(grouped, HEADER)
    assert (code, facts["field"], facts["value"], facts["wanted"]) == ("field_differs", "Currency Code", "EUR", "USD")


def test_a_line_waits_for_its_list_and_for_its_product(grouped):
    lamp, dealers = item(grouped), price_list(grouped)
    of_item = line(grouped, dealers, lamp)
    grouped.modified(LINE)
    assert problem(grouped, LINE)[1]["mapping"] == HEADER
    grouped.full("CURRENCY", HEADER)
    work()
    assert problem(grouped, LINE)[1]["mapping"] == f"{ITEM}, {RESOURCE}"
    bring(grouped)
    work()
    assert grouped.partner(LINE, of_item)["amount"] == 9


def test_a_line_finds_the_price_of_its_list_product_and_unit(stage):
    lamp, dealers = item(stage), price_list(stage)
    of_item = line(stage, dealers, lamp)
    bring(stage, HEADER)
    product, prices = stage.partner(ITEM, lamp), stage.partner(HEADER, dealers)
    keys = {"_productid_value": product["productid"], "_pricelevelid_value": prices["pricelevelid"]}
    there = stage.add("productpricelevel", **keys, _uomid_value=product["_defaultuomid_value"], amount=1)
    stage.modified(LINE)
    assert stage.partner(LINE, of_item)["productpricelevelid"] == there["productpricelevelid"]
    assert [one["amount"] for one in stage.rows("productpricelevel", **keys)] == [9]


def test_a_line_that_is_deleted_is_a_problem(grouped):
    lamp, dealers = item(grouped), price_list(grouped)
    of_item = line(grouped, dealers, lamp)
    bring(grouped, HEADER, LINE)
    grouped.sandbox.remove("priceListLines", of_item["id"])
    grouped.full(LINE)
    assert problem(grouped, LINE)[0] == "partner_deleted"


GROUP, SALES_PRICE = "CUSTPRCGRP-PRICE", "SALESPRC-PRODPRICE"


@pytest.fixture(params=[True, False], ids=["unit groups", "units"])
def older(play, request):
    """The older prices, with both ways to count things."""
    names = (*(GROUPS if request.param else UNITS), "CURRENCY", *GOODS, GROUP, SALES_PRICE)
    return play(*names, unit_groups=request.param, pricing="older", ownership="team")


def sales_price(stage, row, price=9, **values):
    """A price of an item for a customer price group."""
    known = {"salesType": "Customer_x0020_Price_x0020_Group", "salesCode": "DEALER", "itemNumber": row["number"]}
    return stage.add("salesPrices", **{**known, "unitPrice": price, **values})


def test_customer_price_groups_and_their_sales_prices_go_to_dataverse(older):
    lamp, dealers = item(older), older.add("customerPriceGroups", code="DEALER", displayName="Dealers")
    of_item = sales_price(older, lamp, currencyCode="EUR")
    sales_price(older, lamp, 7, salesType="All_x0020_Customers", salesCode="")
    bring(older, "CURRENCY")
    older.records(GROUP, dealers, create=True)
    older.full(SALES_PRICE)
    row, price = older.partner(GROUP, dealers), older.partner(SALES_PRICE, of_item)
    (euro,) = older.rows("transactioncurrency", isocurrencycode="EUR")
    assert (row["name"], row["_transactioncurrencyid_value"]) == ("DEALER", euro["transactioncurrencyid"])
    assert (price["amount"], price["_pricelevelid_value"]) == (9, row["pricelevelid"])
    assert older.row("uom", price["_uomid_value"])["name"] == "PCS"
    assert len(older.coupled(SALES_PRICE)) == 1
    older.change("salesPrices", of_item, unitPrice=8)
    older.modified(SALES_PRICE)
    assert older.partner(SALES_PRICE, of_item)["amount"] == 8


def test_a_group_whose_prices_are_in_several_currencies_is_refused(play):
    stage = play("CURRENCY", GROUP, pricing="older")
    dealers, lamp = stage.add("customerPriceGroups", code="DEALER"), item(stage)
    for currency in ("EUR", "USD"):
        sales_price(stage, lamp, currencyCode=currency)
    stage.full("CURRENCY")
    stage.records(GROUP, dealers, create=True)
    assert problem(stage, GROUP)[1]["field"] == "Currencies of the Lines"


def test_a_sales_price_waits_for_its_group(play):
    stage = play(SALES_PRICE, GROUP, pricing="older")
    stage.add("customerPriceGroups", code="DEALER")
    sales_price(stage, item(stage))
    stage.modified(SALES_PRICE)
    code, facts = problem(stage, SALES_PRICE)
    assert (code, facts["value"], facts["mapping"]) == ("waiting_for", "DEALER", GROUP)


@pytest.mark.parametrize("unit_groups", [True, False])
def test_all_of_it_one_mapping_after_the_other_and_then_nothing_more(play, unit_groups):
    stage = play(unit_groups=unit_groups, ownership="team")
    lamp, fitter, dealers = item(stage), resource(stage), price_list(stage)
    of_item, of_resource = line(stage, dealers, lamp), line(stage, dealers, fitter, 45)
    unit(stage, "BOX")
    names = ("SALESPEOPLE", "CURRENCY", *(GROUPS if unit_groups else UNITS), *FAMILY)
    there = [one for one in names if stage.connection.mappings.filter(name=one).exists()]
    stage.full(*there)
    for name, row in ((ITEM, lamp), (RESOURCE, fitter), (HEADER, dealers), (LINE, of_item), (LINE, of_resource)):
        assert stage.partner(name, row), name
    before = len(stage.sandbox.requests)
    jobs = [stage.full(name) for name in there]
    assert {ending[0] for job in jobs for ending in stage.endings(job)} <= {"unchanged", "excluded"}
    written = [one for one in list(stage.sandbox.requests)[before:] if one.method not in ("GET",)]
    assert [one.path for one in written if "token" not in one.path] == []


@pytest.mark.parametrize("named", [True, False])
def test_lists_are_taken_as_the_setup_has_them(grouped, named):
    (setup,) = grouped.rows("integrationSetup")
    lists = {code: price_list(grouped, code, allowUpdatingDefaults=code == "OPEN") for code in ("OPEN", "FIXED")}
    grouped.change("integrationSetup", setup, defaultPriceListCode="FIXED" if named else "")
    grouped.set(HEADER, only_coupled=False)
    assert sorted(grouped.endings(grouped.full(HEADER))) == [("created", "dataverse"), ("excluded", "filtered_out")]
    assert grouped.partner(HEADER, lists["OPEN" if named else "FIXED"])
    grouped.change("integrationSetup", setup, defaultPriceListCode="" if named else "FIXED")
    assert sorted(grouped.endings(grouped.full(HEADER))) == [("created", "dataverse"), ("excluded", "filtered_out")]


def test_of_prices_by_quantity_and_date_the_one_of_today_flows_and_the_others_say_why(play):
    stage = play(*UNITS, "CURRENCY", *GOODS, GROUP, SALES_PRICE, unit_groups=False, pricing="older", ownership="team")
    lamp, dealers = item(stage), stage.add("customerPriceGroups", code="DEALER", displayName="Dealers")
    first = sales_price(stage, lamp, 9, startingDate="2001-01-01", endingDate="2001-12-31")
    sales_price(stage, lamp, 5, minimumQuantity=100, startingDate="2002-01-01")
    now = sales_price(stage, lamp, 8, startingDate="2002-01-01")
    sales_price(stage, lamp, 7, startingDate="2999-01-01")
    bring(stage, "CURRENCY")
    stage.records(GROUP, dealers, create=True)
    endings = stage.endings(stage.modified(SALES_PRICE))
    assert sorted(endings) == [("created", "dataverse"), *[("excluded", "filtered_out")] * 3]
    assert stage.partner(SALES_PRICE, first)["amount"] == 8
    stage.change("salesPrices", now, endingDate="2002-12-31")
    stage.modified(SALES_PRICE)
    assert stage.partner(SALES_PRICE, first)["amount"] == 5
    assert {ending for ending, *_ in stage.endings(stage.modified(SALES_PRICE))} <= {"excluded", "unchanged"}
    assert len(stage.rows("productpricelevel", _pricelevelid_value=stage.partner(GROUP, dealers)["pricelevelid"])) == 1
