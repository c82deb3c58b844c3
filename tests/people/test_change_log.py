"""The change log says who changed what of the configuration, and never what is secret."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.scheduling import save_schedule, set_ready
from mappings.making import delete_mapping
from mappings.models import TableMapping
from mappings.services import change_mapping, settings_of
from syncadmin.audit.models import Change
from syncadmin.audit.recording import forget_old
from syncadmin.connections.models import Connection
from tests.connections.pages import filled_in, save, words
from tests.jobs.builders import a_mapping


@pytest.fixture
def connection(db):
    """A connection with one mapping; nothing answers behind it."""
    return a_mapping().connection


def log(browser, **query):
    """What the page says."""
    return words(browser.get("/change-log/", query))


def test_settings_of_a_connection_are_told_with_their_old_and_new_values(browser, connection):
    save(browser, connection, dataverse_tenant="contoso.com", bc_client_secret="hush hush")
    page = log(browser)
    assert "alice" in page
    assert "Dynamics 365 Sales (Dataverse): Tenant: blank → contoso.com" in page
    assert "Client secret was changed." in page
    assert "hush" not in page
    assert "hush" not in str(list(Change.objects.values_list("edits", flat=True)))


def test_a_new_connection_is_told(browser, db):
    browser.post("/connections/new/", filled_in_new(Connection(name="Fabrikam")))
    assert Change.objects.get(kind="connection").subject == "Fabrikam"


def filled_in_new(connection):
    """The form of a connection that is not saved yet."""
    connection.refresh_from_db = lambda: None
    return {**filled_in(connection), "connection": ""}


def test_disabling_is_told_with_its_reason(browser, connection):
    browser.post(f"/connections/{connection.pk}/disable/", {"reason": "Moving house"})
    assert "Disable Reason: Moving house" in log(browser, kind="connection")


def test_a_change_of_a_mapping_leads_to_its_version(browser, connection):
    mapping = connection.mappings.get()
    change_mapping(mapping, replace(settings_of(mapping), only_coupled=False))
    answer = browser.get("/change-log/")
    assert "Synch. Only Coupled Records: Yes → No" in words(answer)
    page = reverse("mappings:version", args=[mapping.pk, mapping.versions.first().pk])
    assert f'href="{page}"' in answer.content.decode()


def test_a_deleted_mapping_stays_in_the_log_without_a_link(browser, connection):
    made = TableMapping.objects.create(
        connection=connection, name="OWN", bc_table="x", dataverse_table="y", direction="to_bc"
    )
    delete_mapping(made)
    answer = browser.get("/change-log/")
    assert "OWN Deletion" in words(answer)
    assert f'href="/mappings/{made.pk}/"' not in answer.content.decode()


def test_a_schedule_is_told_by_who_set_it(browser, connection, alice):
    mapping = connection.mappings.get()
    save_schedule(mapping, every=7, idle_after=0, user=alice)
    set_ready(mapping, alice)
    page = log(browser, kind="schedule", who="alice")
    assert "No. of Minutes between Runs: 30 → 7" in page
    assert "On Hold: Yes → No" in page


def test_it_is_filtered_by_day_and_exported(browser, connection):
    save(browser, connection, name="Adatum")
    Change.objects.update(at=timezone.now() - timedelta(days=3))
    today = timezone.localdate().isoformat()
    assert "Adatum" not in log(browser, since=today)
    exported = b"".join(browser.get("/change-log/", {"export": "csv", "until": today}).streaming_content).decode()
    assert "→ Adatum" in exported


def test_old_changes_go_after_the_days_of_the_setting(connection, settings):
    Change.objects.create(kind="user", event="created", subject="x", at=timezone.now() - timedelta(days=800))
    settings.CHANGE_RETENTION_DAYS = 0
    assert forget_old() == 0
    settings.CHANGE_RETENTION_DAYS = 730
    assert forget_old() == 1
