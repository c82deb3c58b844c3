"""Set Up Coupling, Synchronize Now, Delete Coupling and settling a conflict, against the sandbox."""

import pytest

from couplings.models import Coupling
from jobs.models import Job
from syncadmin.engine.values import Side
from tests.runs.work import couple, coupled_pair, endings, partner, settle, synchronize, synchronize_now, uncouple

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(sandbox):
    """A customer that is not coupled."""
    return sandbox.add("customers", displayName="Adatum", city="Oslo")


@pytest.fixture
def account(sandbox):
    """An account that is not coupled."""
    return sandbox.add("account", name="Adatum Ltd", address1_city="Bergen", customertypecode=3)


def test_coupling_alone_changes_neither_record(sandbox, mapping, customer, account):
    assert endings(couple(mapping, customer, account)) == [("coupled",)]
    assert sandbox.row("customers", customer["id"])["displayName"] == "Adatum"
    assert partner(sandbox, mapping, customer)["name"] == "Adatum Ltd"


def test_using_the_business_central_data_overwrites_the_account(sandbox, mapping, customer, account):
    assert endings(couple(mapping, customer, account, Side.BC)) == [("coupled",), ("updated", "dataverse")]
    assert partner(sandbox, mapping, customer)["name"] == "Adatum"


def test_using_the_dataverse_data_overwrites_the_customer(sandbox, mapping, customer, account):
    assert endings(couple(mapping, customer, account, Side.DATAVERSE)) == [("coupled",), ("updated", "bc")]
    assert sandbox.row("customers", customer["id"])["displayName"] == "Adatum Ltd"


def test_create_new_makes_one_account_with_the_template_value(sandbox, mapping, customer):
    assert endings(couple(mapping, customer)) == [("created", "dataverse")]
    created = partner(sandbox, mapping, customer)
    assert (created["name"], created["customertypecode"]) == ("Adatum", 3)


def test_an_account_that_is_taken_is_refused_and_named(sandbox, mapping, customer, account):
    couple(mapping, customer, account)
    other = sandbox.add("customers", displayName="Contoso")
    job = couple(mapping, other, account)
    assert endings(job) == [("failed", "already_coupled")]
    assert job.operations.get().facts["partner"] == "Adatum"


def test_coupling_to_another_account_moves_the_coupling(sandbox, mapping, customer, account):
    couple(mapping, customer, account)
    other = sandbox.add("account", name="Adatum Inc", customertypecode=3)
    couple(mapping, customer, other)
    assert partner(sandbox, mapping, customer)["name"] == "Adatum Inc"
    assert Coupling.objects.count() == 1


def test_a_coupling_to_a_deleted_customer_gives_way(sandbox, mapping, customer, account):
    couple(mapping, customer, account)
    sandbox.remove("customers", customer["id"])
    synchronize_now(mapping, customer)
    other = sandbox.add("customers", displayName="Contoso")
    assert endings(couple(mapping, other, account)) == [("coupled",)]


def test_a_record_that_is_gone_cannot_be_coupled(sandbox, mapping, customer, account):
    sandbox.remove("account", account["accountid"])
    assert endings(couple(mapping, customer, account)) == [("failed", "record_deleted")]
    assert not Coupling.objects.exists()


def test_deleting_a_coupling_leaves_both_records(sandbox, mapping, customer, account):
    couple(mapping, customer, account)
    assert endings(uncouple(mapping, customer)) == [("uncoupled",)]
    assert endings(uncouple(mapping, customer)) == [("unchanged", "not_coupled_already")]
    assert sandbox.count("customers") == sandbox.count("account") == 1


@pytest.mark.parametrize(("winner", "phone"), [(Side.BC, "1"), (Side.DATAVERSE, "2")])
def test_synchronize_now_takes_the_side_it_was_told(sandbox, mapping, winner, phone):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], telephone1="2")
    synchronize_now(mapping, customer, winner=winner)
    assert sandbox.row("customers", customer["id"])["phoneNumber"] == phone
    assert partner(sandbox, mapping, customer)["telephone1"] == phone


def test_a_settled_conflict_ends_field_by_field(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1", city="Bodø")
    sandbox.change("account", account["accountid"], telephone1="2", address1_city="Bergen")
    synchronize(mapping)
    settle(mapping, customer, {"phoneNumber/telephone1": "bc", "city/address1_city": "dataverse"})
    row = sandbox.row("customers", customer["id"])
    assert (row["phoneNumber"], row["city"]) == ("1", "Bergen")
    assert partner(sandbox, mapping, customer)["telephone1"] == "1"
    assert not mapping.problems.exists()


def test_conflicts_that_are_settled_one_after_the_other_stay_listed_together(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1", city="Bodø")
    sandbox.change("account", account["accountid"], telephone1="2", address1_city="Bergen")
    synchronize(mapping)
    job = settle(mapping, customer, {"phoneNumber/telephone1": "bc"})
    assert job.operations.get().facts == {"fields": "City, Phone No."}
    listed = {one["field"] for one in mapping.problems.get().verdicts if one["kind"] == "conflict"}
    assert listed == {"phoneNumber/telephone1", "city/address1_city"}


def test_a_choice_made_on_values_that_changed_since_does_not_count(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], telephone1="2")
    synchronize(mapping)
    sandbox.change("account", account["accountid"], telephone1="3")
    job = settle(mapping, customer, {"phoneNumber/telephone1": "bc"})
    assert endings(job) == [("conflict", "conflict")]
    assert partner(sandbox, mapping, customer)["telephone1"] == "3"


def test_an_unreachable_system_fails_the_job_and_keeps_the_record_pending(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    job = synchronize(mapping)
    assert (job.status, job.code) == (Job.Status.FAILED, "service_failed")
    sandbox.behave()
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]
