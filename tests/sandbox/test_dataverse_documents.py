"""Orders and invoices with their lines, and opportunities, in the sandbox's Dataverse."""

from decimal import Decimal

import pytest

from tests.sandbox.callers import error_of
from tests.sandbox.sales import currency, order, order_line, product

RULE, MISSING = (400, "0x80040265"), (400, "0x80040203")


def test_an_order_needs_a_customer_and_gets_a_number(dataverse, sandbox):
    assert error_of(dataverse("POST", "/salesorders", body={"name": "A"})) == MISSING
    numbers = [order(sandbox)["ordernumber"] for _ in range(2)]
    assert all(number.startswith("ORD-") for number in numbers)
    assert len(set(numbers)) == 2


def test_a_number_can_be_chosen_for_a_new_order_only(dataverse, sandbox):
    row = order(sandbox, ordernumber="S-1")
    assert row["ordernumber"] == "S-1"
    path = f"/salesorders({row['salesorderid']})"
    assert error_of(dataverse("PATCH", path, body={"ordernumber": "S-2"})) == MISSING


def test_amounts_of_a_line_follow_from_quantity_price_discount_and_tax(sandbox):
    line = order_line(sandbox, order(sandbox), quantity=3, priceperunit=100, manualdiscountamount=20, tax=70)
    assert (line["baseamount"], line["extendedamount"]) == (300, 350)


def test_the_totals_of_an_order_follow_its_lines_and_discounts(dataverse, sandbox):
    key = order(sandbox)["salesorderid"]
    header = {"salesorderid": key}
    order_line(sandbox, header, quantity=1, priceperunit=200, tax=50)
    line = order_line(sandbox, header, quantity=1, priceperunit=100, manualdiscountamount=10)
    dataverse("PATCH", f"/salesorders({key})", body={"discountpercentage": 10, "freightamount": 5})
    names = ("totallineitemamount", "totaltax", "totalamountlessfreight", "totalamount", "totaldiscountamount")
    assert [sandbox.row("salesorder", key)[name] for name in names] == [290, 50, 261, 316, 39]
    dataverse("DELETE", f"/salesorderdetails({line['salesorderdetailid']})")
    assert sandbox.row("salesorder", key)["totalamount"] == Decimal(235)


@pytest.mark.parametrize(
    ("path", "table", "names"),
    [
        ("salesorders", "salesorder", ("totalamount", "totalamountlessfreight")),
        ("salesorderdetails", "salesorderdetail", ("baseamount", "extendedamount")),
    ],
)
def test_sums_can_be_overwritten_in_a_row_that_is_there_and_not_in_a_new_one(dataverse, sandbox, path, table, names):
    header = order(sandbox)
    row = header if table == "salesorder" else order_line(sandbox, header)
    body = dict.fromkeys(names, 7.25)
    assert error_of(dataverse("POST", f"/{path}", body=body)) == MISSING
    assert dataverse("PATCH", f"/{path}({row[f'{table}id']})", body=body).status_code == 204
    assert [sandbox.row(table, row[f"{table}id"])[name] for name in names] == [Decimal("7.25")] * 2


def test_a_line_sells_a_product_in_one_of_its_units_or_something_written_in(dataverse, sandbox):
    header, row = order(sandbox), product(sandbox)
    bind = {"salesorderid@odata.bind": f"/salesorders({header['salesorderid']})"}
    existing = {**bind, "productid@odata.bind": f"/products({row['productid']})"}
    unit = {"uomid@odata.bind": f"/uoms({row['_defaultuomid_value']})"}
    other = {"uomid@odata.bind": f"/uoms({product(sandbox, 'P2')['_defaultuomid_value']})"}
    assert error_of(dataverse("POST", "/salesorderdetails", body=bind)) == MISSING
    assert error_of(dataverse("POST", "/salesorderdetails", body=existing)) == MISSING
    assert error_of(dataverse("POST", "/salesorderdetails", body={**existing, **other})) == RULE
    assert dataverse("POST", "/salesorderdetails", body={**existing, **unit}).status_code == 204
    assert dataverse("POST", "/salesorderdetails", body={**bind, "productdescription": "Advice"}).status_code == 204


