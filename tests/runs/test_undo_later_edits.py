"""What somebody did after a job is not touched by its undo, and is told."""

import pytest

from jobs.approval import leave_out
from tests.runs.undoing import begin, couplings, everything, plan_of, undo
from tests.runs.work import couple, coupled_pair, endings, finished, pending, synchronize, uncouple

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(sandbox, mapping):
    """A run that carried two values of a customer over to its account."""
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen", phoneNumber="555-0199")
    return synchronize(mapping)


@pytest.fixture
def account(sandbox, job):
    """The account it was carried over to."""
    return sandbox.rows("account")[0]


def test_a_field_edited_since_keeps_the_edit_and_the_others_come_back(sandbox, mapping, job, account):
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    done = undo(job)
    assert endings(done) == [("updated", "dataverse", "edited_since")]
    (now,) = sandbox.rows("account")
    assert (now["address1_city"], now["telephone1"]) == ("Narvik", "555-0100")


def test_an_edit_that_was_kept_flows_with_the_next_run(sandbox, mapping, job, account):
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    undo(job)
    synchronize(mapping)
    (customer,) = sandbox.rows("customers")
    assert (customer["city"], customer["phoneNumber"]) == ("Narvik", "555-0199")


def test_an_edit_of_the_source_after_the_job_is_not_lost(sandbox, mapping, job):
    (customer,) = sandbox.rows("customers")
    sandbox.change("customers", customer["id"], city="Narvik")
    undo(job)
    synchronize(mapping)
    (account,) = sandbox.rows("account")
    assert (account["address1_city"], account["telephone1"]) == ("Narvik", "555-0100")


def test_an_edit_of_another_field_still_waits_for_the_next_run(sandbox, mapping, job, account):
    sandbox.change("account", account["accountid"], name="Adatum & Co")
    undo(job)
    assert pending(mapping) == 1
    synchronize(mapping)
    assert sandbox.rows("customers")[0]["displayName"] == "Adatum & Co"


def test_what_a_later_job_wrote_counts_as_an_edit(sandbox, mapping, job):
    (customer,) = sandbox.rows("customers")
    sandbox.change("customers", customer["id"], city="Narvik", phoneNumber="555-0111")
    synchronize(mapping)
    before = everything(sandbox)
    plan = plan_of(job)
    assert endings(plan) == [("excluded", "edited_since")]
    assert plan.operations.get().facts == {"fields": "City, Phone No.", "system": "Dataverse"}
    assert everything(sandbox) == before


def test_a_created_record_that_was_edited_is_kept_with_its_coupling(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    job = synchronize(creating)
    sandbox.change("account", sandbox.rows("account")[0]["accountid"], name="Contoso")
    assert endings(plan_of(job)) == [("excluded", "edited_since")]
    assert len(couplings(creating)) == 1


def test_a_created_record_with_an_edit_outside_the_mapping_is_kept_too(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    job = synchronize(creating)
    sandbox.change("account", sandbox.rows("account")[0]["accountid"], description="Call on Monday")
    assert endings(plan_of(job)) == [("excluded", "touched_since")]


def test_a_created_record_that_somebody_deleted_leaves_no_coupling(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    job = synchronize(creating)
    sandbox.remove("account", sandbox.rows("account")[0]["accountid"])
    assert endings(undo(job)) == [("uncoupled", "record_deleted")]
    assert couplings(creating) == set()


def test_records_coupled_to_others_since_are_left_alone(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    job = uncouple(mapping, customer)
    couple(mapping, customer, sandbox.add("account", name="Contoso"))
    assert endings(plan_of(job)) == [("excluded", "coupled_since")]


def test_a_value_comes_back_although_the_pair_was_uncoupled_since(sandbox, mapping, job):
    uncouple(mapping, sandbox.rows("customers")[0])
    assert endings(undo(job)) == [("updated", "dataverse")]
    assert sandbox.rows("account")[0]["address1_city"] == "Oslo"


def test_an_edit_between_plan_and_undo_is_refused(sandbox, mapping, job, account):
    plan = plan_of(job)
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    sandbox.requests.clear()
    done = finished(begin(plan))
    assert endings(done) == [("waiting", "dataverse", "undo_is_stale")]
    assert not [one for one in sandbox.requests if one.path.endswith("batch")]
    assert sandbox.rows("account")[0]["telephone1"] == "555-0199"


def test_what_is_left_out_of_an_undo_stays_and_waits_for_no_run(sandbox, mapping, job):
    plan = plan_of(job)
    leave_out(plan.operations.get(), out=True)
    before = pending(mapping)
    done = finished(begin(plan))
    assert endings(done) == [("excluded", "dataverse", "undo_left_out")]
    assert (sandbox.rows("account")[0]["address1_city"], pending(mapping)) == ("Bergen", before)


def test_a_job_that_was_undone_meanwhile_is_not_undone_twice(sandbox, mapping, job):
    first, second = plan_of(job), plan_of(job)
    finished(begin(first))
    assert endings(finished(begin(second))) == [("waiting", "dataverse", "undo_is_stale")]


def test_a_coupling_made_by_hand_after_the_plan_is_not_removed_by_it(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    other = sandbox.add("account", name="Contoso")
    plan = plan_of(uncouple(mapping, customer))
    couple(mapping, customer, other)
    before = couplings(mapping)
    assert endings(finished(begin(plan))) == [("waiting", "undo_is_stale")]
    assert couplings(mapping) == before
