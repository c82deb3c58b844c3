"""Client secrets are written and never read: no answer holds one, and none is sent where it was not meant to go."""

import pytest
from django.db import connection as database

from syncadmin.connections.models import Connection
from tests.connections.pages import HTMX, SECRET, filled_in, press_test, save, url, words


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


def stored(connection):
    return Connection.objects.get(pk=connection.pk).bc_client_secret


def test_a_typed_secret_replaces_the_stored_one(client, connection):
    save(client, connection, bc_client_secret=SECRET)
    assert stored(connection) == SECRET


def test_a_blank_one_keeps_it(client, connection, sandbox):
    save(client, connection, bc_client_secret="", name="New name")
    assert stored(connection) == sandbox.client_secret


def test_it_is_removed_only_when_asked_for(client, connection):
    page = words(save(client, connection, bc_client_secret_remove="on"))
    assert stored(connection) == ""
    assert "No secret is stored." in page


def test_no_answer_holds_it(client, connection):
    answers = [
        save(client, connection, bc_client_secret=SECRET, dataverse_client_secret=SECRET),
        client.get(url(connection)),
        client.get("/connections/"),
        press_test(client, connection),
        client.post(url(connection), filled_in(connection, bc_client_secret=SECRET, name="")),
        client.post(url(connection), filled_in(connection, bc_client_secret=SECRET, revision=0)),
        client.post("/connections/companies/", filled_in(connection, bc_client_secret=SECRET)),
        client.post(url(connection, "test/"), {"now": 1}, headers=HTMX),
        client.post(url(connection, "enable/"), follow=True),
    ]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 422, 422, 200, 200, 200]
    assert not [one for one in answers if SECRET in one.content.decode()]
    assert "stored" in answers[1].content.decode()


def test_it_lies_in_the_database_encrypted(client, connection):
    save(client, connection, bc_client_secret=SECRET)
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM connections_connection")
        assert SECRET not in str(cursor.fetchall())


def test_it_must_be_typed_again_for_another_sign_in_address(client, connection, sandbox):
    page = save(client, connection, authority="https://login.example")
    assert page.status_code == 422
    assert "Type the secret again" in words(page)
    assert Connection.objects.get().authority == connection.authority


def test_reading_companies_sends_it_to_no_other_sign_in_address(client, connection, sandbox):
    sandbox.requests.clear()
    values = filled_in(connection, authority=sandbox.url.replace("127.0.0.1", "localhost"))
    page = words(client.post("/connections/companies/", values, headers=HTMX))
    assert "Type the secret again" in page
    assert not list(sandbox.requests)
