"""Which state may follow which in Dataverse, and which states keep a row as it is."""

import pytest

from tests.sandbox.callers import error_of
from tests.sandbox.sales import order, order_line, product

WRONG_STATUS, RULE = (400, "0x80048408"), (400, "0x80040265")


@pytest.fixture
def rows(sandbox):
    """Makes a row of a table, in its first state; gives set and key."""

    def make(name):
        if name == "product":
            return "products", product(sandbox, active=False)["productid"]
        if name == "salesorder":
            return "salesorders", order(sandbox)["salesorderid"]
        account = sandbox.add("account", name="A")["accountid"]
        given = {"parentaccountid": account} if name == "opportunity" else {"customerid_account": account}
        row = sandbox.add(name, name="A", **given)
        return {"opportunity": "opportunities", "invoice": "invoices"}[name], row[f"{name}id"]

    return make


def go(dataverse, place, *steps):
    """Set state and status one after the other; gives the last answer."""
    for state, status in steps:
        answer = dataverse("PATCH", f"/{place[0]}({place[1]})", body={"statecode": state, "statuscode": status})
    return answer


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("product", [(0, 1)]),
        ("product", [(0, 1), (1, 2), (0, 1), (3, 3), (0, 1)]),
        ("opportunity", [(1, 3), (0, 1), (2, 5)]),
        ("salesorder", [(1, 3), (0, 1), (1, 3), (3, 100001), (4, 100003)]),
        ("salesorder", [(2, 4), (0, 2)]),
        ("invoice", [(0, 4), (2, 100002), (0, 4), (3, 100003)]),
    ],
)
def test_a_row_goes_through_its_states(dataverse, rows, name, steps):
    assert go(dataverse, rows(name), *steps).status_code == 204


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("product", [(1, 2)]),
        ("product", [(0, 1), (2, 0)]),
        ("opportunity", [(1, 3), (2, 4)]),
        ("salesorder", [(4, 100003), (1, 3)]),
        ("salesorder", [(1, 1)]),
        ("invoice", [(2, 100001), (3, 100003)]),
        ("invoice", [(0, 100001)]),
    ],
)
def test_a_state_that_cannot_follow_is_refused(dataverse, rows, name, steps):
    assert error_of(go(dataverse, rows(name), *steps)) == WRONG_STATUS


def test_a_new_product_is_a_draft(dataverse, sandbox, rows):
    _, key = rows("product")
    row = sandbox.row("product", key)
    assert (row["statecode"], row["statuscode"]) == (2, 0)
    same = {name: row[f"_{name}_value"] for name in ("defaultuomscheduleid", "defaultuomid")}
    with pytest.raises(Exception, match="state"):
        sandbox.add("product", name="B", productnumber="B", quantitydecimal=2, statecode=0, statuscode=1, **same)


@pytest.mark.parametrize(
    ("name", "state", "body"),
    [
        ("product", [(0, 1), (1, 2)], {"name": "B"}),
        ("opportunity", [(1, 3)], {"name": "B"}),
        ("salesorder", [(1, 3)], {"name": "B"}),
        ("salesorder", [(3, 100001)], {"description": "B"}),
        ("invoice", [(2, 100001)], {"name": "B"}),
        ("invoice", [(3, 100003)], {"duedate": "2026-01-01"}),
    ],
)
def test_a_closed_row_refuses_changes_until_it_is_open_again(dataverse, rows, name, state, body):
    place = rows(name)
    go(dataverse, place, *state)
    path = f"/{place[0]}({place[1]})"
    assert error_of(dataverse("PATCH", path, body=body)) == RULE
    assert dataverse("PATCH", path, body={"statecode": 0, **body}).status_code == 204


def test_an_active_product_can_be_changed(dataverse, rows):
    place = rows("product")
    go(dataverse, place, (0, 1))
    assert dataverse("PATCH", f"/products({place[1]})", body={"name": "B", "price": 5}).status_code == 204


def test_lines_of_an_order_that_is_not_active_stay_as_they_are(dataverse, sandbox):
    header = order(sandbox)
    line = order_line(sandbox, header)
    go(dataverse, ("salesorders", header["salesorderid"]), (1, 3))
    path = f"/salesorderdetails({line['salesorderdetailid']})"
    bind = {"salesorderid@odata.bind": f"/salesorders({header['salesorderid']})"}
    new = {"isproductoverridden": True, "productdescription": "B", **bind}
    assert error_of(dataverse("PATCH", path, body={"quantity": 3})) == RULE
    assert error_of(dataverse("DELETE", path)) == RULE
    assert error_of(dataverse("POST", "/salesorderdetails", body=new)) == RULE


def test_inactive_accounts_take_changes_unless_the_organisation_says_otherwise(dataverse, sandbox):
    key = sandbox.add("account", name="A", statecode=1)["accountid"]
    assert dataverse("PATCH", f"/accounts({key})", body={"name": "B"}).status_code == 204
    sandbox.options.locked_inactive = True
    assert error_of(dataverse("PATCH", f"/accounts({key})", body={"name": "C"})) == RULE
    assert dataverse("PATCH", f"/accounts({key})", body={"statecode": 0, "name": "C"}).status_code == 204


def test_closing_an_opportunity_notes_the_day(dataverse, sandbox, rows):
    place = rows("opportunity")
    go(dataverse, place, (1, 3))
    assert sandbox.row("opportunity", place[1])["actualclosedate"] is not None
    go(dataverse, place, (0, 1))
    assert sandbox.row("opportunity", place[1])["actualclosedate"] is None
