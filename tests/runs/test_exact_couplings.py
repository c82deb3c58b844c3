"""Couplings that a plan makes or removes are carried out with it exactly, once, or refused with their reason."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from couplings.models import Coupling
from jobs.approval import carry_out as begin
from jobs.approval import leave_out
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import UncoupleRecords
from jobs.run import run_job
from jobs.services import start
from tests.runs.dying import Killed, dying
from tests.runs.work import (
    carry_out,
    couple,
    coupled_pair,
    endings,
    finished,
    pending,
    read_all_again,
    set_back,
    synchronize,
    uncouple,
)

pytestmark = pytest.mark.django_db(transaction=True)

OVERTAKEN = ("waiting", "plan_is_overtaken")


@pytest.fixture
def pair(sandbox, mapping):
    """A coupled customer and account."""
    return coupled_pair(sandbox, mapping)


@pytest.fixture
def both_ways(mapping):
    """Customers and accounts of either side are created on the other."""
    mapping.only_coupled = False
    mapping.save()
    return mapping


@pytest.fixture
def parting(sandbox, mapping, pair):
    """The preview of a run that removes the coupling of a customer whose account was deleted."""
    mapping.deletion = "uncouple"
    mapping.bc_mark = mapping.dataverse_mark = ""
    mapping.save()
    sandbox.remove("account", pair[1]["accountid"])
    plan = synchronize(mapping, preview=True)
    assert endings(plan) == [("uncoupled", "uncoupled_from_deleted")]
    return plan


@pytest.fixture
def joining(sandbox, both_ways):
    """The preview of a run that couples two records again that were made from each other; they differ by now."""
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    synchronize(both_ways)
    mapping = set_back(both_ways)
    plan = synchronize(mapping, preview=True)
    assert endings(plan)[0] == ("coupled_again",)
    return mapping, plan, customer


def asked(mapping, customer):
    """The preview of Delete Coupling."""
    return finished(start(mapping, Job.Kind.UNCOUPLE, UncoupleRecords((customer["id"],)), preview=True))


def test_the_policy_removes_a_coupling_as_the_plan_says(mapping, parting):
    assert Coupling.objects.count() == 1
    assert endings(carry_out(parting)) == [("uncoupled", "uncoupled_from_deleted")]
    assert (Coupling.objects.count(), pending(mapping)) == (0, 0)


def test_delete_coupling_is_carried_out_as_previewed(mapping, pair):
    assert endings(carry_out(asked(mapping, pair[0]))) == [("uncoupled",)]
    assert not Coupling.objects.exists()


def test_a_partner_that_came_back_stays_coupled(sandbox, mapping, pair, parting):
    sandbox.add("account", **{name: pair[1][name] for name in ("accountid", "name", "customertypecode")})
    assert endings(carry_out(parting)) == [OVERTAKEN]
    assert Coupling.objects.count() == 1
    assert pending(mapping) > 0


def test_a_coupling_that_was_made_anew_meanwhile_stays(mapping, pair):
    plan = asked(mapping, pair[0])
    uncouple(mapping, pair[0])
    couple(mapping, *pair)
    assert endings(carry_out(plan)) == [OVERTAKEN]
    assert Coupling.objects.count() == 1


def test_what_is_left_out_stays_coupled(mapping, parting):
    leave_out(parting.operations.get(), out=True)
    assert endings(carry_out(parting)) == [("excluded", "left_out")]
    assert Coupling.objects.count() == 1
    assert endings(read_all_again(mapping)) == [("uncoupled", "uncoupled_from_deleted")]


def test_records_are_coupled_again_as_the_plan_says(sandbox, joining):
    mapping, plan, customer = joining
    assert endings(carry_out(plan))[0] == ("coupled", "coupled_again")
    assert str(Coupling.objects.get(mapping=mapping).bc_key) == customer["id"]
    synchronize(mapping)
    assert (sandbox.count("account"), pending(mapping)) == (1, 0)


def test_what_differs_in_records_that_are_coupled_again_is_not_lost(sandbox, both_ways):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    synchronize(both_ways)
    mapping = set_back(both_ways)
    sandbox.change("customers", customer["id"], city="Bergen")
    plan = synchronize(mapping, preview=True)
    carry_out(plan)
    synchronize(mapping)
    assert [one.code for one in mapping.problems.all()] == ["conflict"]


def test_records_that_are_coupled_again_are_written_in_the_same_job(sandbox, both_ways):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    synchronize(both_ways)
    mapping = set_back(both_ways)
    mapping.policy = "send"
    mapping.save()
    sandbox.change("customers", customer["id"], city="Bergen")
    job = carry_out(synchronize(mapping, preview=True))
    assert endings(job) == [("coupled", "coupled_again"), ("updated", "dataverse")]
    assert sandbox.rows("account")[0]["address1_city"] == "Bergen"


def test_a_record_that_somebody_coupled_meanwhile_is_refused(sandbox, joining):
    mapping, plan, customer = joining
    other = sandbox.add("account", name="Other", customertypecode=3)
    synchronize(mapping, preview=True)
    couple(mapping, customer, other)
    assert endings(carry_out(plan))[0] == OVERTAKEN
    assert str(Coupling.objects.get(bc_key=customer["id"]).dataverse_key) == other["accountid"]


@pytest.mark.parametrize("statement", range(4, 100, 8))
@pytest.mark.parametrize("scene", ["parting", "joining"])
def test_a_worker_that_dies_between_is_succeeded(request, scene, statement):
    made = request.getfixturevalue(scene)
    plan = made if scene == "parting" else made[1]
    job = begin(Job.objects.select_related("mapping__connection").get(pk=plan.pk), checksum_of(plan))
    with suppress(Killed), dying(statement):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    assert [one[0] for one in endings(job)] == ["uncoupled" if scene == "parting" else "coupled"]
    assert Coupling.objects.count() == (scene == "joining")
