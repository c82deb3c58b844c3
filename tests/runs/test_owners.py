"""Rows that a run creates in Dataverse belong to whom Connection Setup names; rows that exist keep their owner."""

import pytest

from jobs.models import Job
from jobs.requests import CoupleRecords
from syncadmin.connections.models import Connection, Ownership
from tests.runs.work import finished, partner, start, synchronize_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customers(sandbox):
    """As many as are created in bulk."""
    return [sandbox.add("customers", displayName=f"Adatum {number}") for number in range(12)]


def create(mapping, customers):
    """One job creates an account for each."""
    pairs = {one["id"]: None for one in customers}
    assert finished(start(mapping, Job.Kind.COUPLE, CoupleRecords(pairs))).counts == {"created": len(pairs)}


def owners(sandbox, mapping, customers):
    return {partner(sandbox, mapping, one)["_ownerid_value"] for one in customers}


@pytest.mark.parametrize(
    ("ownership", "field", "table"),
    [(Ownership.TEAM, "owning_team_id", "team"), (Ownership.PERSON, "default_user_id", "systemuser")],
)
@pytest.mark.parametrize("count", [1, 12])
def test_new_rows_belong_to_whom_the_connection_names(sandbox, mapping, customers, ownership, field, table, count):
    owner = sandbox.rows(table)[-1][f"{table}id"]
    Connection.objects.update(**{"ownership": ownership, field: owner})
    create(mapping, customers[:count])
    assert owners(sandbox, mapping, customers[:count]) == {owner}


def test_without_a_name_the_application_owns_what_it_creates(sandbox, mapping, customers):
    create(mapping, customers[:1])
    assert owners(sandbox, mapping, customers[:1]) == {sandbox.dataverse.editor()}


def test_an_update_leaves_the_owner_alone(sandbox, mapping, customers):
    create(mapping, customers[:1])
    before = owners(sandbox, mapping, customers[:1])
    Connection.objects.update(ownership=Ownership.TEAM, owning_team_id=sandbox.rows("team")[0]["teamid"])
    sandbox.change("customers", customers[0]["id"], displayName="Renamed")
    synchronize_now(mapping, customers[0])
    assert partner(sandbox, mapping, customers[0])["name"] == "Renamed"
    assert owners(sandbox, mapping, customers[:1]) == before
