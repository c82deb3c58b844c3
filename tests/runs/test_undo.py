"""Undoing a job takes back what it did and nothing else: both systems and the couplings are as before, and stay so."""

import pytest

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import start
from jobs.undo import NothingToUndo, propose, why_not
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.values import Side
from tests.runs.matching import match_on, matched
from tests.runs.undoing import bases, begin, couplings, everything, plan_of, undo
from tests.runs.work import (
    couple,
    coupled_pair,
    endings,
    finished,
    partner,
    settle,
    synchronize,
    synchronize_now,
    uncouple,
)

pytestmark = pytest.mark.django_db(transaction=True)


def resolve_deleted(mapping, customer, policy):
    """Somebody says what follows for a customer whose account was deleted."""
    wanted = SynchronizeRecords((customer["id"],), deleted=DeletionPolicy(policy))
    return finished(start(mapping, Job.Kind.RECORDS, wanted))


def test_a_value_that_was_overwritten_comes_back_and_stays(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    before = everything(sandbox)
    job = synchronize(mapping)
    assert endings(undo(job)) == [("updated", "dataverse")]
    assert everything(sandbox) == before
    assert endings(synchronize(mapping)) == []
    assert everything(sandbox) == before


def test_values_of_both_sides_come_back_together(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], telephone1="555-0199")
    before = everything(sandbox)
    job = synchronize(mapping)
    assert sorted(endings(undo(job))) == [("updated", "bc"), ("updated", "dataverse")]
    synchronize(mapping)
    assert everything(sandbox) == before


