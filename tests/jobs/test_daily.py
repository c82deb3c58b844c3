"""The daily check: once a day for each enabled connection, by one worker, and what it found is on Home."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import daily
from syncadmin.connections.models import Connection
from tests.connections.pages import words
from tests.family import customer_mapping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def due(connection):
    """A connection that was to be checked a minute ago."""
    customer_mapping(connection)
    Connection.objects.update(check_due_at=timezone.now() - timedelta(minutes=1))
    return connection


def test_it_is_due_once_a_day_and_for_enabled_connections_only(due):
    assert daily.due() == [due.pk]
    daily.check(due.pk)
    assert daily.due() == []
    assert Connection.objects.get().check_due_at > timezone.now() + timedelta(hours=23)
    Connection.objects.update(check_due_at=timezone.now(), enabled=False)
    assert daily.due() == []


def test_a_second_worker_does_nothing(due, sandbox):
    daily.check(due.pk)
    sandbox.requests.clear()
    daily.check(due.pk)
    assert not list(sandbox.requests)


def test_what_it_found_is_on_home(due, sandbox, client, alice):
    client.force_login(alice)
    sandbox.options.secret_expired = True
    daily.check(due.pk)
    page = words(client.get("/"))
    assert "The last test of the connection Sandbox failed." in page
    assert Connection.objects.get().checked_at


def test_a_warning_is_on_home_as_well(due, client, alice):
    client.force_login(alice)
    Connection.objects.update(dataverse_secret_expires=timezone.localdate() + timedelta(days=5))
    daily.check(due.pk)
    assert "The client secret for Dataverse expires on" in words(client.get("/"))
    assert Connection.objects.get().enabled


def test_the_mappings_are_checked_too(due):
    daily.check(due.pk)
    assert due.mappings.filter(checked_at__isnull=False).exists()
