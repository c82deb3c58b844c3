"""*Find Deleted Records*: what no system tells of is found by the keys of all rows, and confirmed before it counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from jobs.services import start
from jobs.sweeping import due
from jobs.ticking import tick
from mappings.models import TableMapping
from tests.runs.test_deletion_policies import ARCHIVE, SIDES, delete, policy
from tests.runs.work import coupled_pair, endings, finished, many_customers, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(sandbox, mapping):
    """A customer and its account, in step and read."""
    both = coupled_pair(sandbox, mapping)
    synchronize(mapping)
    return both


def sweep(mapping, **options):
    """Find Deleted Records."""
    return finished(start(mapping, Job.Kind.SWEEP, **options))


def asked_for(sandbox, table):
    """The requests that read a table since they were last cleared."""
    return [one for one in sandbox.requests if one.method == "GET" and one.path.endswith(f"/{table}")]


def test_a_customer_that_was_deleted_is_found_only_so(sandbox, mapping, pair):
    delete(sandbox, pair, "bc")
    assert endings(synchronize(mapping)) == []
    assert endings(sweep(mapping)) == [("failed", "partner_deleted")]
    assert [one.code for one in mapping.problems.all()] == ["partner_deleted"]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("deletion", "expected"),
    [("restore", ("created", "restored")), ("uncouple", ("uncoupled", "uncoupled_from_deleted"))],
)
def test_what_follows_is_the_policy_of_the_mapping(sandbox, mapping, pair, side, deletion, expected):
    policy(mapping, deletion)
    delete(sandbox, pair, side)
    ((ending, *_, code),) = endings(sweep(mapping))
    assert (ending, code) == expected


def test_everything_else_that_changed_is_left_to_the_next_run(sandbox, mapping, pair):
    gone, account = coupled_pair(sandbox, mapping, displayName="Contoso")
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    sandbox.remove("customers", gone["id"])
    assert endings(sweep(mapping)) == [("failed", "partner_deleted")]
    assert ("updated", "dataverse") in endings(synchronize(mapping))


def test_a_preview_tells_and_does_nothing(sandbox, mapping, pair):
    policy(mapping, "archive", archive=ARCHIVE)
    delete(sandbox, pair, "bc")
    job = sweep(mapping, preview=True)
    assert endings(job) == [("dataverse", "archived")]
    assert sandbox.rows("account")[0]["statecode"] == 0
    assert Coupling.objects.get().archived_at is None


def test_a_plan_beyond_the_brakes_waits_for_approval(sandbox, mapping):
    policy(mapping, "archive", archive=ARCHIVE, most_changes=1, most_changes_share=0)
    pairs = [coupled_pair(sandbox, mapping, displayName=f"Adatum {number}") for number in range(2)]
    synchronize(mapping)
    for one in pairs:
        delete(sandbox, one, "bc")
    assert sweep(mapping).status == Job.Status.APPROVAL


def test_whole_tables_cost_a_few_requests_and_no_values(sandbox, mapping):
    sandbox.add_many("customers", many_customers(300))
    synchronize(mapping)
    sandbox.requests.clear()
    assert endings(sweep(mapping)) == []
    swept = [one for one in asked_for(sandbox, "customers") if one.query.endswith("select=id")]
    assert len(swept) == 1
    assert len(sandbox.requests) <= 6


def test_a_key_that_is_missing_is_asked_for_before_it_counts_as_deleted(sandbox, mapping):
    sandbox.add("account", name="Adatum", customertypecode=3)
    synchronize(mapping)
    sandbox.misbehave("GET", "accounts$", kind="withdraw", detail={"account:read": "user"}, skip=1, times=1)
    sandbox.misbehave("GET", "accounts$", kind="options", detail={"rights": {}}, skip=1, times=1)
    sandbox.requests.clear()
    assert endings(sweep(mapping)) == []
    assert len(asked_for(sandbox, "accounts")) == 3
    assert not RemoteRecord.objects.filter(deleted=True).exists()


def test_what_nobody_knew_is_read_and_what_came_back_counts_again(sandbox, mapping, pair):
    RemoteRecord.objects.filter(side="bc").update(deleted=True)
    RemoteRecord.objects.filter(side="dataverse").delete()
    sweep(mapping)
    assert set(RemoteRecord.objects.values_list("side", "deleted")) == {("bc", False), ("dataverse", False)}


def test_rows_that_can_no_longer_be_read_do_not_count_as_deleted(sandbox, mapping):
    sandbox.add_many("account", [{"name": f"Account {number}", "customertypecode": 3} for number in range(12)])
    synchronize(mapping)
    sandbox.withdraw(**{"account:read": "user"})
    job = sweep(mapping)
    assert (job.status, job.code) == (Job.Status.FAILED, "rows_disappeared")
    assert not RemoteRecord.objects.filter(deleted=True).exists()


def a_day_later(mapping):
    """Everything that jobs did is a day old."""
    Job.objects.filter(mapping=mapping).update(created_at=timezone.now() - timedelta(days=1, minutes=1))


def test_once_a_day_it_runs_by_itself(sandbox, mapping, pair):
    tick()
    assert not Job.objects.filter(kind=Job.Kind.SWEEP).exists()
    a_day_later(mapping)
    for _ in range(2):
        tick()
    (job,) = Job.objects.filter(kind=Job.Kind.SWEEP)
    assert (job.trigger, list(due())) == (Job.Trigger.SCHEDULE, [])
    a_day_later(mapping)
    assert list(due()) == [mapping]


def test_by_itself_it_leaves_out_what_is_told_anyway(sandbox, mapping, pair):
    sandbox.requests.clear()
    sweep(mapping, trigger=Job.Trigger.SCHEDULE)
    swept = [one.path.rpartition("/")[2] for one in sandbox.requests if "select=" in one.query and "," not in one.query]
    assert "customers" in swept
    assert "accounts" not in swept


def test_a_mapping_of_a_disabled_connection_is_not_swept(sandbox, mapping, pair):
    a_day_later(mapping)
    mapping.connection.enabled = False
    mapping.connection.save()
    assert list(due()) == []


def test_a_mapping_that_was_never_read_to_the_end_is_not_swept(sandbox, mapping, pair):
    a_day_later(mapping)
    TableMapping.objects.update(bc_mark="")
    assert list(due()) == []
