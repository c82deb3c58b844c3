"""Lines are written through their parent, and never at the same time for one parent (facts 2.1, 2.3, 4.19)."""

import uuid

import pytest

from syncadmin.connections.clients.contract import Answer, Change, Write
from tests.clients.builders import answers, counting


@pytest.fixture
def orders(sandbox):
    """Two orders of Business Central."""
    sandbox.add("customers", number="C1", displayName="Adatum")
    return [sandbox.add("salesOrders", customerNumber="C1")["id"] for _ in range(2)]


def line(ref, parent, **values):
    return Write(ref, Change.CREATE, "", {"lineType": "Comment", "description": f"Line {ref}", **values}, parent=parent)


def test_lines_of_business_central_are_created_below_their_parent(bc, sandbox, orders):
    written = bc.write("salesOrderLines", ["description"], [line(ref, orders[ref % 2]) for ref in range(6)])
    assert {one.answer for one in written} == {Answer.DONE}
    below = bc.lines("salesOrderLines", ["description"], orders)
    assert {key: len(rows) for key, rows in below.items()} == dict.fromkeys(orders, 3)


def test_lines_are_changed_and_deleted_guarded_below_their_parent(bc, sandbox, orders):
    made = bc.write("salesOrderLines", ["description"], [line(ref, orders[0]) for ref in (1, 2)])
    one, other = (written.record for written in sorted(made, key=lambda each: each.ref))
    change = Write(1, Change.UPDATE, one.key, {"description": "Other"}, one.version, orders[0])
    removal = Write(2, Change.DELETE, other.key, {}, other.version, orders[0])
    assert answers(bc.write("salesOrderLines", ["description"], [change, removal])) == {1: "done", 2: "done"}
    assert answers(bc.write("salesOrderLines", ["description"], [change])) == {1: "stale"}


def test_the_lines_of_one_parent_are_never_written_at_the_same_time(bc, sandbox, orders):
    bc.columns("salesOrderLines")
    sandbox.misbehave("POST", r"\$batch", kind="slow", seconds=0.05)
    with counting(sandbox, "$batch") as sent:
        bc.write("salesOrderLines", ["description"], [line(ref, orders[0]) for ref in range(150)])
    assert len(sent) == 2
    assert len(bc.lines("salesOrderLines", [], orders[:1])[orders[0]]) == 150


def test_a_lost_change_of_a_line_is_found_below_its_parent(bc, sandbox, orders):
    (made,) = bc.write("salesOrderLines", ["description"], [line(1, orders[0])])
    sandbox.misbehave("POST", r"\$batch", kind="lose_answer", times=1)
    change = Write(1, Change.UPDATE, made.record.key, {"description": "Other"}, made.record.version, orders[0])
    assert answers(bc.write("salesOrderLines", ["description"], [change])) == {1: "done"}


def test_lines_of_dataverse_are_bound_to_their_parent_and_not_written_at_the_same_time(dv, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    prices = sandbox.add("pricelevel", name="Retail")["pricelevelid"]
    key = str(uuid.uuid4())
    order = Write(
        1, Change.CREATE, key, {"name": "Order", "customerid_account": account, "_pricelevelid_value": prices}
    )
    assert answers(dv.write("salesorder", [], [order])) == {1: "done"}
    values = {"isproductoverridden": True, "productdescription": "Chair", "quantity": 1, "priceperunit": 2}
    lines = [Write(ref, Change.CREATE, str(uuid.uuid4()), values, parent=key) for ref in range(12)]
    with counting(sandbox, "CRM.CreateMultiple") as bulk:
        written = dv.write("salesorderdetail", ["_salesorderid_value"], lines)
    assert {(one.answer, one.record and one.record.values["_salesorderid_value"]) for one in written} == {("done", key)}
    assert bulk == []
