"""What goes with a row of Dataverse that is deleted, and what keeps it from going."""

import pytest

from tests.sandbox.callers import error_of
from tests.sandbox.sales import currency, order, order_line, product, unit_group

ASSOCIATED = (405, "0x80040227")


@pytest.fixture
def account(sandbox):
    return sandbox.add("account", name="Adatum")["accountid"]


def test_contacts_and_opportunities_go_with_their_account(dataverse, sandbox, account):
    contact = sandbox.add("contact", lastname="Doe", parentcustomerid_account=account)["contactid"]
    opportunity = sandbox.add("opportunity", name="A", parentaccountid=account)["opportunityid"]
    assert dataverse("DELETE", f"/accounts({account})").status_code == 204
    assert (sandbox.row("contact", contact), sandbox.row("opportunity", opportunity)) == (None, None)


def test_the_account_stays_without_its_primary_contact(dataverse, sandbox, account):
    contact = sandbox.add("contact", lastname="Doe", parentcustomerid_account=account)["contactid"]
    before = sandbox.change("account", account, primarycontactid=contact)
    assert dataverse("DELETE", f"/contacts({contact})").status_code == 204
    after = sandbox.row("account", account)
    assert after["_primarycontactid_value"] is None
    assert after["@odata.etag"] != before["@odata.etag"]


def test_an_account_with_orders_or_invoices_stays(dataverse, sandbox, account):
    header = order(sandbox, customerid_account=account)
    assert error_of(dataverse("DELETE", f"/accounts({account})")) == ASSOCIATED
    dataverse("DELETE", f"/salesorders({header['salesorderid']})")
    assert dataverse("DELETE", f"/accounts({account})").status_code == 204


@pytest.mark.parametrize("state", [None, 1])
def test_lines_go_with_their_order_whatever_its_state(dataverse, sandbox, state):
    header = order(sandbox)
    line = order_line(sandbox, header)["salesorderdetailid"]
    if state is not None:
        sandbox.change("salesorder", header["salesorderid"], statecode=state)
    assert dataverse("DELETE", f"/salesorders({header['salesorderid']})").status_code == 204
    assert sandbox.row("salesorderdetail", line) is None


def test_units_go_with_their_group_and_the_base_unit_only_then(dataverse, sandbox):
    group, unit = unit_group(sandbox)
    assert error_of(dataverse("DELETE", f"/uoms({unit})")) == ASSOCIATED
    assert dataverse("DELETE", f"/uomschedules({group})").status_code == 204
    assert sandbox.row("uom", unit) is None


def test_a_product_keeps_its_units_and_takes_its_prices_along(dataverse, sandbox):
    row = product(sandbox)
    keys = {"productid": row["productid"], "uomid": row["_defaultuomid_value"]}
    prices = sandbox.add("pricelevel", name="Retail")["pricelevelid"]
    item = sandbox.add("productpricelevel", pricelevelid=prices, amount=1, **keys)["productpricelevelid"]
    assert error_of(dataverse("DELETE", f"/uomschedules({row['_defaultuomscheduleid_value']})")) == ASSOCIATED
    assert dataverse("DELETE", f"/products({row['productid']})").status_code == 204
    assert sandbox.row("productpricelevel", item) is None


def test_a_product_that_was_sold_stays(dataverse, sandbox):
    row = product(sandbox)
    keys = {"productid": row["productid"], "uomid": row["_defaultuomid_value"]}
    order_line(sandbox, order(sandbox), isproductoverridden=False, productdescription=None, **keys)
    assert error_of(dataverse("DELETE", f"/products({row['productid']})")) == ASSOCIATED


def test_a_currency_in_use_stays(dataverse, sandbox):
    sandbox.add("account", name="A", transactioncurrencyid=currency(sandbox, "SEK"))
    path = f"/transactioncurrencies({currency(sandbox, 'SEK')})"
    assert error_of(dataverse("DELETE", path)) == ASSOCIATED


def test_a_refused_deletion_takes_nothing_along(dataverse, sandbox, account):
    contact = sandbox.add("contact", lastname="Doe", parentcustomerid_account=account)["contactid"]
    sandbox.add("invoice", name="I", customerid_contact=contact)
    assert error_of(dataverse("DELETE", f"/accounts({account})")) == ASSOCIATED
    assert sandbox.row("account", account) is not None
