"""Saving Connection Setup: what is refused, what a change of address means, and two people at once."""

from datetime import UTC, datetime

import pytest

from couplings.models import Coupling, RemoteRecord
from mappings.defaults import restore_defaults
from syncadmin.connections.models import Connection
from tests.connections.pages import HTMX, filled_in, press_test, save, url, words
from tests.family import customer_mapping

NOBODY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("bc_address", "https://API.example/", "https://api.example"),
        ("bc_address", "api.example", "https://api.example"),
        ("dataverse_address", "http://localhost:9/", "http://localhost:9"),
        ("bc_tenant", "Contoso.onmicrosoft.com", "contoso.onmicrosoft.com"),
        ("dataverse_tenant", " sandbox ", "sandbox"),
        ("bc_client_id", "{6F1C1B1E-0D5B-4C58-9F1F-2F6A3E0C9A11}", "6f1c1b1e-0d5b-4c58-9f1f-2f6a3e0c9a11"),
        ("name", "<b>Contoso</b>", "<b>Contoso</b>"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(client, connection, field, typed, kept):
    page = save(client, connection, **{field: typed})
    connection.refresh_from_db()
    assert getattr(connection, field) == kept
    assert "<b>Contoso" not in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("bc_address", "http://api.example", "it is not encrypted"),
        ("bc_address", "https://anna:hush@api.example", "it holds a user name or password"),
        ("dataverse_address", "https://org.example/main.aspx?appid=1", "must not have a query"),
        ("dataverse_address", "https://org.example/#x", "must not have a query"),
        ("authority", "ftp://login.example", "it is not a web address"),
        ("authority", "https://login.example\\@evil.example", "This is not an address."),
        ("bc_tenant", "../../evil", "A tenant is a GUID or a domain"),
        ("bc_tenant", "a?b", "A tenant is a GUID or a domain"),
        ("bc_environment", "Production/../x", "only letters, digits and hyphens"),
        ("bc_client_id", "someone", "This is not a GUID"),
        ("bc_company_id", "' OR 1=1 --", "This is not a GUID"),
        ("name", "", "This field is required."),
        ("name", "\0", "Null characters are not allowed."),
        ("bc_address", "https://" + "x" * 300, "at most 200 characters"),
    ],
)
def test_what_cannot_be_right_is_refused_and_still_there(client, connection, field, typed, told):
    before = getattr(connection, field)
    page = save(client, connection, **{field: typed})
    connection.refresh_from_db()
    assert page.status_code == 422
    assert told in words(page)
    assert str(getattr(connection, field)) == str(before)
    assert connection.revision == 0


def test_two_connections_cannot_have_one_name(client, connection):
    Connection.objects.create(name="Another")
    assert "Another connection has this name." in words(save(client, connection, name="Another"))


@pytest.mark.parametrize(
    "changes",
    [
        {"bc_address": "https://other.example"},
        {"bc_tenant": "other"},
        {"bc_environment": "Other"},
        {"bc_company_id": NOBODY},
        {"dataverse_address": "https://other.example"},
        {"dataverse_tenant": "other"},
        {"authority": "https://other.example", "bc_client_secret": "x", "dataverse_client_secret": "x"},
    ],
)
def test_leading_elsewhere_forgets_the_test_and_disables(client, connection, changes):
    press_test(client, connection)
    page = words(save(client, connection, **changes))
    connection.refresh_from_db()
    assert (connection.enabled, connection.checks, connection.checked_at) == (False, [], None)
    assert "Test the connection, then enable it again." in page


def test_a_new_name_disables_nothing(client, connection):
    press_test(client, connection)
    save(client, connection, name="New name")
    connection.refresh_from_db()
    assert connection.enabled
    assert connection.checks


def test_what_was_read_elsewhere_is_forgotten_unless_records_are_coupled(client, connection):
    mapping = customer_mapping(connection)
    mapping.bc_read_at = datetime(2026, 1, 1, tzinfo=UTC)
    mapping.save()
    common = {"version": "1", "seen_at": datetime(2026, 1, 1, tzinfo=UTC)}
    RemoteRecord.objects.create(mapping=mapping, side="bc", key=NOBODY, **common)
    coupling = Coupling.objects.create(mapping=mapping, bc_key=NOBODY)
    press_test(client, connection)
    save(client, connection, bc_environment="Other")
    connection.refresh_from_db()
    assert connection.bc_company_name
    assert RemoteRecord.objects.count() == 1
    coupling.delete()
    save(client, connection, bc_environment="Third")
    connection.refresh_from_db()
    mapping.refresh_from_db()
    assert (connection.bc_company_name, mapping.bc_read_at, RemoteRecord.objects.count()) == ("", None, 0)


def test_a_form_from_before_somebody_else_saved_is_refused_and_loses_nothing(client, connection):
    old = filled_in(connection, name="Mine", bc_environment="Mine-too")
    save(client, connection, bc_tenant="theirs")
    page = client.post(url(connection), old)
    assert page.status_code == 422
    text = page.content.decode()
    assert "somebody else saved these settings" in text
    assert 'value="Mine"' in text
    assert 'value="Mine-too"' in text
    assert "Business Central: Tenant: theirs" in words(page)
    connection.refresh_from_db()
    assert connection.name == "Sandbox"


def test_saving_again_after_that_replaces_what_they_saved(client, connection):
    old = filled_in(connection, name="Mine")
    save(client, connection, name="Theirs")
    page = client.post(url(connection), old, headers=HTMX).content.decode()
    assert 'name="revision" value="1"' in page
    client.post(url(connection), old | {"revision": "1"})
    connection.refresh_from_db()
    assert connection.name == "Mine"


def test_htmx_gets_the_form_alone_when_it_is_refused(client, connection):
    page = client.post(url(connection), filled_in(connection, name=""), headers=HTMX)
    assert page.status_code == 422
    assert page.content.decode().lstrip().startswith('<form id="connection-form"')


def test_settings_of_the_default_mappings_lead_to_what_they_would_change(client, connection):
    restore_defaults(connection)
    page = save(client, connection, unit_groups="False", pricing="older", orders="legacy")
    connection.refresh_from_db()
    assert (connection.unit_groups, connection.pricing, connection.orders) == (False, "older", "legacy")
    said = words(page)
    assert "These settings want other default mappings." in said
    for name in ("SALESORDER-ORDER", "CUSTPRCGRP-PRICE", "UNIT OF MEASURE", "PLLINE-PRODPRICE", "ITEM UOM"):
        assert name in said


def test_settings_of_the_default_mappings_that_are_left_out_stay(client, connection):
    connection.unit_groups, connection.pricing = False, "older"
    connection.save()
    save(client, connection, name="Other name", unit_groups="", pricing="", orders="")
    connection.refresh_from_db()
    assert (connection.name, connection.unit_groups, connection.pricing) == ("Other name", False, "older")
