"""*Fail the nth call* of an undo: whichever request or statement goes wrong, in the end everything is taken back once.

Each way of going wrong has its turn at some calls; with ``EVERY_CALL=1`` in the environment at every one.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from couplings.models import Coupling
from jobs import undo_deeds
from jobs.models import Job, JobOperation
from jobs.requests import CoupleRecords
from jobs.run import ATTEMPTS, run_job
from jobs.services import start
from jobs.undo import NothingToUndo, propose
from tests.runs import test_nth_call as scenarios
from tests.runs.calls import WAYS, Picture, come_to_rest, counting, dying_at_statement, state
from tests.runs.dying import Killed
from tests.runs.undoing import begin, plan_of, undo
from tests.runs.work import endings, finished, synchronize

UNDONE = (
    scenarios.creates_both_ways,
    scenarios.updates_both_ways,
    scenarios.couples_and_synchronizes,
    scenarios.deletes,
    scenarios.uncouples,
)


def undoing(mapping, done):
    """Asks for what takes a job back; where nothing is left of it, for a run that finds nothing to do."""

    def ask():
        try:
            return begin(plan_of(done))
        except NothingToUndo:
            return begin(synchronize(mapping, preview=True))

    return ask


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scenario", UNDONE, ids=lambda one: one.__name__)
def test_whichever_call_of_an_undo_goes_wrong_it_ends_as_if_it_had_not(sandbox, mapping, scenario, way):
    asked_for = scenario(sandbox, mapping)
    at_first = state(sandbox, mapping)
    ask = undoing(mapping, finished(asked_for()))
    before = Picture(sandbox)
    job = ask()
    with counting(sandbox) as calls:
        run_job(job.pk)
    come_to_rest(mapping, ask)
    undisturbed = state(sandbox, mapping)
    assert all(undisturbed[table] == at_first[table] for table in ("customers", "accounts"))
    at_statement = way == "killed at a statement"
    place = list(WAYS).index(way) + UNDONE.index(scenario)
    step = 12 if at_statement else 6
    for number in scenarios.numbers(calls["statements" if at_statement else "requests"], place, step):
        before.go_back()
        job = ask()
        with suppress(Killed), WAYS[way](sandbox, number):
            run_job(job.pk)
        come_to_rest(mapping, ask)
        assert (number, state(sandbox, mapping)) == (number, undisturbed)


@pytest.mark.parametrize("statement", range(12, 40, 4))
def test_a_plan_that_was_begun_goes_on_behind_what_is_planned(sandbox, creating, monkeypatch, statement):
    monkeypatch.setattr(undo_deeds, "PAGE", 1)
    for name in ("Adatum", "Contoso", "Fabrikam"):
        sandbox.add("customers", displayName=name)
    done = synchronize(creating)
    plan = propose(done)
    with suppress(Killed), dying_at_statement(statement):
        run_job(plan.pk)
    Job.objects.filter(pk=plan.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(plan.pk)
    newest_first = [one.title for one in done.operations.order_by("-position")]
    assert [one.title for one in plan.operations.order_by("position")] == newest_first


def test_a_second_worker_beside_the_first_takes_nothing_back_twice(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    job = begin(plan_of(synchronize(creating)))
    run_job(job.pk)
    run_job(job.pk)
    assert Job.objects.get(pk=job.pk).attempts == 1
    assert len([one for one in sandbox.requests if one.method == "DELETE"]) <= 1


def test_a_lost_answer_of_a_deletion_is_looked_up(sandbox, creating):
    sandbox.add("customers", displayName="Adatum")
    done = synchronize(creating)
    sandbox.misbehave("POST", "batch", kind="lose_answer", times=1)
    assert undo(done).counts == {"deleted": 1}
    assert sandbox.count("account") == 0


def _die_once_it_is_journalled(execute, sql, *rest):
    found = execute(sql, *rest)
    if sql.startswith("RELEASE") and JobOperation.objects.filter(state=JobOperation.State.SENT).exists():
        raise Killed
    return found


def test_a_create_that_was_only_begun_is_not_finished_after_its_undo(sandbox, mapping):
    customer = sandbox.add("customers", displayName="Adatum")
    job = start(mapping, Job.Kind.COUPLE, CoupleRecords({customer["id"]: None}))
    with suppress(Killed), connection.execute_wrapper(_die_once_it_is_journalled):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1), attempts=ATTEMPTS)
    assert finished(job).status == Job.Status.FAILED
    assert endings(undo(job)) == [("uncoupled", "record_deleted")]
    synchronize(mapping)
    assert (sandbox.count("account"), Coupling.objects.count()) == (0, 0)
