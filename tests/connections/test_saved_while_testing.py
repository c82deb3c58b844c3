"""Settings that somebody saves while they are being tested: the result is not kept, and the page says to test again."""

import threading
import time

import pytest
from django.db import connection as database
from django.db.models import F

from syncadmin.connections.models import Connection
from tests.connections.pages import press_test, steps, url, words

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "The settings were saved while they were tested. Test them again."


@pytest.fixture
def somebody(client, alice, connection, sandbox):
    """Saves the settings as soon as the test has asked the sandbox for something; Alice is signed in."""
    client.force_login(alice)
    sandbox.requests.clear()
    sandbox.misbehave("GET", "WhoAmI", kind="slow", seconds=0.5)

    def save():
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not any("companies" in one.path for one in sandbox.requests):
            time.sleep(0.01)
        Connection.objects.update(revision=F("revision") + 1, bc_environment="Saved-meanwhile")
        database.close()

    thread = threading.Thread(target=save)
    thread.start()
    yield
    thread.join()


@pytest.mark.usefixtures("somebody")
def test_the_result_of_a_test_is_not_kept(client, connection):
    assert SAID in words(press_test(client, connection))
    assert steps(connection) == []
    assert connection.bc_environment == "Saved-meanwhile"


@pytest.mark.usefixtures("somebody")
def test_a_connection_is_not_enabled_by_a_test_of_other_settings(client, connection):
    Connection.objects.update(enabled=False)
    page = words(client.post(url(connection, "enable/"), follow=True))
    connection.refresh_from_db()
    assert SAID in page
    assert not connection.enabled
