"""Business Central on-premises: the root of its API, and user and password instead of an application."""

import pytest

from syncadmin.connections.models import Connection
from tests.connections.pages import HTMX, SECRET, failures, filled_in, press_test, save, url, words
from tests.family import customer_mapping
from tests.runs.work import synchronize


@pytest.fixture
def on_premises(client, alice, connection, sandbox):
    """A connection to the sandbox's address on-premises."""
    client.force_login(alice)
    sandbox.options.basic_user, sandbox.options.basic_password = "SYNC", "key of forty-four signs"
    values = {"bc_address": sandbox.on_premises_url, "bc_user": "SYNC", "bc_password": "key of forty-four signs"}
    save(client, connection, bc_kind="on_premises", bc_tenant="", bc_environment="", **values)
    return connection


def test_it_is_tested_with_user_and_password_and_needs_no_tenant(client, on_premises, sandbox):
    sandbox.requests.clear()
    page = words(press_test(client, on_premises))
    assert failures(on_premises) == []
    assert "Basic" in page
    assert len([one for one in sandbox.requests if one.path.endswith("/token")]) == 1  # that of Dataverse


def test_a_wrong_password_is_told_as_such(client, on_premises):
    save(client, on_premises, bc_password="wrong")
    page = words(press_test(client, on_premises))
    assert failures(on_premises) == [("bc", "permission", "password_wrong")]
    assert "Check user and password (or web service access key) in Connection Setup." in page


def test_companies_are_read_with_what_was_typed(client, on_premises, sandbox):
    page = words(client.post("/connections/companies/", filled_in(on_premises), headers=HTMX))
    assert sandbox.rows("companies")[0]["displayName"] in page


def test_what_is_missing_is_what_this_kind_needs(client, on_premises):
    save(client, on_premises, bc_user="", bc_password_remove="on")
    page = words(press_test(client, on_premises))
    assert "User is not filled in for Business Central." in page
    assert "Password is not filled in for Business Central." in page
    assert "Tenant is not filled in" not in page


@pytest.mark.django_db(transaction=True)
def test_a_run_reads_its_customers(client, on_premises, sandbox):
    sandbox.add("customers", displayName="Adatum")
    client.post(url(on_premises, "enable/"))
    job = synchronize(customer_mapping(Connection.objects.get()))
    assert (job.code, job.records_read) == ("", 1)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"bc_address": "https://erp.example.com:7048/BC"}, "ends with /api/v2.0"),
        ({"bc_address": "http://erp.example.com/BC/api/v2.0", "bc_password": "x"}, "it is not encrypted"),
        ({"bc_user": "søren"}, "Only letters without accents"),
        ({"bc_password": "pässword"}, "Only letters without accents"),
        ({"bc_address": "https://other.example.com:7048/BC/api/v2.0"}, "would be sent to another address"),
    ],
)
def test_what_cannot_be_right_is_refused(client, on_premises, changes, told):
    page = save(client, on_premises, **changes)
    assert page.status_code == 422
    assert told in words(page)


def test_the_password_is_on_no_page(client, on_premises):
    answers = [save(client, on_premises, bc_password=SECRET), client.get(url(on_premises))]
    assert Connection.objects.get().bc_password == SECRET
    assert not [one for one in answers if SECRET in one.content.decode()]


def test_moving_there_makes_the_last_test_worthless(client, alice, connection):
    client.force_login(alice)
    press_test(client, connection)
    save(client, connection, bc_kind="on_premises", bc_address="https://erp.example.com:7048/BC/api/v2.0")
    connection.refresh_from_db()
    assert (connection.enabled, connection.checks) == (False, [])
