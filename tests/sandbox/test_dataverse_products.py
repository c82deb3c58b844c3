"""Unit groups, units, products and price lists of the sandbox's Dataverse."""

import pytest

from tests.sandbox.callers import error_of
from tests.sandbox.sales import currency, product, unit_group

DUPLICATE, RULE, MISSING = (412, "0x80040237"), (400, "0x80040265"), (400, "0x80040203")


def bound(**keys):
    return {f"{name}@odata.bind": f"/{path}" for name, path in keys.items()}


@pytest.fixture
def price_list(sandbox):
    return sandbox.add("pricelevel", name="Retail", transactioncurrencyid=currency(sandbox, "EUR"))["pricelevelid"]


def item(price_list, row, unit=None, **more):
    """The body of a price list item."""
    unit = unit or row["_defaultuomid_value"]
    keys = {"pricelevelid": price_list, "productid": row["productid"], "uomid": unit}
    return {"amount": 5, **bound(**{name: f"{name[:-2]}s({key})" for name, key in keys.items()}), **more}


def test_a_new_unit_group_has_its_base_unit(dataverse, sandbox):
    dataverse("POST", "/uomschedules", body={"name": "Boxes", "baseuomname": "BOX"})
    found = dataverse.get("/uoms", filter="uomscheduleid/name eq 'Boxes'").json()["value"]
    assert [(row["name"], row["quantity"], row["isschedulebaseuom"]) for row in found] == [("BOX", 1, True)]


def test_the_base_unit_of_a_group_cannot_be_chosen_again(dataverse, sandbox):
    group, unit = unit_group(sandbox)
    assert error_of(dataverse("PATCH", f"/uomschedules({group})", body={"baseuomname": "B"})) == MISSING
    assert error_of(dataverse("PATCH", f"/uoms({unit})", body={"quantity": 2})) == RULE
    assert dataverse("PATCH", f"/uoms({unit})", body={"name": "PIECE"}).status_code == 204


def test_other_units_count_in_the_base_unit_of_their_group(dataverse, sandbox):
    group, base = unit_group(sandbox)
    body = {"name": "DOZEN", "quantity": 12, **bound(uomscheduleid=f"uomschedules({group})")}
    assert dataverse("POST", "/uoms", body=body).status_code == 204
    (row,) = [row for row in sandbox.rows("uom") if row["name"] == "DOZEN"]
    assert (row["_baseuom_value"], row["isschedulebaseuom"]) == (base, False)
    assert error_of(dataverse("POST", "/uoms", body=body | {"name": "dozen"})) == DUPLICATE
    assert error_of(dataverse("POST", "/uoms", body=body | {"name": "NIL", "quantity": 0})) == MISSING


@pytest.mark.parametrize(
    ("path", "body"),
    [("uomschedules", {"name": "PIECES", "baseuomname": "X"}), ("pricelevels", {"name": "retail"})],
)
def test_names_that_are_taken_are_refused(dataverse, sandbox, price_list, path, body):
    unit_group(sandbox, "Pieces")
    assert error_of(dataverse("POST", f"/{path}", body=body)) == DUPLICATE


def test_two_products_cannot_have_one_number(dataverse, sandbox):
    row = product(sandbox, "A-1")
    body = {"name": "B", "productnumber": "a-1", "quantitydecimal": 2}
    units = bound(
        defaultuomid=f"uoms({row['_defaultuomid_value']})",
        defaultuomscheduleid=f"uomschedules({row['_defaultuomscheduleid_value']})",
    )
    assert error_of(dataverse("POST", "/products", body={**body, **units})) == DUPLICATE


@pytest.mark.parametrize(
    "missing",
    ["name", "productnumber", "quantitydecimal", "defaultuomid@odata.bind", "defaultuomscheduleid@odata.bind"],
)
def test_a_product_needs_number_unit_group_and_unit(dataverse, sandbox, missing):
    group, unit = unit_group(sandbox)
    units = bound(defaultuomid=f"uoms({unit})", defaultuomscheduleid=f"uomschedules({group})")
    body = {"name": "A", "productnumber": "A", "quantitydecimal": 2, **units}
    assert error_of(dataverse("POST", "/products", body={**body, missing: None})) == MISSING
    del body[missing]
    assert error_of(dataverse("POST", "/products", body=body)) == MISSING


def test_the_default_unit_is_in_the_unit_group(dataverse, sandbox):
    row, (_, other) = product(sandbox), unit_group(sandbox, "Other")
    body = bound(defaultuomid=f"uoms({other})")
    assert error_of(dataverse("PATCH", f"/products({row['productid']})", body=body)) == RULE


def test_a_price_takes_currency_number_and_group_from_list_and_product(dataverse, sandbox, price_list):
    row = product(sandbox)
    answer = dataverse("POST", "/productpricelevels", body=item(price_list, row), Prefer="return=representation").json()
    assert answer["_transactioncurrencyid_value"] == currency(sandbox, "EUR")
    assert (answer["productnumber"], answer["pricingmethodcode"]) == ("P1", 1)
    assert answer["_uomscheduleid_value"] == row["_defaultuomscheduleid_value"]
    assert answer["amount_base"] == round(5 / 0.0855, 4)


def test_a_product_has_one_price_per_list_and_unit(dataverse, sandbox, price_list):
    row = product(sandbox)
    dozen = sandbox.add("uom", name="DOZEN", quantity=12, uomscheduleid=row["_defaultuomscheduleid_value"])["uomid"]
    assert dataverse("POST", "/productpricelevels", body=item(price_list, row)).status_code == 204
    assert dataverse("POST", "/productpricelevels", body=item(price_list, row, dozen)).status_code == 204
    assert error_of(dataverse("POST", "/productpricelevels", body=item(price_list, row))) == DUPLICATE


def test_a_price_must_agree_with_its_product_and_list(dataverse, sandbox, price_list):
    row, (_, other) = product(sandbox), unit_group(sandbox, "Other")
    assert error_of(dataverse("POST", "/productpricelevels", body=item(price_list, row, other))) == RULE
    key = sandbox.add(
        "productpricelevel",
        pricelevelid=price_list,
        productid=row["productid"],
        uomid=row["_defaultuomid_value"],
        amount=1,
    )["productpricelevelid"]
    wrong = bound(transactioncurrencyid=f"transactioncurrencies({currency(sandbox, 'USD')})")
    assert error_of(dataverse("PATCH", f"/productpricelevels({key})", body=wrong)) == RULE
    right = bound(transactioncurrencyid=f"transactioncurrencies({currency(sandbox, 'EUR')})")
    assert dataverse("PATCH", f"/productpricelevels({key})", body=right).status_code == 204


def test_a_price_list_does_not_end_before_it_begins(dataverse):
    body = {"name": "A", "begindate": "2026-02-01", "enddate": "2026-01-31"}
    assert error_of(dataverse("POST", "/pricelevels", body=body)) == RULE


def test_a_price_list_can_be_inactive_from_the_start(dataverse):
    body = {"name": "A", "statecode": 1, "statuscode": 100002}
    assert dataverse("POST", "/pricelevels", body=body).status_code == 204
