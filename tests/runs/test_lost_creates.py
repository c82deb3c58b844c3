"""A create whose answer was lost in a job that failed: the next job finishes it, once, and overwrites nobody."""

import pytest

from couplings.models import Coupling
from jobs.models import Job
from tests.runs.work import couple, endings, partner, synchronize, synchronize_now

pytestmark = pytest.mark.django_db(transaction=True)


def fail_while_creating(sandbox, mapping, table):
    """A run whose create arrives, but whose answer and everything asked about it afterwards is lost."""
    sandbox.misbehave("POST", "batch", kind="lose_answer", times=1)
    reads = 2 if table == "accounts" else 1  # of the first run, before it looks anything up
    sandbox.misbehave("GET", table, status=503, skip=reads)
    job = synchronize(mapping)
    sandbox.behave()
    assert (job.status, job.counts) == (Job.Status.FAILED, {"waiting": 1})
    assert sandbox.count("account") == sandbox.count("customers") == 1
    return Coupling.objects.get()


@pytest.mark.parametrize("policy", ["ask", "send", "get"])
def test_an_edit_made_after_a_lost_create_of_an_account_arrives(sandbox, creating, policy):
    creating.policy = policy
    creating.save()
    customer = sandbox.add("customers", displayName="Adatum", phoneNumber="1")
    fail_while_creating(sandbox, creating, "accounts")
    sandbox.change("customers", customer["id"], phoneNumber="2")
    assert endings(synchronize(creating)) == [("updated", "dataverse")]
    assert partner(sandbox, creating, customer)["telephone1"] == "2"
    assert Coupling.objects.get().state == Coupling.State.COUPLED


def test_a_lost_create_of_an_account_that_nobody_edited_is_finished(sandbox, creating):
    sandbox.add("customers", displayName="Adatum", phoneNumber="1")
    fail_while_creating(sandbox, creating, "accounts")
    synchronize(creating)
    assert Coupling.objects.get().state == Coupling.State.COUPLED
    assert sandbox.count("account") == 1


def test_a_lost_create_of_a_customer_is_finished_by_the_next_run(sandbox, creating):
    sandbox.add("account", name="Adatum", telephone1="1", customertypecode=3)
    fail_while_creating(sandbox, creating, "customers")
    job = synchronize(creating)
    assert (job.status, job.code) == (Job.Status.FINISHED, "")
    assert sandbox.count("customers") == sandbox.count("account") == 1
    assert Coupling.objects.get().state == Coupling.State.COUPLED


def test_a_customer_is_not_created_again_because_its_account_was_edited_meanwhile(sandbox, creating):
    account = sandbox.add("account", name="Adatum", telephone1="1", customertypecode=3)
    fail_while_creating(sandbox, creating, "customers")
    sandbox.change("account", account["accountid"], telephone1="2")
    synchronize(creating)
    assert [row["phoneNumber"] for row in sandbox.rows("customers")] == ["2"]


def test_a_customer_whose_create_was_lost_gets_no_second_account(sandbox, creating):
    account = sandbox.add("account", name="Adatum", telephone1="1", customertypecode=3)
    fail_while_creating(sandbox, creating, "customers")
    (customer,) = sandbox.rows("customers")
    couple(creating, customer)
    synchronize(creating)
    assert sandbox.count("customers") == sandbox.count("account") == 1
    assert partner(sandbox, creating, customer)["accountid"] == account["accountid"]


def test_a_customer_that_somebody_edited_after_its_create_was_lost_is_not_created_again(sandbox, creating):
    account = sandbox.add("account", name="Adatum", telephone1="1", customertypecode=3)
    fail_while_creating(sandbox, creating, "customers")
    (customer,) = sandbox.rows("customers")
    sandbox.change("customers", customer["id"], city="Bergen")
    synchronize(creating)
    assert sandbox.count("customers") == 1
    assert partner(sandbox, creating, customer)["accountid"] == account["accountid"]


@pytest.mark.parametrize("extension", [True, False])
def test_a_lost_create_of_a_customer_is_finished_with_and_without_the_extension(sandbox, creating, extension):
    sandbox.options.extension = extension
    sandbox.add("account", name="Adatum", telephone1="1", customertypecode=3)
    fail_while_creating(sandbox, creating, "customers")
    synchronize(creating)
    assert sandbox.count("customers") == sandbox.count("account") == 1


def test_a_create_that_was_put_off_keeps_the_key_it_may_already_have_been_sent_with(sandbox, creating):
    customer = sandbox.add("customers", displayName="Adatum")
    key = fail_while_creating(sandbox, creating, "accounts").dataverse_key
    sandbox.remove("account", str(key))
    sandbox.misbehave("POST", "batch", status=429, retry_after=0)
    assert endings(synchronize_now(creating, customer)) == [("failed", "dataverse", "throttled")]
    sandbox.behave()
    synchronize(creating)
    assert [row["accountid"] for row in sandbox.rows("account")] == [str(key)]
