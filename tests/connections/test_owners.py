"""The ownership model: a team or a user who owns new rows, picked from the list of Dataverse or entered by hand."""

import pytest

from syncadmin.connections.models import Connection
from tests.connections.pages import HTMX, filled_in, save, url, words

TEAMS, USERS = "/connections/owners/owning_team/", "/connections/owners/default_user/"


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


def owner_team(sandbox):
    return next(one for one in sandbox.rows("team") if one["teamtype"] == 0)


def test_teams_are_read_with_what_was_typed(client, connection, sandbox):
    page = client.post(TEAMS, filled_in(connection), headers=HTMX).content.decode()
    team = owner_team(sandbox)
    assert '<div id="connection-owner"' in page
    assert f'<option value="{team["teamid"]} {team["name"]}">' in " ".join(page.split())


def test_users_are_read_and_disabled_ones_left_out(client, connection, sandbox):
    people = sandbox.rows("systemuser")
    sandbox.change("systemuser", people[-1]["systemuserid"], isdisabled=True)
    page = client.post(USERS, filled_in(connection), headers=HTMX).content.decode()
    assert people[0]["systemuserid"] in page
    assert people[-1]["systemuserid"] not in page


def test_a_team_that_was_picked_owns_new_rows(client, connection, sandbox):
    team = owner_team(sandbox)
    save(client, connection, ownership="team", owning_team=f"{team['teamid']} {team['name']}")
    saved = Connection.objects.get()
    assert saved.default_owner[0] == "team"
    assert (str(saved.owning_team_id), saved.owning_team_name) == (team["teamid"], team["name"])
    assert saved.enabled
    assert team["name"] in client.get(url(connection)).content.decode()


def test_with_the_person_model_it_is_the_user(client, connection):
    key = "00000000-0000-4000-8000-00000000000a"
    save(client, connection, ownership="person", default_user=key)
    assert str(Connection.objects.get().default_owner[1]) == key


def test_what_is_no_owner_is_refused(client, connection):
    page = save(client, connection, owning_team="Sales")
    assert page.status_code == 422
    assert "This is not a GUID" in words(page)


def test_why_there_is_no_list_is_told(client, connection, sandbox):
    sandbox.options.not_a_member = True
    page = words(client.post(TEAMS, filled_in(connection), headers=HTMX))
    assert "it is no user of this Dataverse environment" in page
    page = words(client.post(TEAMS, filled_in(connection, dataverse_tenant=""), headers=HTMX))
    assert "Tenant is not filled in for Dataverse." in page


def test_without_javascript_the_whole_form_comes_back(client, connection, sandbox):
    page = client.post(TEAMS, filled_in(connection, name="Typed, not saved")).content.decode()
    assert 'value="Typed, not saved"' in page
    assert owner_team(sandbox)["name"] in page


def test_nothing_else_can_be_listed(client, connection):
    assert client.post("/connections/owners/name/", filled_in(connection)).status_code == 404
