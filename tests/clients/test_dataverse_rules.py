"""What only Dataverse wants: lookups bound, states in pairs, options by actions, our mark on writes (3.1, 3.2, 3.4)."""

import pytest

from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import create, last_request, read, update


def test_lookups_are_bound_and_read_back(dv, sandbox):
    currency = sandbox.rows("transactioncurrency")[-1]["transactioncurrencyid"]
    team = sandbox.add("team", name="Sales")["teamid"]
    values = {"name": "Adatum", "_transactioncurrencyid_value": currency, "_owningteam_value": team}
    (written,) = dv.write("account", list(values), [create(1, "new", **values)])
    assert (written.answer, dict(written.record.values)) == (Answer.DONE, values)


def test_a_lookup_to_several_tables_is_written_to_the_one_it_leads_to(dv, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    contact = sandbox.add("contact", lastname="Doe")["contactid"]
    names = ["customerid_account", "customerid_contact"]
    sandbox_list = sandbox.add("pricelevel", name="Retail")["pricelevelid"]
    order = create(1, "new", name="Order", customerid_account=account, _pricelevelid_value=sandbox_list)
    (made,) = dv.write("salesorder", names, [order])
    assert made.record is not None, made.problem
    assert [made.record.values[name] for name in names] == [account, None]
    change = update(made.record, customerid_account=None, customerid_contact=contact)
    (moved,) = dv.write("salesorder", names, [change])
    assert [moved.record.values[name] for name in names] == [None, contact]
    (row,) = read(dv, "salesorder", *names)
    assert dict(row.values) == dict(moved.record.values)


@pytest.mark.parametrize(("values", "now"), [({"statuscode": 2}, (1, 2)), ({"statecode": 1}, (1, 2))])
def test_state_and_status_are_always_set_together(dv, sandbox, values, now):
    sandbox.add("account", name="Adatum")
    (old,) = read(dv, "account", "statecode", "statuscode")
    (written,) = dv.write("account", ["statecode", "statuscode"], [update(old, **values)])
    assert (written.record.values["statecode"], written.record.values["statuscode"]) == now


def test_an_option_is_added_published_and_renamed(dv, sandbox):
    value = dv.add_option("account", "paymenttermscode", "Net 90")
    assert dv.describe("account")["paymenttermscode"].options[value] == "Net 90"
    dv.rename_option("account", "paymenttermscode", value, "Net 99")
    assert dv.describe("account")["paymenttermscode"].options[value] == "Net 99"
    assert "Net 60" in dv.describe("account")["paymenttermscode"].options.values()


def test_an_option_whose_answer_was_lost_is_not_added_twice(dv, sandbox):
    sandbox.misbehave("POST", "InsertOptionValue", kind="lose_answer", times=1)
    value = dv.add_option("account", "paymenttermscode", "Net 90")
    labels = list(dv.describe("account")["paymenttermscode"].options.items())
    assert [one for one in labels if one[1] == "Net 90"] == [(value, "Net 90")]


def test_our_writes_carry_our_mark(dv, sandbox):
    dv.write("account", ["name"], [create(ref, "new", name="Adatum") for ref in range(20)])
    assert "tag=syncadmin" in last_request(sandbox, "CreateMultiple")
