"""Who may see and do what on Connection Setup, the empty state, and how many queries the page takes."""

import pytest
from django.test import Client

from syncadmin.connections.models import Connection
from tests.connections.pages import filled_in, url, words
from tests.family import customer_mapping

ACTIONS = ("test/", "enable/", "disable/")


@pytest.mark.parametrize("action", ["", *ACTIONS])
def test_nobody_is_led_to_the_sign_in_page(client, connection, action):
    answer = client.post(url(connection, action))
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


@pytest.mark.parametrize("person", ["bob", "charlie"])
def test_others_than_administrators_look_and_change_nothing(client, connection, person, request):
    client.force_login(request.getfixturevalue(person))
    page = client.get("/connections/").content.decode()
    assert "fieldset" in page
    assert " disabled" in page
    assert "Test Connection</button>" not in page
    assert "Read companies" not in page
    refused = [client.post(url(connection, one), filled_in(connection, name="Mine")) for one in ("", *ACTIONS)]
    refused += [client.post("/connections/new/"), client.post("/connections/companies/")]
    assert {one.status_code for one in refused} == {403}
    assert Connection.objects.get().name == "Sandbox"


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_post_only(client, alice, connection, action):
    client.force_login(alice)
    assert client.get(url(connection, action)).status_code == 405
    assert client.get("/connections/companies/").status_code == 405
    assert client.post("/connections/").status_code == 405


def test_actions_need_the_token_of_the_form(alice, connection):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(alice)
    assert careful.post(url(connection, "disable/")).status_code == 403


def test_without_a_connection_the_page_says_what_to_do(client, alice):
    client.force_login(alice)
    assert "No connection is set up here yet" in words(client.get("/connections/"))
    page = client.post("/connections/new/", {"name": "Contoso", "authority": "https://login.example"}, follow=True)
    made = Connection.objects.get()
    assert (made.name, made.enabled) == ("Contoso", False)
    assert "Test the connection, then enable it." in words(page)


def test_a_viewer_is_told_who_sets_it_up(client, charlie):
    client.force_login(charlie)
    page = client.get("/connections/").content.decode()
    assert "An administrator sets it up here." in page
    assert "connection-form" not in page


def test_several_connections_have_a_page_each(client, alice, connection):
    client.force_login(alice)
    other = Connection.objects.create(name="Another <i>")
    page = client.get(url(other)).content.decode()
    assert "Another &lt;i&gt;" in page
    assert f'href="/connections/{connection.pk}/"' in page
    assert client.get("/connections/999/").status_code == 404


def test_the_page_takes_few_queries(client, alice, connection, django_assert_max_num_queries):
    client.force_login(alice)
    customer_mapping(connection)
    for number in range(20):
        Connection.objects.create(name=f"Connection {number}")
    with django_assert_max_num_queries(12):
        client.get(url(connection))
