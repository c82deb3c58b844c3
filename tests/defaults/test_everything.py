"""All default mappings together: from an empty connection, one full synchronization as its review recommends it."""

from collections import Counter

import pytest

from couplings.models import RecordProblem
from jobs import groups
from jobs.models import GroupLine, Job
from tests.defaults.stage import set_up
from tests.runs.several import run_through

pytestmark = pytest.mark.django_db(transaction=True)

SOLD = ("productpricelevel", "pricelevel", "product", "uom", "uomschedule")
WRITTEN = {"created", "updated", "deleted", "coupled", "uncoupled", "failed", "conflict"}


def sell_nothing(sandbox):
    """Have no products in Dataverse; base units go with their group."""
    for table in SOLD:
        for row in sandbox.rows(table):
            if not row.get("isschedulebaseuom"):
                sandbox.remove(table, row[f"{table}id"])


def blocked(sandbox):
    """What is blocked in Business Central, and holds up what belongs to it."""
    rows = [*sandbox.rows("customers"), *sandbox.rows("items"), *sandbox.rows("resources")]
    return {one["displayName"] for one in rows if one["blocked"] not in ("", False)}


def synchronize_in_full(connection):
    """A full synchronization of all mappings; where coupling is recommended, the rest follows it."""
    group = groups.review(connection)
    run_through(group)
    for line in group.lines.filter(task=GroupLine.Task.COUPLE):
        groups.choose(line, GroupLine.Task.COUPLE_FULL, None, unconditional=False)
    assert groups.hindrances(group) == []
    groups.begin(group)
    run_through(group)
    group.refresh_from_db()
    return group


@pytest.mark.parametrize(
    "model",
    [
        {"pricing": "extended", "unit_groups": True, "ownership": "person"},
        {"pricing": "older", "unit_groups": False, "ownership": "team"},
    ],
    ids=["price lists and unit groups", "sales prices and units"],
)
def test_one_full_synchronization_brings_all_mappings_in_step(sandbox, connection, model):
    sandbox.reset(44, 0)
    sell_nothing(sandbox)
    stage = set_up(sandbox, connection, **model)
    group = synchronize_in_full(connection)
    assert group.finished_at
    jobs = [line.job for line in group.lines.select_related("job", "mapping") if line.job]
    assert {(job.mapping.name, job.status) for job in jobs if job.status != Job.Status.FINISHED} == set()
    assert {one.code for one in RecordProblem.objects.all()} == {"waiting_for"}
    assert {one.facts["value"] for one in RecordProblem.objects.all()} <= blocked(sandbox)
    again = groups.synchronize_all(connection)
    run_through(again)
    endings = Counter(ending for line in again.lines.all() for ending, *_ in stage.endings(line.job))
    assert not WRITTEN & endings.keys()
