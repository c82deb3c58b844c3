"""Rows take states and values in steps that are all done or none (8.8, 8.11, 8.13, 10 of the mappings' facts)."""

from uuid import uuid4

import pytest

from syncadmin.connections.clients.contract import Answer, Change, NewLine, NewLines, Write
from tests.clients.builders import answers, counting, create, delete, read, update

BOTH = ["statecode", "statuscode"]


@pytest.fixture
def unit(sandbox):
    """A unit group and its base unit, as a product refers to them."""
    group = sandbox.add("uomschedule", name="Pieces", baseuomname="PCS")["uomscheduleid"]
    (unit,) = [one for one in sandbox.rows("uom") if one["_uomscheduleid_value"] == group]
    return {"_defaultuomscheduleid_value": group, "_defaultuomid_value": unit["uomid"], "quantitydecimal": 2}


def product(unit, number="P1", **values):
    return {"name": "Bicycle", "productnumber": number, **unit, **values}


def state(row):
    return row["statecode"], row["statuscode"]


@pytest.mark.parametrize(("wanted", "now"), [(2, (2, 0)), (0, (0, 1)), (1, (1, 2)), (3, (3, 3))])
def test_a_new_product_gets_to_its_state_whatever_leads_there(dv, sandbox, unit, wanted, now):
    (written,) = dv.write("product", BOTH, [create(1, "new", **product(unit), statecode=wanted)])
    assert (written.answer, state(written.record.values)) == (Answer.DONE, now)
    assert state(sandbox.rows("product")[0]) == now


def test_many_new_products_cost_few_requests(dv, sandbox, unit):
    dv.describe("product")
    rows = [create(ref, "new", **product(unit, f"P{ref}"), statecode=0) for ref in range(200)]
    with counting(sandbox, "$batch") as sent:
        written = dv.write("product", BOTH, rows)
    assert {one.answer for one in written} == {Answer.DONE}
    assert len(sent) == 2


def test_a_new_row_in_the_first_state_is_created_in_bulk(dv, sandbox):
    rows = [create(ref, "new", name=f"Adatum {ref}", statecode=0, statuscode=1) for ref in range(20)]
    with counting(sandbox, "accounts/") as sent:
        dv.write("account", BOTH, rows)
    assert len(sent) == 1


def test_what_cannot_be_published_is_not_created_either(dv, sandbox, unit):
    bad = create(2, "new", **product(unit, "P1"), statecode=0)
    found = dv.write("product", BOTH, [create(1, "new", **product(unit, "P1"), statecode=0), bad])
    assert answers(found) == {1: "done", 2: "refused"}
    assert len(sandbox.rows("product")) == 1


@pytest.mark.parametrize("kind", ["lose_answer", "disconnect"])
def test_a_lost_answer_leaves_one_published_product(dv, sandbox, unit, kind):
    if kind == "lose_answer":
        sandbox.misbehave("POST", "$batch", kind=kind, times=1)
    else:
        sandbox.misbehave("POST", "$batch", status=503, times=1)
    (written,) = dv.write("product", BOTH, [create(1, "new", **product(unit), statecode=0)])
    assert written.answer is Answer.DONE
    assert [state(one) for one in sandbox.rows("product")] == [(0, 1)]


def retired(dv, sandbox, unit):
    """A product that is retired, as it was read."""
    dv.write("product", BOTH, [create(1, "new", **product(unit), statecode=1)])
    return next(one for one in read(dv, "product", "name", *BOTH) if one.values["statecode"] == 1)


def test_a_retired_product_keeps_its_state_when_other_values_change(dv, sandbox, unit):
    (written,) = dv.write("product", ["name"], [update(retired(dv, sandbox, unit), name="Tricycle")])
    assert (written.answer, written.record.values["name"]) == (Answer.DONE, "Tricycle")
    (row,) = sandbox.rows("product")
    assert (row["name"], *state(row)) == ("Tricycle", 1, 2)


@pytest.mark.parametrize(("wanted", "now"), [(0, (0, 1)), (3, (3, 3)), (1, (1, 2))])
def test_values_and_another_state_are_written_together(dv, sandbox, unit, wanted, now):
    change = update(retired(dv, sandbox, unit), name="Tricycle", statecode=wanted)
    (written,) = dv.write("product", ["name", *BOTH], [change])
    assert written.answer is Answer.DONE, written.problem
    assert (written.record.values["name"], *state(written.record.values)) == ("Tricycle", *now)


def test_a_row_that_moved_on_is_stale_in_the_middle_of_nothing(dv, sandbox, unit):
    old = retired(dv, sandbox, unit)
    sandbox.change("product", old.key, statecode=0, statuscode=1)
    (written,) = dv.write("product", ["name"], [update(old, name="Tricycle", statecode=3)])
    assert written.answer is Answer.STALE
    assert [state(one) for one in sandbox.rows("product")] == [(0, 1)]


def test_a_closed_invoice_is_opened_and_closed_again_and_other_states_pass_through_open(dv, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    prices = sandbox.add("pricelevel", name="Retail")["pricelevelid"]
    values = {"name": "I1", "customerid_account": account, "_pricelevelid_value": prices}
    (made,) = dv.write("invoice", BOTH, [create(1, "new", **values, statecode=2, statuscode=100001)])
    assert made.answer is Answer.DONE, made.problem
    (changed,) = dv.write("invoice", ["name", *BOTH], [update(made.record, name="I2")])
    assert (changed.record.values["name"], *state(changed.record.values)) == ("I2", 2, 100001)
    (canceled,) = dv.write("invoice", BOTH, [update(changed.record, statecode=3)])
    assert canceled.record.values["statecode"] == 3


def test_an_inactive_price_list_is_opened_where_inactive_rows_take_no_changes(dv, sandbox):
    sandbox.options.locked_inactive = True
    (made,) = dv.write("pricelevel", BOTH, [create(1, "new", name="Retail", statecode=1)])
    (written,) = dv.write("pricelevel", ["description"], [update(made.record, description="For all")])
    assert written.answer is Answer.DONE
    (row,) = sandbox.rows("pricelevel")
    assert (row["description"], *state(row)) == ("For all", 1, 100002)


def test_a_refusal_that_has_nothing_to_do_with_the_state_stands(dv, sandbox, unit):
    sandbox.add("product", **product(unit, "P0"))
    old = retired(dv, sandbox, unit)
    (written,) = dv.write("product", ["name"], [update(old, productnumber="P0")])
    assert written.answer is Answer.REFUSED
    row = sandbox.row("product", old.key)
    assert state(row) == (1, 2)


def test_closed_rows_are_deleted_as_any_other(dv, sandbox, unit):
    (written,) = dv.write("product", [], [delete(retired(dv, sandbox, unit))])
    assert written.answer is Answer.DONE


def test_a_document_gets_its_lines_before_it_is_closed(dv, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    line = NewLine(str(uuid4()), {"productdescription": "Repair", "isproductoverridden": True, "quantity": 1})
    values = {"name": "I1", "customerid_account": account, "statecode": 2, "statuscode": 100001}
    invoice = Write(1, Change.CREATE, str(uuid4()), values, lines=NewLines("invoicedetail", (line,)))
    (made,) = dv.write("invoice", BOTH, [invoice])
    assert (made.answer, made.record.values["statecode"]) == (Answer.DONE, 2), made.problem
    assert [one["productdescription"] for one in sandbox.rows("invoicedetail")] == ["Repair"]
