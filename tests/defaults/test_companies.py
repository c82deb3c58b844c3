"""Several companies of Business Central beside one Dataverse, and the company column of what is uncoupled."""

import pytest

from syncadmin.connections.models import Connection
from syncadmin.demo.sandbox import connection_values
from tests.defaults.stage import set_up
from tests.runs.undoing import undo

COMPANY = "_bcbi_companyid_value"


@pytest.fixture
def two(sandbox, connection):
    """CUSTOMER of two companies, which may create."""
    values = {**connection_values(sandbox), "bc_company_id": sandbox.second_company_id}
    sandbox.add("bcbi_company", bcbi_name="Sister", bcbi_externalid=sandbox.second_company_id)
    other = Connection.objects.create(name="Sister", **values)
    stages = [set_up(sandbox, one, "CUSTOMER", "CURRENCY") for one in (connection, other)]
    for stage in stages:
        stage.set("CUSTOMER", only_coupled=False)
    return stages


def company(stage):
    return stage.connection.facts["company_row"]


def test_each_company_takes_what_is_its_own_or_nobodys_and_says_so_of_the_rest(two):
    first, second = two
    assert company(first) != company(second)
    accounts = [
        first.add("account", name=f"Of {one.connection.name}", customertypecode=3, bcbi_companyid=company(one))
        for one in two
    ]
    nobodys = first.add("account", name="Of nobody", customertypecode=3)
    assert sorted(first.endings(first.modified("CUSTOMER"))) == [
        ("created", "bc"),
        ("created", "bc"),
        ("excluded", "filtered_out"),
    ]
    first.modified("CUSTOMER")
    second.full("CURRENCY")
    assert first.row("account", nobodys)[COMPANY] == company(first)
    assert ("created", "bc") in second.endings(second.modified("CUSTOMER"))
    assert set(second.coupled("CUSTOMER").values()) == {accounts[1]["accountid"]}
    second.modified("CUSTOMER")
    for one in two:
        assert ("updated", "dataverse") not in one.endings(one.modified("CUSTOMER"))


def test_what_is_uncoupled_belongs_to_no_company_until_that_is_undone(play):
    stage = play("CUSTOMER", "CURRENCY")
    customer = stage.add("customers", displayName="Adatum")
    stage.couple("CUSTOMER", customer)
    account = stage.partner("CUSTOMER", customer)
    assert account[COMPANY] == company(stage)
    job = stage.uncouple("CUSTOMER", customer)
    assert stage.endings(job) == [("uncoupled",)]
    assert stage.row("account", account)[COMPANY] is None
    undo(job)
    stage.modified("CUSTOMER")
    assert stage.partner("CUSTOMER", customer)[COMPANY] == company(stage)


def test_a_company_that_is_another_by_now_stays_when_the_coupling_is_removed(play):
    stage = play("CUSTOMER", "CURRENCY")
    customer = stage.add("customers", displayName="Adatum")
    stage.couple("CUSTOMER", customer)
    account, other = stage.partner("CUSTOMER", customer), stage.add("bcbi_company", bcbi_name="Another")
    stage.change("account", account, bcbi_companyid=other["bcbi_companyid"])
    stage.uncouple("CUSTOMER", customer)
    assert stage.row("account", account)[COMPANY] == other["bcbi_companyid"]


def test_a_company_that_cannot_be_emptied_is_said_and_the_coupling_goes(play):
    stage = play("CUSTOMER", "CURRENCY")
    customer = stage.add("customers", displayName="Adatum")
    stage.couple("CUSTOMER", customer)
    stage.sandbox.misbehave("PATCH", "accounts", status=403)
    stage.sandbox.misbehave("POST", "batch", status=403)
    ((ending, code),) = stage.endings(stage.uncouple("CUSTOMER", customer))
    assert (ending, bool(code)) == ("uncoupled", True)
    assert stage.coupled("CUSTOMER") == {}
