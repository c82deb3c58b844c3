"""The company is picked from a list that Business Central is asked for, or entered by hand."""

import pytest

from syncadmin.connections.models import Connection
from tests.connections.pages import HTMX, filled_in, save, words

COMPANIES = "/connections/companies/"


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


def test_the_companies_are_read_with_what_was_typed(client, connection, sandbox):
    sandbox.add_many("companies", [{"id": "00000000-0000-4000-8000-00000000000a", "name": "Adatum <b>"}])
    page = client.post(COMPANIES, filled_in(connection), headers=HTMX).content.decode()
    assert '<div id="connection-company"' in page
    assert "Adatum &lt;b&gt;" in page
    assert f'<option value="{sandbox.company_id}" selected>' in " ".join(page.split())


def test_before_a_connection_exists_as_well(client, connection, sandbox):
    values = filled_in(connection, bc_client_secret=sandbox.client_secret) | {"connection": ""}
    Connection.objects.all().delete()
    page = words(client.post(COMPANIES, values, headers=HTMX))
    assert sandbox.rows("companies")[0]["displayName"] in page


def test_without_javascript_the_whole_form_comes_back(client, connection, sandbox):
    page = client.post(COMPANIES, filled_in(connection, name="Typed, not saved")).content.decode()
    assert 'value="Typed, not saved"' in page
    assert sandbox.rows("companies")[0]["displayName"] in page


def test_what_is_missing_is_told(client, connection):
    page = words(client.post(COMPANIES, filled_in(connection, bc_tenant=""), headers=HTMX))
    assert "Tenant is not filled in for Business Central." in page


def test_what_goes_wrong_is_told(client, connection):
    values = filled_in(connection, bc_address="https://nowhere.invalid")
    page = words(client.post(COMPANIES, values, headers=HTMX))
    assert "The name nowhere.invalid cannot be found on the network." in page


def test_one_that_is_entered_by_hand_goes_before_the_list(client, connection):
    by_hand = "00000000-0000-4000-8000-00000000000a"
    save(client, connection, bc_company_by_hand=by_hand)
    connection.refresh_from_db()
    assert str(connection.bc_company_id) == by_hand
