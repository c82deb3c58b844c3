"""Enabling takes a passed test of the settings as they are; disabling keeps everything and asks where it matters."""

import pytest

from couplings.models import Coupling
from mappings.defaults import restore_defaults
from tests.connections.pages import failures, press_test, save, steps, url, words


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
    assert len(steps(disabled)) == 10


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
    assert failures(disabled) == [("bc", "token", "sign_in_refused")]


def test_disabling_keeps_couplings_and_asks_first_where_there_are_some(client, connection):
    mapping = restore_defaults(connection)[0]
    assert "rest on this connection" not in client.get(url(connection)).content.decode()
    Coupling.objects.create(mapping=mapping, bc_key="00000000-0000-4000-8000-000000000001")
    assert "1 coupling rests on this connection" in client.get(url(connection)).content.decode()
    client.post(url(connection, "disable/"))
    connection.refresh_from_db()
    assert not connection.enabled
    assert Coupling.objects.count() == 1


def test_settings_saved_during_the_test_are_not_enabled_unseen(connection):
    from syncadmin.connections.models import Connection
    from syncadmin.connections.services import SavedMeanwhile, enable_connection

    stale = Connection.objects.get(pk=connection.pk)
    Connection.objects.update(revision=7)
    with pytest.raises(SavedMeanwhile):
        enable_connection(stale)
