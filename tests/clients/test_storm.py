"""With everything going wrong at once by seed, what a remote says of its writes is true."""

import pytest

from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import create, read, update

COUNT = 120
SETTLED = {Answer.DONE, Answer.UNKNOWN, Answer.NOT_TRIED}


@pytest.fixture(params=range(8))
def storm(request, sandbox):
    def rise():
        for place, kind in enumerate(("lose_answer", "reset", "truncate", "html", "expire")):
            sandbox.misbehave(kind=kind, probability=0.05, seed=request.param * 10 + place)
        for place, status in enumerate((429, 500, 503)):
            sandbox.misbehave(status=status, retry_after=1, probability=0.05, seed=request.param * 10 + 5 + place)

    return rise


def test_creates_in_dataverse(dv, sandbox, storm):
    dv.describe("account")
    storm()
    written = dv.write("account", ["name"], [create(ref, "new", name=f"Name {ref}") for ref in range(COUNT)])
    sandbox.behave()
    there = {row["accountid"]: row["name"] for row in sandbox.rows("account")}
    done = {one.record.key: one.record.values["name"] for one in written if one.answer is Answer.DONE}
    assert {one.answer for one in written} <= SETTLED
    assert done.items() <= there.items()
    assert len(set(there.values())) == len(there) == COUNT or len(done) < COUNT


def test_creates_in_business_central(bc, sandbox, storm):
    bc.describe("customers")
    storm()
    written = bc.write("customers", ["displayName"], [create(ref, displayName=f"Name {ref}") for ref in range(COUNT)])
    sandbox.behave()
    there = [row["displayName"] for row in sandbox.rows("customers")]
    assert len(set(there)) == len(there)
    done = {one.record.values["displayName"] for one in written if one.answer is Answer.DONE}
    untried = {f"Name {one.ref}" for one in written if one.answer is Answer.NOT_TRIED}
    assert done <= set(there)
    assert not untried & set(there)


@pytest.mark.parametrize(("side", "table", "name"), [("bc", "customers", "displayName"), ("dv", "account", "name")])
def test_updates(request, sandbox, storm, side, table, name):
    remote = request.getfixturevalue(side)
    for number in range(COUNT):
        sandbox.add(table, **{name: f"Old {number}"})
    rows = read(remote, table, name)
    storm()
    written = remote.write(table, [name], [update(row, ref, **{name: f"New {ref}"}) for ref, row in enumerate(rows)])
    sandbox.behave()
    there = {row[name]: row["@odata.etag"] for row in sandbox.rows(table)}
    done = {one.record.values[name]: one.record.version for one in written if one.answer is Answer.DONE}
    assert {one.answer for one in written} <= SETTLED
    assert done.items() <= there.items()