def test_an_edit_after_the_undo_flows_as_any_other(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    undo(synchronize(mapping))
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    synchronize(mapping)
    assert sandbox.row("customers", customer["id"])["city"] == "Narvik"


def test_a_record_that_was_created_is_deleted_with_its_coupling(sandbox, creating):
    sandbox.add("customers", displayName="Adatum", city="Oslo")
    before = everything(sandbox)
    job = synchronize(creating)
    assert endings(undo(job)) == [("deleted", "dataverse")]
    assert (everything(sandbox), couplings(creating)) == (before, set())
    assert endings(synchronize(creating)) == []
    assert everything(sandbox) == before


def test_a_customer_that_was_created_is_deleted_too(sandbox, creating):
    sandbox.add("account", name="Adatum", customertypecode=3)
    job = synchronize(creating)
    assert sandbox.count("customers") == 1
    assert endings(undo(job)) == [("deleted", "bc")]
    assert sandbox.count("customers") == 0


def test_a_coupling_that_was_made_is_removed_with_what_was_written_for_it(sandbox, mapping):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    account = sandbox.add("account", name="Adatum", address1_city="Bergen", customertypecode=3)
    before = everything(sandbox)
    job = couple(mapping, customer, account, Side.BC)
    assert partner(sandbox, mapping, customer)["address1_city"] == "Oslo"
    assert endings(undo(job)) == [("updated", "dataverse"), ("uncoupled",)]
    assert (everything(sandbox), couplings(mapping)) == (before, set())


def test_a_coupling_that_was_there_already_stays(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    job = couple(mapping, customer, account)
    assert why_not(job).startswith("Nothing to undo")


def test_a_coupling_that_had_to_go_for_another_is_made_again(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    former, agreed = couplings(mapping), bases(mapping)
    other = sandbox.add("account", name="Contoso")
    job = couple(mapping, customer, other)
    assert couplings(mapping) != former
    assert endings(undo(job)) == [("uncoupled",)]
    assert (couplings(mapping), bases(mapping)) == (former, agreed)


def test_a_coupling_that_was_removed_is_made_again_as_it_was(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    former, agreed = couplings(mapping), bases(mapping)
    job = uncouple(mapping, customer)
    assert endings(undo(job)) == [("coupled",)]
    assert (couplings(mapping), bases(mapping)) == (former, agreed)
    assert endings(synchronize(mapping)) == [("unchanged",)]


@pytest.mark.parametrize("deletion", ["ask", "uncouple"])
def test_an_edit_made_while_a_pair_was_not_coupled_flows_once_it_is_again(sandbox, mapping, deletion):
    mapping.deletion = deletion
    mapping.save()
    customer, _account = coupled_pair(sandbox, mapping)
    job = uncouple(mapping, customer)
    sandbox.change("customers", customer["id"], city="Bergen")
    synchronize(mapping)
    undo(job)
    synchronize(mapping)
    assert partner(sandbox, mapping, customer)["address1_city"] == "Bergen"


def test_match_based_coupling_is_undone(sandbox, mapping):
    for name in ("Adatum", "Contoso"):
        sandbox.add("customers", displayName=name)
        sandbox.add("account", name=name, customertypecode=3)
    job = matched(match_on(mapping, "Name"))
    assert len(couplings(mapping)) == 2
    assert endings(undo(job)) == [("uncoupled",), ("uncoupled",)]
    assert couplings(mapping) == set()


def test_a_conflict_that_was_settled_is_one_again(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    synchronize(mapping)
    before, agreed = everything(sandbox), bases(mapping)
    undo(settle(mapping, customer, {"city/address1_city": "bc"}))
    assert (everything(sandbox), bases(mapping)) == (before, agreed)
    assert endings(synchronize(mapping)) == [("conflict", "conflict")]
    assert everything(sandbox) == before


def test_a_value_that_somebody_took_over_comes_back(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    before = everything(sandbox)
    job = synchronize_now(mapping, customer, winner=Side.BC)
    undo(job)
    synchronize(mapping)
    assert everything(sandbox) == before


def test_a_record_that_was_restored_is_deleted_and_its_coupling_is_the_former_one(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.remove("account", account["accountid"])
    synchronize(mapping)
    former, agreed = couplings(mapping), bases(mapping)
    job = resolve_deleted(mapping, customer, "restore")
    assert sandbox.count("account") == 1
    assert endings(undo(job)) == [("deleted", "dataverse")]
    assert (sandbox.count("account"), couplings(mapping), bases(mapping)) == (0, former, agreed)


def test_a_record_that_was_deleted_comes_back_with_its_mapped_values_and_a_new_key(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.remove("account", account["accountid"])
    synchronize(mapping)
    job = resolve_deleted(mapping, customer, "delete")
    assert sandbox.count("customers") == 0
    assert endings(undo(job)) == [("created", "bc")]
    (again,) = sandbox.rows("customers")
    assert (again["displayName"], again["city"], again["phoneNumber"]) == ("Adatum", "Oslo", "555-0100")
    assert again["id"] != customer["id"]
    assert str(Coupling.objects.get().bc_key) == again["id"]


def test_an_uncoupling_from_a_deleted_record_is_undone_and_stays_so(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.remove("account", account["accountid"])
    synchronize(mapping)
    former = couplings(mapping)
    undo(resolve_deleted(mapping, customer, "uncouple"))
    assert couplings(mapping) == former
    assert not RemoteRecord.objects.filter(orphan=True).exists()


def test_an_undo_is_undone(sandbox, creating):
    customer, _account = coupled_pair(sandbox, creating)
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.add("customers", displayName="New")
    job = synchronize(creating)
    after = {row["name"]: row["address1_city"] for row in sandbox.rows("account")}
    first = undo(job)
    assert sandbox.count("account") == 1
    second = undo(first)
    assert sorted(endings(second)) == [("created", "dataverse"), ("updated", "dataverse")]
    assert {row["name"]: row["address1_city"] for row in sandbox.rows("account")} == after
    assert endings(synchronize(creating)) == []
    assert why_not(first).startswith("Done")
    assert why_not(job) == ""


def test_jobs_are_undone_one_after_the_other_back_to_the_beginning(sandbox, creating):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    before = everything(sandbox)
    jobs = [synchronize(creating)]
    for city in ("Bergen", "Narvik"):
        sandbox.change("customers", customer["id"], city=city)
        jobs.append(synchronize(creating))
    for job in reversed(jobs):
        undo(job)
    assert {key: row for key, row in everything(sandbox).items() if key[0] == "account"} == {}
    assert before.keys() == everything(sandbox).keys()


def test_a_job_is_undone_once(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    job = synchronize(creating)
    by = undo(job)
    assert why_not(job) == f"Done: everything it did was taken back by job {by.pk}."
    with pytest.raises(NothingToUndo):
        propose(job)


def test_a_job_that_wrote_nothing_cannot_be_undone(sandbox, mapping):
    coupled_pair(sandbox, mapping)
    for job in (synchronize(mapping), synchronize(mapping, preview=True), finished(start(mapping, Job.Kind.READ))):
        assert why_not(job) == "Nothing to undo: the job wrote nothing."


def test_only_one_record_of_a_job_is_undone(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    sandbox.add("customers", displayName="Contoso")
    job = synchronize(creating)
    plan = plan_of(job, job.operations.get(title__contains="Contoso"))
    assert endings(finished(begin(plan))) == [("deleted", "dataverse")]
    assert [row["name"] for row in sandbox.rows("account")] == ["Adatum"]
    assert why_not(job) == ""


def test_an_archived_record_is_as_before(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    mapping.archive = {"bc": {"city": "Archived"}}
    mapping.save()
    sandbox.remove("account", account["accountid"])
    synchronize(mapping)
    job = resolve_deleted(mapping, customer, "archive")
    assert sandbox.row("customers", customer["id"])["city"] == "Archived"
    undo(job)
    assert sandbox.row("customers", customer["id"])["city"] == "Oslo"
    assert Coupling.objects.get().archived_at is None
