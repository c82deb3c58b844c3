"""Records that are gone are noticed by reading: told by Dataverse, or missed when a whole table is read; confirmed."""

import pytest

from couplings.models import RemoteRecord
from jobs.models import Job
from jobs.services import start
from tests.runs.work import coupled_pair, finished, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


def read(mapping):
    """Read both systems and do nothing else."""
    return finished(start(mapping, Job.Kind.READ))


def deleted(side):
    """The keys of rows of a side that count as deleted."""
    return {str(key) for key in RemoteRecord.objects.filter(side=side, deleted=True).values_list("key", flat=True)}


def test_a_deletion_in_dataverse_is_told_and_shows_as_a_problem(sandbox, mapping):
    _, account = coupled_pair(sandbox, mapping)
    synchronize(mapping)
    sandbox.remove("account", account["accountid"])
    synchronize(mapping)
    assert deleted("dataverse") == {account["accountid"]}
    assert [one.code for one in mapping.problems.all()] == ["partner_deleted"]


def test_a_deletion_that_was_told_is_confirmed_first(sandbox, mapping):
    account = sandbox.add("account", name="Adatum")
    read(mapping)
    sandbox.remove("account", account["accountid"])
    sandbox.add("account", name="Made again", accountid=account["accountid"])
    read(mapping)
    assert deleted("dataverse") == set()
    assert RemoteRecord.objects.get(side="dataverse").title == "Made again"


def test_deletions_of_rows_nobody_knew_cost_no_request(sandbox, mapping):
    read(mapping)
    for _ in range(3):
        sandbox.remove("account", sandbox.add("account", name="Came and went")["accountid"])
    sandbox.requests.clear()
    read(mapping)
    assert len([one for one in sandbox.requests if one.path.endswith("/accounts")]) == 1


@pytest.mark.parametrize(("side", "table", "key"), [("bc", "customers", "id"), ("dataverse", "account", "accountid")])
def test_what_is_missing_when_a_whole_table_is_read_is_confirmed_and_marked(sandbox, mapping, side, table, key):
    name = "displayName" if side == "bc" else "name"
    rows = [sandbox.add(table, **{name: f"Name {number}"}) for number in range(4)]
    read(mapping)
    sandbox.remove(table, rows[0][key])
    mapping.refresh_from_db()
    setattr(mapping, f"{side}_mark", "")
    mapping.save()
    sandbox.requests.clear()
    read(mapping)
    assert deleted(side) == {rows[0][key]}
    assert RemoteRecord.objects.filter(side=side, deleted=False).count() == 3
    asked = [one for one in sandbox.requests if one.path.endswith(("/accounts", "/customers"))]
    assert len(asked) <= 5


def test_nothing_is_missed_where_a_whole_reading_sees_what_is_there(sandbox, mapping):
    for number in range(4):
        sandbox.add("customers", displayName=f"Name {number}")
        sandbox.add("account", name=f"Name {number}")
    read(mapping)
    mapping.refresh_from_db()
    mapping.bc_mark = mapping.dataverse_mark = ""
    mapping.save()
    sandbox.requests.clear()
    read(mapping)
    assert deleted("bc") | deleted("dataverse") == set()
    assert not any("In(" in one.query for one in sandbox.requests)


def test_the_mapping_tells_when_it_was_last_read(sandbox, mapping):
    assert (mapping.bc_read_at, mapping.dataverse_read_at) == (None, None)
    job = read(mapping)
    mapping.refresh_from_db()
    for moment in (mapping.bc_read_at, mapping.dataverse_read_at):
        assert abs((moment - job.finished_at).total_seconds()) < 10
    assert mapping.bc_mark
    assert mapping.dataverse_mark.startswith("delta ")