@pytest.mark.parametrize("state", [None, 1])
def test_products_that_are_not_active_cannot_be_sold(sandbox, state):
    row = product(sandbox, active=False)
    if state is not None:
        sandbox.change("product", row["productid"], statecode=0)
        sandbox.change("product", row["productid"], statecode=state)
    keys = {"productid": row["productid"], "uomid": row["_defaultuomid_value"]}
    with pytest.raises(Exception, match="active"):
        order_line(sandbox, order(sandbox), isproductoverridden=False, productdescription=None, **keys)


def test_the_price_comes_from_the_price_list_unless_it_is_overridden(sandbox):
    row = product(sandbox)
    prices = sandbox.add("pricelevel", name="Retail")["pricelevelid"]
    keys = {"productid": row["productid"], "uomid": row["_defaultuomid_value"]}
    sandbox.add("productpricelevel", pricelevelid=prices, amount=42, **keys)
    header = order(sandbox, pricelevelid=prices)
    given = {"isproductoverridden": False, "productdescription": None, "priceperunit": 1, **keys}
    assert order_line(sandbox, header, **given)["priceperunit"] == 42
    assert order_line(sandbox, header, ispriceoverridden=True, **given)["priceperunit"] == 1


def test_a_document_is_in_the_currency_of_its_price_list(dataverse, sandbox):
    euro, dollar = currency(sandbox, "EUR"), currency(sandbox, "USD")
    prices = sandbox.add("pricelevel", name="Retail", transactioncurrencyid=euro)["pricelevelid"]
    row = order(sandbox, pricelevelid=prices)
    assert row["_transactioncurrencyid_value"] == euro
    assert order_line(sandbox, row)["_transactioncurrencyid_value"] == euro
    with pytest.raises(Exception, match="currency"):
        order(sandbox, pricelevelid=prices, transactioncurrencyid=dollar)


def test_the_customer_of_an_opportunity_is_its_account_or_its_contact(sandbox):
    account = sandbox.add("account", name="A")["accountid"]
    contact = sandbox.add("contact", lastname="B")["contactid"]
    row = sandbox.add("opportunity", name="A", parentcontactid=contact)
    assert row["_customerid_value"] == contact
    row = sandbox.change("opportunity", row["opportunityid"], parentaccountid=account)
    assert row["_customerid_value"] == account
    row = sandbox.add("opportunity", name="B", customerid_account=account)
    assert row["_parentaccountid_value"] == account


def test_the_name_of_a_contact_follows_from_its_parts(dataverse, sandbox):
    key = sandbox.add("contact", firstname="Jane", lastname="Doe")["contactid"]
    assert sandbox.row("contact", key)["fullname"] == "Jane Doe"
    dataverse("PATCH", f"/contacts({key})", body={"firstname": None})
    assert sandbox.row("contact", key)["fullname"] == "Doe"
    assert error_of(dataverse("PATCH", f"/contacts({key})", body={"fullname": "X"})) == MISSING


@pytest.mark.parametrize(
    "body", [{"quantity": 10**11, "priceperunit": 9 * 10**14}, {"priceperunit": 9 * 10**14, "tax": 10**12}]
)
def test_sums_that_are_too_large_are_refused(dataverse, sandbox, body):
    line = order_line(sandbox, order(sandbox))
    path = f"/salesorderdetails({line['salesorderdetailid']})"
    assert error_of(dataverse("PATCH", path, body={"quantity": 2, **body})) == RULE
    assert sandbox.row("salesorderdetail", line["salesorderdetailid"])["priceperunit"] == 100


def test_a_document_may_bring_its_lines_along(dataverse, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    line = {"isproductoverridden": True, "productdescription": "Advice", "quantity": 2, "priceperunit": 100}
    body = {"name": "Order", "customerid_account@odata.bind": f"/accounts({account})", "order_details": [line, line]}
    assert dataverse("POST", "/salesorders", body=body).status_code == 204
    (row,) = sandbox.rows("salesorder")
    assert (row["totalamount"], sandbox.count("salesorderdetail")) == (400, 2)


def test_a_line_that_is_refused_leaves_nothing_of_the_document(dataverse, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    lines = [{"isproductoverridden": True, "productdescription": "Advice"}, {"isproductoverridden": True}]
    body = {"name": "Order", "customerid_account@odata.bind": f"/accounts({account})", "order_details": lines}
    assert error_of(dataverse("POST", "/salesorders", body=body)) == MISSING
    assert (sandbox.count("salesorder"), sandbox.count("salesorderdetail")) == (0, 0)
    assert dataverse("POST", "/salesorders", body={**body, "order_details": "none"}).status_code == 400
