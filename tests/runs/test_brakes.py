"""Brakes: a run that would do more than its mapping allows writes nothing until somebody approves its plan."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.approval import PlanRefused, carry_out, leave_out, reject
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.run import run_job
from jobs.services import start
from jobs.ticking import tick
from tests.runs.dying import Killed, dying
from tests.runs.work import coupled_pair, endings, finished, pending, synchronize, synchronize_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def careful(mapping):
    """The mapping, with one change and no empty field allowed."""
    for name, most in {"changes": 1, "blanks": 0, "deletes": 0}.items():
        setattr(mapping, f"most_{name}", most)
        setattr(mapping, f"most_{name}_share", 0)
    mapping.save()
    return mapping


@pytest.fixture
def customers(sandbox, careful):
    """Two customers in step that both moved to Bergen."""
    found = [coupled_pair(sandbox, careful, displayName=name)[0] for name in ("Adatum", "Contoso")]
    for one in found:
        sandbox.change("customers", one["id"], city="Bergen")
    return found


def approve(job):
    """Somebody approves the plan of a job as it stands; it is not taken up yet."""
    return carry_out(Job.objects.select_related("mapping__connection").get(pk=job.pk), checksum_of(job))


def cities(sandbox):
    return sorted(one["address1_city"] for one in sandbox.rows("account"))


def test_over_the_limit_a_run_waits_and_writes_nothing(sandbox, careful, customers):
    job = synchronize(careful)
    assert (job.status, job.excesses) == ("approval", [{"effect": "changes", "count": 2, "allowed": 1}])
    assert cities(sandbox) == ["Oslo", "Oslo"]
    assert (pending(careful), job.finished) == (0, True)


def test_an_emptied_field_counts_on_its_side(sandbox, careful):
    customer, _account = coupled_pair(sandbox, careful)
    sandbox.change("customers", customer["id"], city="", phoneNumber="")
    job = synchronize(careful)
    assert (job.status, job.excesses) == ("approval", [{"effect": "blanks", "count": 2, "allowed": 0}])


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ({"most_changes": 2}, "finished"),
        ({"most_changes_share": 100}, "finished"),
        ({"most_changes_share": 99}, "approval"),
        ({"most_changes": None}, "finished"),
    ],
    ids=str,
)
def test_the_limit_is_a_number_or_a_share_of_the_coupled_records(careful, customers, limits, status):
    type(careful).objects.update(**limits)
    assert synchronize(careful).status == status


def test_approved_it_writes_exactly_the_plan(sandbox, careful, customers):
    job = synchronize(careful)
    other, _account = coupled_pair(sandbox, careful, displayName="Trey")
    sandbox.change("customers", other["id"], city="Narvik")
    finished(approve(job))
    assert endings(job) == [("updated", "dataverse")] * 2
    assert cities(sandbox) == ["Bergen", "Bergen", "Oslo"]
    assert (Job.objects.get(pk=job.pk).status, pending(careful)) == ("finished", 0)


def test_edits_meanwhile_are_refused_and_stay_pending(sandbox, careful, customers):
    job = synchronize(careful)
    sandbox.change("customers", customers[0]["id"], city="Narvik")
    assert finished(approve(job)).counts == {"updated": 1, "waiting": 1}
    assert cities(sandbox) == ["Bergen", "Oslo"]
    assert endings(synchronize(careful)) == [("updated", "dataverse")]
    assert cities(sandbox) == ["Bergen", "Narvik"]


def test_what_is_left_out_is_planned_by_the_next_run(sandbox, careful, customers):
    job = synchronize(careful)
    leave_out(job.operations.first(), out=True)
    assert finished(approve(job)).counts == {"updated": 1, "excluded": 1}
    assert endings(synchronize(careful)) == [("updated", "dataverse")]
    assert cities(sandbox) == ["Bergen", "Bergen"]


def test_rejected_its_records_are_pending_and_the_next_run_stops_again(sandbox, careful, customers):
    job = synchronize(careful)
    reject(job)
    job.refresh_from_db()
    assert (job.status, job.code, job.counts) == ("failed", "plan_rejected", {"waiting": 2})
    assert pending(careful) > 0
    assert synchronize(careful).status == "approval"
    assert cities(sandbox) == ["Oslo", "Oslo"]


def test_while_it_waits_other_runs_go_on_and_do_not_repeat_it(sandbox, careful, customers):
    job = synchronize(careful)
    other, _account = coupled_pair(sandbox, careful, displayName="Trey")
    sandbox.change("customers", other["id"], city="Narvik")
    assert endings(synchronize(careful)) == [("updated", "dataverse")]
    tick()
    job.refresh_from_db()
    assert (job.status, cities(sandbox)) == ("approval", ["Narvik", "Oslo", "Oslo"])


def test_a_decision_is_made_once(careful, customers):
    job = synchronize(careful)
    approve(job)
    for decide in (approve, reject):
        with pytest.raises(PlanRefused) as refused:
            decide(job)
        assert refused.value.problem.code == "plan_is_over"


@pytest.mark.parametrize("statement", range(3, 90, 8))
def test_a_worker_that_dies_after_the_approval_is_succeeded(sandbox, careful, customers, statement):
    job = approve(synchronize(careful))
    with suppress(Killed), dying(statement):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    assert endings(job) == [("updated", "dataverse")] * 2
    assert endings(synchronize(careful)) == []


def test_what_a_person_asks_for_record_by_record_is_not_braked(sandbox, careful, customers):
    assert endings(synchronize_now(careful, *customers)) == [("updated", "dataverse")] * 2


def test_what_is_tried_again_by_itself_is_braked(careful, customers):
    wanted = SynchronizeRecords(tuple(one["id"] for one in customers))
    job = start(careful, Job.Kind.RECORDS, wanted, trigger=Job.Trigger.SCHEDULE)
    assert finished(job).status == "approval"


def test_a_preview_that_somebody_has_carried_out_is_not_braked(sandbox, careful, customers):
    plan = synchronize(careful, preview=True)
    assert plan.status == "finished"
    assert finished(approve(plan)).counts == {"updated": 2}
