"""Edits made while a run is between reading and writing: the write is refused, read and planned again, never forced."""

import pytest

from tests.runs.work import coupled_pair, endings, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_edit_of_another_field_is_merged(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    go_on = halfway()
    sandbox.change("account", account["accountid"], address1_city="Bergen")
    assert sorted(endings(go_on())) == [("updated", "bc"), ("updated", "dataverse")]
    assert sandbox.row("customers", customer["id"])["city"] == "Bergen"
    assert partner(sandbox, mapping, customer)["telephone1"] == "1"


def test_an_edit_of_the_same_field_becomes_a_conflict(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    go_on = halfway()
    sandbox.change("account", account["accountid"], telephone1="2")
    assert endings(go_on()) == [("conflict", "conflict")]
    assert partner(sandbox, mapping, customer)["telephone1"] == "2"


def test_the_same_edit_by_somebody_else_needs_no_write(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    go_on = halfway()
    sandbox.change("account", account["accountid"], telephone1="1")
    assert endings(go_on()) == [("unchanged",)]


def test_a_source_that_goes_back_to_the_old_value_leaves_nothing_to_do(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    go_on = halfway()
    sandbox.change("customers", customer["id"], phoneNumber="555-0100")
    sandbox.change("account", account["accountid"], description="touched")
    assert endings(go_on()) == [("unchanged",)]


def test_of_two_writes_to_a_pair_one_may_be_planned_again_and_the_other_stands(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], address1_city="Bergen")
    go_on = halfway()
    sandbox.change("account", account["accountid"], emailaddress1="a@example.com")
    go_on()
    row = sandbox.row("customers", customer["id"])
    assert (row["city"], row["email"], row["phoneNumber"]) == ("Bergen", "a@example.com", "1")
    assert partner(sandbox, mapping, customer)["telephone1"] == "1"


@pytest.mark.parametrize("policy", ["ask", "send", "get"])
def test_our_own_write_whose_answer_was_lost_is_no_edit_that_contradicts_a_later_one(sandbox, mapping, policy):
    mapping.policy = policy
    mapping.save()
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.misbehave("POST", "batch", kind="lose_answer", times=1)
    sandbox.misbehave("GET", "accounts", status=503, skip=2)
    assert endings(synchronize(mapping)) == [("waiting", "dataverse", "answer_lost")]
    sandbox.behave()
    sandbox.change("customers", customer["id"], phoneNumber="2")
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]
    assert partner(sandbox, mapping, customer)["telephone1"] == "2"


def test_an_account_created_twice_is_not_possible_even_if_every_answer_is_lost(sandbox, mapping, halfway):
    sandbox.add("customers", displayName="Adatum")
    mapping.only_coupled = False
    mapping.save()
    go_on = halfway()
    sandbox.misbehave("POST", "batch", kind="lose_answer", times=3)
    assert endings(go_on()) == [("created", "dataverse")]
    assert sandbox.count("account") == 1


def test_a_write_that_a_proxy_sent_twice_still_says_which_value_it_replaced(sandbox, mapping):
    mapping.policy = "send"
    mapping.save()
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], address1_city="Trondheim")
    sandbox.misbehave("POST", "batch", kind="double", times=1)
    job = synchronize(mapping)
    assert partner(sandbox, mapping, customer)["address1_city"] == "Bergen"
    assert "Trondheim" in str([one.verdicts for one in job.operations.all()])
