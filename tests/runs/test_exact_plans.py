"""A plan that somebody saw is carried out exactly: nothing else, nothing that became stale, and once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.approval import PlanRefused, carry_out, leave_out
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.run import run_job
from jobs.services import start
from syncadmin.engine.values import Side
from syncadmin.sandbox.faults import Faults
from tests.runs.dying import Killed, dying
from tests.runs.work import couple, coupled_pair, endings, finished, partner, pending, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(sandbox, mapping):
    """A coupled pair whose customer moved to Bergen, and not yet the account."""
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    return customer, account


def preview(mapping):
    """What a modified run would do."""
    return synchronize(mapping, preview=True)


def begin(plan):
    """Somebody has the plan carried out, as it stands; the job is not begun."""
    return carry_out(Job.objects.select_related("mapping__connection").get(pk=plan.pk), checksum_of(plan))


class BeforeWrites(Faults):
    """Something happens once, right before the first row is written."""

    def __init__(self, happen):
        super().__init__()
        self.happen = happen

    def strike(self, asked, now):
        """Let it happen, then go on."""
        if asked.method in ("POST", "PATCH") and self.happen:
            happen, self.happen = self.happen, None
            happen()
        return super().strike(asked, now)


def rows(job):
    """The rows of a job as they are."""
    return list(job.operations.order_by("position").values())


def test_a_preview_is_carried_out_and_stays_as_it_is(sandbox, mapping, pair):
    plan = preview(mapping)
    before = rows(plan)
    job = finished(begin(plan))
    assert endings(job) == [("updated", "dataverse")]
    assert partner(sandbox, mapping, pair[0])["address1_city"] == "Bergen"
    assert (rows(plan), job.checksum, pending(mapping)) == (before, plan.checksum, 0)


def test_what_changed_after_the_preview_is_not_part_of_it(sandbox, mapping, pair):
    other, _account = coupled_pair(sandbox, mapping, displayName="Contoso")
    plan = preview(mapping)
    sandbox.change("customers", other["id"], city="Narvik")
    sandbox.add("customers", displayName="New")
    assert endings(finished(begin(plan))) == [("updated", "dataverse")]
    assert partner(sandbox, mapping, other)["address1_city"] == "Oslo"


@pytest.mark.parametrize(
    ("table", "column", "system"),
    [("customers", "city", "Business Central"), ("account", "address1_city", "Dataverse")],
)
def test_an_edit_meanwhile_is_refused_as_stale_and_stays_pending(sandbox, mapping, pair, table, column, system):
    plan = preview(mapping)
    edited = dict(zip(("customers", "account"), pair, strict=True))[table]
    sandbox.change(table, edited.get("id") or edited["accountid"], **{column: "Narvik"})
    job = finished(begin(plan))
    assert endings(job) == [("waiting", "dataverse", "plan_is_stale")]
    assert job.operations.get().facts == {"system": system}
    assert partner(sandbox, mapping, pair[0])["address1_city"] != "Bergen"
    assert pending(mapping) > 0


def test_an_edit_while_it_is_written_is_refused_by_the_version(sandbox, mapping, pair):
    plan = preview(mapping)
    job = begin(plan)
    sandbox.faults = BeforeWrites(lambda: sandbox.change("account", pair[1]["accountid"], address1_city="Narvik"))
    assert endings(finished(job)) == [("waiting", "dataverse", "plan_is_stale")]
    assert partner(sandbox, mapping, pair[0])["address1_city"] == "Narvik"


def test_a_create_is_refused_once_the_record_is_coupled(sandbox, creating):
    customer = sandbox.add("customers", displayName="Adatum", city="Oslo")
    plan = preview(creating)
    couple(creating, customer)
    assert endings(finished(begin(plan))) == [("waiting", "dataverse", "plan_is_overtaken")]
    assert sandbox.count("account") == 1


def test_a_create_is_carried_out_once(sandbox, creating):
    sandbox.add("customers", displayName="Adatum", city="Oslo")
    plan = preview(creating)
    assert endings(finished(begin(plan))) == [("created", "dataverse")]
    assert endings(synchronize(creating)) == []
    assert sandbox.count("account") == 1


def test_changed_settings_of_the_mapping_are_refused(sandbox, mapping, pair):
    plan = preview(mapping)
    mapping.fields.filter(caption="City").update(status="disabled")
    assert endings(finished(begin(plan))) == [("waiting", "dataverse", "plan_is_overtaken")]


def test_what_is_left_out_is_not_written_and_stays_pending(sandbox, mapping, pair):
    other, _account = coupled_pair(sandbox, mapping, displayName="Contoso")
    sandbox.change("customers", other["id"], city="Narvik")
    plan = preview(mapping)
    whole = checksum_of(plan)
    leave_out(plan.operations.get(title__contains="Contoso"), out=True)
    job = finished(begin(plan))
    assert sorted(endings(job)) == [("excluded", "dataverse", "left_out"), ("updated", "dataverse")]
    assert job.checksum not in (whole, "")
    assert partner(sandbox, mapping, other)["address1_city"] == "Oslo"
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]


def test_a_preview_is_carried_out_once(mapping, pair):
    plan = preview(mapping)
    job = begin(plan)
    with pytest.raises(PlanRefused) as refused:
        begin(plan)
    assert (refused.value.problem.code, refused.value.problem.facts) == ("plan_is_done", {"job": str(job.pk)})
    with pytest.raises(PlanRefused):
        leave_out(plan.operations.get(), out=True)


def test_a_page_that_showed_another_plan_is_refused(mapping, pair):
    plan = preview(mapping)
    old = checksum_of(plan)
    leave_out(plan.operations.get(), out=True)
    with pytest.raises(PlanRefused) as refused:
        carry_out(plan, old)
    assert refused.value.problem.code == "plan_changed"
    assert not Job.objects.filter(plan=plan).exists()


def test_a_run_that_is_no_plan_cannot_be_carried_out(mapping, pair):
    done = synchronize(mapping)
    with pytest.raises(PlanRefused):
        begin(done)


@pytest.mark.parametrize("statement", range(4, 130, 9))
def test_a_worker_that_dies_while_it_carries_out_is_succeeded(sandbox, creating, pair, statement):
    sandbox.add("customers", displayName="New", city="Narvik")
    job = begin(preview(creating))
    with suppress(Killed), dying(statement):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    assert sorted(endings(job)) == [("created", "dataverse"), ("updated", "dataverse")]
    assert sorted(one["address1_city"] for one in sandbox.rows("account")) == ["Bergen", "Narvik"]
    assert endings(synchronize(creating)) == []


@pytest.mark.parametrize("times", [1, 3])
def test_a_write_whose_answer_is_lost_is_looked_up(sandbox, mapping, pair, times):
    job = begin(preview(mapping))
    sandbox.misbehave("POST", "batch", kind="lose_answer", times=times)
    assert endings(finished(job)) == [("updated", "dataverse")]


def test_a_preview_of_selected_records_keeps_the_direction_that_was_asked_for(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    wanted = SynchronizeRecords((customer["id"],), Side.BC)
    plan = finished(start(mapping, Job.Kind.RECORDS, wanted, preview=True))
    assert endings(finished(begin(plan))) == [("updated", "dataverse")]
    assert partner(sandbox, mapping, customer)["address1_city"] == "Oslo"
