"""RetrieveUserPrivileges of Dataverse follows from what was taken from the application."""

import pytest


def held(dataverse, user=None):
    """The privileges of a user (the application's, if none is named) and how far they reach."""
    user = user or dataverse("GET", "/WhoAmI").json()["UserId"]
    answer = dataverse("GET", f"/systemusers({user})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()")
    return {one["PrivilegeName"]: one["Depth"] for one in answer.json()["RolePrivileges"]}


def test_the_application_may_do_everything_at_first(dataverse):
    found = held(dataverse)
    assert {found[f"prv{right}Account"] for right in ("Read", "Create", "Write", "Append", "AppendTo")} == {"Global"}


def test_the_names_are_those_that_the_table_lists(dataverse):
    definition = dataverse("GET", "/EntityDefinitions(LogicalName='account')?$select=LogicalName,Privileges").json()
    names = {one["Name"] for one in definition["Privileges"] if one["PrivilegeType"] in ("Read", "Create", "Write")}
    assert names <= held(dataverse).keys()


@pytest.mark.parametrize(("reach", "told"), [("none", None), ("user", "Basic"), ("unit", "Local")])
def test_what_was_taken_is_missing_or_reaches_less(sandbox, dataverse, reach, told):
    sandbox.options.set({"rights": {"account:read": reach}})
    assert held(dataverse).get("prvReadAccount") == told


def test_others_have_none(sandbox, dataverse):
    application = dataverse("GET", "/WhoAmI").json()["UserId"]
    other = next(one for one in sandbox.rows("systemuser") if one["systemuserid"] != application)
    assert held(dataverse, other["systemuserid"]) == {}


def test_it_is_a_function_of_users_only(sandbox, dataverse):
    account = sandbox.add("account", name="Adatum")
    path = f"/accounts({account['accountid']})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"
    assert dataverse("GET", path).status_code == 404
