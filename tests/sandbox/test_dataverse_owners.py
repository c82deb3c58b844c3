"""Who owns a row of Dataverse."""

import pytest

from tests.sandbox.callers import error_of


@pytest.fixture
def people(sandbox):
    """A user who is there and one who has left."""
    rows = sandbox.rows("systemuser")
    return [next(row for row in rows if row["isdisabled"] is gone)["systemuserid"] for gone in (False, True)]


def test_the_creator_owns_a_new_row(dataverse, sandbox):
    dataverse("POST", "/contacts", body={"lastname": "Doe"})
    me = dataverse.get("/WhoAmI").json()
    row = next(row for row in sandbox.rows("contact") if row["lastname"] == "Doe")
    assert row["_ownerid_value"] == row["_owninguser_value"] == me["UserId"]
    assert row["_owningbusinessunit_value"] == me["BusinessUnitId"]


def test_a_team_can_own_a_row_and_a_user_takes_it_back(dataverse, sandbox, people):
    team = sandbox.rows("team")[0]["teamid"]
    key = sandbox.add("account", name="A", ownerid=team)["accountid"]
    row = sandbox.row("account", key)
    assert (row["_ownerid_value"], row["_owningteam_value"], row["_owninguser_value"]) == (team, team, None)
    dataverse("PATCH", f"/accounts({key})", body={"ownerid@odata.bind": f"/systemusers({people[0]})"})
    row = sandbox.row("account", key)
    assert (row["_owningteam_value"], row["_owninguser_value"]) == (None, people[0])


def test_a_disabled_user_is_given_nothing(dataverse, sandbox, people):
    body = {"name": "A", "ownerid@odata.bind": f"/systemusers({people[1]})"}
    assert error_of(dataverse("POST", "/accounts", body=body)) == (400, "0x80040225")


def test_what_a_user_owns_stays_when_the_user_is_disabled(dataverse, sandbox, people):
    key = sandbox.add("account", name="A", ownerid=people[0])["accountid"]
    sandbox.change("systemuser", people[0], isdisabled=True)
    same = {"name": "B", "ownerid@odata.bind": f"/systemusers({people[0]})"}
    assert dataverse("PATCH", f"/accounts({key})", body=same).status_code == 204


@pytest.mark.parametrize("body", [{"ownerid": None}, {"owninguser": None}])
def test_a_row_cannot_be_without_an_owner(dataverse, sandbox, body):
    key = sandbox.add("account", name="A")["accountid"]
    assert error_of(dataverse("PATCH", f"/accounts({key})", body=body)) == (400, "0x80040203")
