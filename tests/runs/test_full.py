"""Full synchronization of one mapping: every record, read afresh, and what is missing is created."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from couplings.models import Coupling, RemoteRecord
from jobs.approval import carry_out
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import FullRun
from jobs.run import run_job
from jobs.services import start
from mappings.models import TableMapping
from syncadmin.engine.values import Side
from tests.runs.dying import Killed, dying
from tests.runs.matching import accounts, customers
from tests.runs.work import coupled_pair, endings, finished, partner, pending, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


def full(mapping, winner=None, unconditional=False, preview=False):
    """Run Full Synchronization."""
    return finished(start(mapping, Job.Kind.FULL, FullRun(winner, unconditional), preview=preview))


@pytest.fixture
def pair(sandbox, mapping):
    """A customer and its account, in step."""
    return coupled_pair(sandbox, mapping)


def test_it_creates_on_both_sides_although_only_coupled_records_are_synchronized(sandbox, mapping):
    customers(sandbox, "Adatum")
    accounts(sandbox, "Contoso")
    assert mapping.only_coupled
    assert endings(full(mapping)) == [("created", "dataverse"), ("created", "bc")]
    assert {one["displayName"] for one in sandbox.rows("customers")} == {"Adatum", "Contoso"}
    assert {one["name"] for one in sandbox.rows("account")} == {"Adatum", "Contoso"}
    assert TableMapping.objects.get(pk=mapping.pk).only_coupled


def test_every_record_is_accounted_for_whether_it_changed_or_not(sandbox, mapping, pair):
    synchronize(mapping)
    coupled_pair(sandbox, mapping, displayName="Contoso", blocked=" ")
    sandbox.add("customers", displayName="Trey", blocked="All")
    assert full(mapping).counts == {"unchanged": 2, "excluded": 1}
    assert full(mapping).counts == {"unchanged": 2, "excluded": 1}


def test_it_reads_every_row_and_moves_the_marks(sandbox, mapping, pair):
    synchronize(mapping)
    job = full(mapping)
    assert job.records_read == 2
    mapping.refresh_from_db()
    assert mapping.bc_mark
    assert mapping.dataverse_mark.startswith("delta ")
    assert synchronize(mapping).records_read <= 2


def test_a_row_that_changed_unseen_is_found(sandbox, mapping, pair):
    synchronize(mapping)
    RemoteRecord.objects.filter(mapping=mapping).update(version="old", pending=False)
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    TableMapping.objects.filter(pk=mapping.pk).update(bc_mark="")
    assert endings(full(mapping)) == [("updated", "dataverse")]


def test_it_merges_as_any_run_does(sandbox, mapping, pair):
    customer, account = pair
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], telephone1="1")
    full(mapping)
    row, other = sandbox.row("customers", customer["id"]), partner(sandbox, mapping, customer)
    assert (row["city"], row["phoneNumber"]) == (other["address1_city"], other["telephone1"]) == ("Bergen", "1")


def test_a_conflict_stays_one(sandbox, mapping, pair):
    customer, account = pair
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    assert endings(full(mapping)) == [("conflict", "conflict")]


@pytest.mark.parametrize(("winner", "city"), [(Side.BC, "Oslo"), (Side.DATAVERSE, "Narvik")])
def test_unconditional_it_takes_over_one_side_whichever_changed(sandbox, mapping, pair, winner, city):
    sandbox.change("account", pair[1]["accountid"], address1_city="Narvik")
    full(mapping, winner, unconditional=True)
    assert sandbox.row("customers", pair[0]["id"])["city"] == city
    assert sandbox.row("account", pair[1]["accountid"])["address1_city"] == city


def test_unconditional_without_a_direction_it_follows_the_mapping(sandbox, mapping, pair):
    TableMapping.objects.filter(pk=mapping.pk).update(direction="to_dataverse")
    sandbox.change("account", pair[1]["accountid"], address1_city="Narvik")
    full(TableMapping.objects.get(pk=mapping.pk), unconditional=True)
    assert sandbox.row("account", pair[1]["accountid"])["address1_city"] == "Oslo"


def test_in_one_direction_it_leaves_the_other_side_and_its_changes_for_the_next_run(sandbox, mapping, pair):
    customer, account = pair
    customers(sandbox, "Contoso")
    accounts(sandbox, "Trey")
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    job = full(mapping, Side.BC)
    assert job.counts == {"created": 1, "updated": 1, "excluded": 1}
    assert (sandbox.row("customers", customer["id"])["city"], sandbox.count("customers")) == ("Oslo", 2)
    assert partner(sandbox, mapping, customer)["telephone1"] == "1"
    synchronize(mapping)
    assert sandbox.row("customers", customer["id"])["city"] == "Narvik"


def test_a_direction_the_mapping_has_not_is_refused(mapping, pair):
    TableMapping.objects.filter(pk=mapping.pk).update(direction="to_dataverse")
    job = full(TableMapping.objects.get(pk=mapping.pk), Side.DATAVERSE)
    assert (job.status, job.code) == ("failed", "no_active_fields")


def test_a_preview_writes_nothing_and_can_be_carried_out(sandbox, mapping, pair):
    sandbox.change("account", pair[1]["accountid"], address1_city="Narvik")
    customers(sandbox, "Contoso")
    plan = full(mapping, Side.BC, unconditional=True, preview=True)
    assert (sandbox.count("account"), partner(sandbox, mapping, pair[0])["address1_city"]) == (1, "Narvik")
    job = finished(carry_out(plan, checksum_of(plan)))
    assert job.counts == {"created": 1, "updated": 1}
    assert (sandbox.count("account"), partner(sandbox, mapping, pair[0])["address1_city"]) == (2, "Oslo")


def test_beyond_the_brakes_it_waits_for_approval(sandbox, mapping, pair):
    TableMapping.objects.filter(pk=mapping.pk).update(most_changes=0, most_changes_share=0)
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    job = full(mapping)
    assert (job.status, partner(sandbox, mapping, pair[0])["address1_city"]) == ("approval", "Oslo")
    finished(carry_out(Job.objects.select_related("mapping__connection").get(pk=job.pk), checksum_of(job)))
    assert partner(sandbox, mapping, pair[0])["address1_city"] == "Bergen"


@pytest.mark.parametrize("statement", range(4, 120, 10))
def test_a_worker_that_dies_anywhere_is_succeeded_and_nothing_is_doubled(sandbox, mapping, pair, statement):
    customers(sandbox, "Contoso")
    accounts(sandbox, "Trey")
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    job = start(mapping, Job.Kind.FULL, FullRun())
    with suppress(Killed), dying(statement):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    assert (sandbox.count("customers"), sandbox.count("account"), Coupling.objects.count()) == (3, 3, 3)
    assert partner(sandbox, mapping, pair[0])["address1_city"] == "Bergen"


def test_twice_is_once(sandbox, mapping):
    customers(sandbox, "Adatum", "Contoso")
    accounts(sandbox, "Trey")
    full(mapping)
    synchronize(mapping)  # what Business Central gives a new record flows back
    assert full(mapping).counts == {"unchanged": 3}
    assert pending(mapping) == 0
