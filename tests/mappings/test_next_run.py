"""What a change of a mapping means for the next run, seen in a real one."""

from tests.mappings.pages import save, switch
from tests.runs.work import coupled_pair, partner, synchronize


def test_a_row_enabled_later_is_synchronized_for_records_that_were_in_step(administrator, mapping, sandbox):
    switch(administrator, mapping, "City", "disabled")
    customer, _account = coupled_pair(sandbox, mapping, city="Bergen")
    synchronize(mapping)
    assert not partner(sandbox, mapping, customer)["address1_city"]
    switch(administrator, mapping, "City", "enabled")
    mapping.refresh_from_db()
    synchronize(mapping)
    assert partner(sandbox, mapping, customer)["address1_city"] == "Bergen"


def test_customers_left_out_before_are_created_once_that_is_allowed(administrator, mapping, sandbox):
    sandbox.add("customers", displayName="Adatum")
    synchronize(mapping)
    assert sandbox.count("account") == 0
    save(administrator, mapping, only_coupled=False, confirmed="on")
    mapping.refresh_from_db()
    synchronize(mapping)
    assert [one["name"] for one in sandbox.rows("account")] == ["Adatum"]


def test_a_conflict_is_settled_by_the_policy_that_was_set_since(administrator, mapping, sandbox):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], telephone1="2")
    synchronize(mapping)
    assert mapping.problems.get().code == "conflict"
    save(administrator, mapping, policy="send")
    mapping.refresh_from_db()
    synchronize(mapping)
    assert partner(sandbox, mapping, customer)["telephone1"] == "1"
    assert not mapping.problems.exists()
