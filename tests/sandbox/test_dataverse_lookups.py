"""How references between the rows of Dataverse are read, written, checked and cleared."""

import pytest

from tests.sandbox.callers import error_of
from tests.sandbox.sales import order

NOBODY = "11111111-1111-1111-1111-111111111111"


@pytest.fixture
def account(sandbox):
    return sandbox.add("account", name="Adatum")["accountid"]


@pytest.fixture
def contact(sandbox):
    return sandbox.add("contact", lastname="Doe")["contactid"]


@pytest.mark.parametrize("target", ["account", "contact"])
def test_a_customer_is_bound_by_one_property_for_each_table_and_read_by_one_column(dataverse, request, sandbox, target):
    key = request.getfixturevalue(target)
    body = {"lastname": "Smith", f"parentcustomerid_{target}@odata.bind": f"/{target}s({key})"}
    row = dataverse("POST", "/contacts", body=body, Prefer="return=representation").json()
    assert row["_parentcustomerid_value"] == key
    dataverse("PATCH", f"/contacts({row['contactid']})", body={f"parentcustomerid_{target}": None})
    assert sandbox.row("contact", row["contactid"])["_parentcustomerid_value"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"parentcustomerid@odata.bind": "/accounts({account})"}, 400),
        ({"parentcustomerid_contact@odata.bind": "/accounts({account})"}, 400),
        ({"ParentCustomerId_account@odata.bind": "/accounts({account})"}, 400),
        ({"parentcustomerid_account@odata.bind": f"/accounts({NOBODY})"}, 404),
        ({"_parentcustomerid_value": "{account}"}, 400),
    ],
)
def test_a_customer_cannot_be_bound_otherwise(dataverse, sandbox, account, body, status):
    body = {name: value.replace("{account}", account) for name, value in body.items()}
    assert dataverse("POST", "/contacts", body=body).status_code == status


def test_the_reference_of_an_added_column_is_bound_by_its_schema_name(dataverse, sandbox, account):
    body = {"new_name": "A", "new_AccountId@odata.bind": f"/accounts({account})"}
    assert dataverse("POST", "/new_projects", body=body).status_code == 204
    wrong = {"new_name": "A", "new_accountid@odata.bind": f"/accounts({account})"}
    assert error_of(dataverse("POST", "/new_projects", body=wrong)) == (400, "0x80048d19")


def test_a_company_is_bound_and_cleared(dataverse, sandbox, account):
    company = sandbox.add("bcbi_company", bcbi_name="CRONUS")["bcbi_companyid"]
    path = f"/accounts({account})"
    dataverse("PATCH", path, body={"bcbi_companyid@odata.bind": f"/bcbi_companies({company})"})
    assert sandbox.row("account", account)["_bcbi_companyid_value"] == company
    dataverse("PATCH", path, body={"bcbi_companyid": None})
    assert sandbox.row("account", account)["_bcbi_companyid_value"] is None


def test_a_child_cannot_come_before_its_parent(dataverse):
    body = {"name": "O", "customerid_account@odata.bind": f"/accounts({NOBODY})"}
    assert error_of(dataverse("POST", "/salesorders", body=body)) == (404, "0x80040217")


def test_the_other_user_cannot_leave_references_hanging_either(sandbox, account):
    with pytest.raises(Exception, match="relation"):
        sandbox.change("account", account, primarycontactid=NOBODY)


def test_annotations_name_the_table_and_property_a_customer_leads_through(dataverse, sandbox):
    row = order(sandbox)
    prefer = 'odata.include-annotations="*"'
    found = dataverse("GET", f"/salesorders({row['salesorderid']})", {"$select": "_customerid_value"}, Prefer=prefer)
    space = "_customerid_value@Microsoft.Dynamics.CRM"
    assert found.json()[f"{space}.lookuplogicalname"] == "account"
    assert found.json()[f"{space}.associatednavigationproperty"] == "customerid_account"
