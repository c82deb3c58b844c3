"""*Fail the nth call*: whichever request or statement of a run goes wrong, and however, in the end both systems are as
if it had not, and nothing is there twice.

Each call of each scenario goes wrong in one way, in turn, and each way has its turn at all kinds of calls; with
``EVERY_CALL=1`` in the environment (``make every-call``) each call goes wrong in every way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from jobs import approval
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import CoupleRecords, SettleConflict, SynchronizeRecords, UncoupleRecords
from jobs.run import run_job
from jobs.services import start
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.values import Side
from tests.runs.calls import WAYS, Picture, come_to_rest, counting, state
from tests.runs.dying import Killed
from tests.runs.matching import accounts, asked, customers, match_on
from tests.runs.work import couple, synchronize

EVERY_CALL = bool(os.environ.get("EVERY_CALL"))
Ask = Callable[[], Job]


def pairs(sandbox, mapping, *names):
    """Customers and their accounts, coupled and in step."""
    made = customers(sandbox, *({"displayName": one, "phoneNumber": "1", "city": "Oslo"} for one in names))
    for one in made:
        couple(mapping, one)
    return made, {row["name"]: row["accountid"] for row in sandbox.rows("account")}


def creates_both_ways(sandbox, mapping) -> Ask:
    """Three customers and three accounts get a partner each."""
    mapping.only_coupled = False
    mapping.save()
    customers(sandbox, "Adatum", "Contoso", "Fabrikam")
    accounts(sandbox, "Litware", "Proseware", "Tailspin")
    return partial(start, mapping, Job.Kind.MODIFIED)


def updates_both_ways(sandbox, mapping) -> Ask:
    """One pair was edited here, one there, and one on both sides in different fields."""
    (here, _, both), keys = pairs(sandbox, mapping, "Adatum", "Contoso", "Fabrikam")
    sandbox.change("customers", here["id"], city="Bergen")
    sandbox.change("account", keys["Contoso"], telephone1="2")
    sandbox.change("customers", both["id"], city="Bergen")
    sandbox.change("account", keys["Fabrikam"], telephone1="2")
    return partial(start, mapping, Job.Kind.MODIFIED)


def settles_a_conflict(sandbox, mapping) -> Ask:
    """A person chooses one value of each side."""
    (one,), keys = pairs(sandbox, mapping, "Adatum")
    sandbox.change("customers", one["id"], city="Bergen", phoneNumber="2")
    sandbox.change("account", keys["Adatum"], address1_city="Tromsø", telephone1="3")
    synchronize(mapping)
    (seen,) = mapping.problems.all()
    values = {it["field"]: (it["bc"], it["dataverse"]) for it in seen.verdicts}
    choices = {"city/address1_city": Side.BC, "phoneNumber/telephone1": Side.DATAVERSE}
    return partial(start, mapping, Job.Kind.SETTLE, SettleConflict(one["id"], choices, values))


def matches(sandbox, mapping) -> Ask:
    """Two customers and their accounts find each other by name; a third one gets an account."""
    match_on(mapping, "Name")
    customers(sandbox, {"displayName": "Adatum", "city": "Oslo"}, "Contoso", "Fabrikam")
    accounts(sandbox, "Adatum", {"name": "Contoso", "telephone1": "1"})
    return partial(asked, mapping, create=True, synchronize=True)


def restores(sandbox, mapping) -> Ask:
    """An account and a customer that were deleted are created anew."""
    (one, two), keys = pairs(sandbox, mapping, "Adatum", "Contoso")
    sandbox.remove("account", keys["Adatum"])
    sandbox.remove("customers", two["id"])
    wanted = SynchronizeRecords((one["id"], two["id"]), deleted=DeletionPolicy.RESTORE)
    return partial(start, mapping, Job.Kind.RECORDS, wanted)


def deletes(sandbox, mapping) -> Ask:
    """The records that are left of two pairs are deleted as well."""
    (one, two), keys = pairs(sandbox, mapping, "Adatum", "Contoso")
    sandbox.remove("account", keys["Adatum"])
    sandbox.remove("customers", two["id"])
    wanted = SynchronizeRecords((one["id"], two["id"]), deleted=DeletionPolicy.DELETE)
    return partial(start, mapping, Job.Kind.RECORDS, wanted)


def couples_and_synchronizes(sandbox, mapping) -> Ask:
    """Two pairs are coupled with the data of Business Central, and a customer gets a new account."""
    one, two, three = customers(sandbox, {"displayName": "Adatum", "city": "Oslo"}, "Contoso", "Fabrikam")
    there = accounts(sandbox, "A. Datum", {"name": "Contoso", "telephone1": "1"})
    wanted = {one["id"]: there[0]["accountid"], two["id"]: there[1]["accountid"], three["id"]: None}
    return partial(start, mapping, Job.Kind.COUPLE, CoupleRecords(wanted, Side.BC))


def carries_out_a_preview(sandbox, mapping) -> Ask:
    """What somebody saw is done: updates of both sides."""
    updates_both_ways(sandbox, mapping)
    plan = synchronize(mapping, preview=True)

    def ask() -> Job:
        if Job.objects.filter(plan=plan).exists():  # a plan is carried out once
            return start(mapping, Job.Kind.MODIFIED)
        return approval.carry_out(Job.objects.select_related("mapping__connection").get(pk=plan.pk), checksum_of(plan))

    return ask


def uncouples(sandbox, mapping) -> Ask:
    """Two of three couplings are deleted."""
    (one, two, _), _ = pairs(sandbox, mapping, "Adatum", "Contoso", "Fabrikam")
    return partial(start, mapping, Job.Kind.UNCOUPLE, UncoupleRecords((one["id"], two["id"])))


SCENARIOS = (
    creates_both_ways,
    updates_both_ways,
    settles_a_conflict,
    matches,
    restores,
    deletes,
    couples_and_synchronizes,
    carries_out_a_preview,
    uncouples,
)


def numbers(calls: int, place: int, step: int) -> range:
    """Which of so many calls go wrong: all, or every so manieth from a place of its own."""
    return range(1, calls + 1) if EVERY_CALL else range(1 + place % step, calls + 1, step)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_whichever_call_goes_wrong_it_ends_as_if_it_had_not(sandbox, mapping, scenario, way):
    ask = scenario(sandbox, mapping)
    before = Picture(sandbox)
    job = ask()
    with counting(sandbox) as calls:
        run_job(job.pk)
    come_to_rest(mapping, ask)
    undisturbed = state(sandbox, mapping)
    assert (undisturbed["pending"], undisturbed["open"], undisturbed["problems"]) == (0, 0, [])
    place = list(WAYS).index(way) + SCENARIOS.index(scenario)
    at_statement = way == "killed at a statement"
    for number in numbers(calls["statements" if at_statement else "requests"], place, 10 if at_statement else 6):
        before.go_back()
        job = ask()
        with suppress(Killed), WAYS[way](sandbox, number):
            run_job(job.pk)
        come_to_rest(mapping, ask)
        assert (number, state(sandbox, mapping)) == (number, undisturbed)
