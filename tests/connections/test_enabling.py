"""Enabling takes a passed test of the settings as they are; disabling keeps everything and asks where it matters."""

import pytest

from couplings.models import Coupling
from tests.connections.pages import failures, press_test, save, steps, url, words
from tests.family import customer_mapping


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


@pytest.fixture
def disabled(connection):
    connection.enabled = False
    connection.disable_reason = "It was broken."
    connection.save()
    return connection


def test_enabling_tests_first(client, disabled):
    client.post(url(disabled, "enable/"))
    disabled.refresh_from_db()
    assert disabled.enabled
    assert disabled.disable_reason == ""
    assert failures(disabled) == []
    assert {side for side, _step, _code in steps(disabled)} == {"bc", "dataverse"}


def test_a_connection_that_is_enabled_without_mappings_gets_the_default_ones(client, disabled):
    client.post(url(disabled, "enable/"))
    found = set(disabled.mappings.values_list("name", flat=True))
    assert found >= {"CUSTOMER", "VENDOR", "CONTACT", "CURRENCY", "ITEM-PRODUCT", "POSTEDSALESINV-INV"}
    assert "_bcbi_companyid_value" in {one["property"] for one in disabled.mappings.get(name="CUSTOMER").filters}


def test_a_connection_with_mappings_keeps_them_as_they_are_when_it_is_enabled(client, disabled):
    customer_mapping(disabled)
    client.post(url(disabled, "enable/"))
    assert [one.name for one in disabled.mappings.all()] == ["CUSTOMER"]


def test_a_passed_test_is_not_repeated(client, disabled, sandbox):
    press_test(client, disabled)
    sandbox.requests.clear()
    client.post(url(disabled, "enable/"))
    disabled.refresh_from_db()
    assert disabled.enabled
    assert not list(sandbox.requests)


def test_a_failing_test_keeps_it_disabled_and_says_why(client, disabled, sandbox):
    sandbox.options.not_a_member = True
    page = words(client.post(url(disabled, "enable/"), follow=True))
    disabled.refresh_from_db()
    assert not disabled.enabled
    assert "The application signed in, but it is no user of this Dataverse environment." in page
    assert "It was broken." in page


def test_other_credentials_make_the_passed_test_worthless(client, disabled):
    press_test(client, disabled)
    save(client, disabled, bc_client_secret="another one")
    client.post(url(disabled, "enable/"))
    disabled.refresh_from_db()
    assert not disabled.enabled
    assert failures(disabled) == [("bc", "token", "secret_wrong")]


def test_disabling_keeps_couplings_and_asks_first_where_there_are_some(client, connection):
    mapping = customer_mapping(connection)
    assert "rest on this connection" not in client.get(url(connection)).content.decode()
    Coupling.objects.create(mapping=mapping, bc_key="00000000-0000-4000-8000-000000000001")
    assert "1 coupling rests on this connection" in client.get(url(connection)).content.decode()
    client.post(url(connection, "disable/"))
    connection.refresh_from_db()
    assert not connection.enabled
    assert Coupling.objects.count() == 1


def test_disabling_records_why_when_and_by_whom(client, connection):
    page = client.post(url(connection, "disable/"), {"reason": "Moving to <b>another</b> tenant"}, follow=True)
    connection.refresh_from_db()
    assert (connection.disable_reason, connection.disabled_by) == ("Moving to <b>another</b> tenant", "alice")
    assert "Moving to &lt;b&gt;another&lt;/b&gt; tenant" in page.content.decode()
    assert "Disabled by alice" in words(page)
    assert connection.hold.facts["message"] == "Moving to <b>another</b> tenant"


def test_enabling_again_forgets_the_reason(client, connection):
    client.post(url(connection, "disable/"), {"reason": "For a while"})
    client.post(url(connection, "enable/"))
    connection.refresh_from_db()
    assert (connection.enabled, connection.disable_reason, connection.disabled_by) == (True, "", "")
    assert connection.hold is None


def test_a_connection_that_disabled_itself_says_so(client, connection):
    connection.dataverse_organisation_id = "00000000-0000-4000-8000-000000000001"
    connection.save()
    page = words(press_test(client, connection))
    assert "Disabled by itself" in page


def test_settings_saved_during_the_test_are_not_enabled_unseen(connection):
    from syncadmin.connections.models import Connection
    from syncadmin.connections.services import SavedMeanwhile, enable_connection

    stale = Connection.objects.get(pk=connection.pk)
    Connection.objects.update(revision=7)
    with pytest.raises(SavedMeanwhile):
        enable_connection(stale)
