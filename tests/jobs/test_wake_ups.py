"""Wake-ups: both systems call when something changes, and the entries that read it run soon."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Schedule, WakeUps, WatchedTable
from jobs.wakeups import watches
from jobs.wakeups.waking import woken_by
from syncadmin.connections.services import disable_connection, enable_connection
from syncadmin.engine.values import Side
from tests.demo.running import wait_until
from tests.family import customer_mapping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(connection):
    """A mapping whose entry is ready and would run in half an hour."""
    made = customer_mapping(connection)
    later = {"on_hold": False, "next_at": timezone.now() + timedelta(minutes=30)}
    Schedule.objects.update_or_create(mapping=made, defaults=later)
    return made


@pytest.fixture
def on(mapping):
    """Wake-ups that are on, with a secret that the test knows; nobody was asked to call yet."""
    return WakeUps.objects.create(connection=mapping.connection, on=True, secret="s3cret")


@pytest.fixture
def outside(live_server, settings, sandbox):
    """This installation as both systems reach it."""
    settings.PUBLIC_URL = live_server.url
    sandbox.options.webhook_delay = 0.05


def is_woken(mapping):
    schedule = Schedule.objects.get(mapping=mapping)
    return schedule.next_at < timezone.now() + timedelta(minutes=1)


def calls(client, mapping, side, body, **query):
    """The status of the answer to a call."""
    url = reverse("jobs:woken", args=[mapping.connection_id, side], query=query or None)
    content = body if isinstance(body, str) else json.dumps(body)
    return client.post(url, content, content_type="application/json").status_code


def notified(state="s3cret", resource="/api/v2.0/companies(x)/customers(y)"):
    return {"value": [{"subscriptionId": "1", "clientState": state, "resource": resource, "changeType": "updated"}]}


def test_both_systems_are_asked_to_call_and_what_they_tell_wakes_the_entry(mapping, outside, sandbox):
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    assert {(one.side, one.table, one.code) for one in WatchedTable.objects.all()} == {
        ("bc", "customers", ""),
        ("dataverse", "account", ""),
    }
    sandbox.add("customers")
    wait_until(lambda: is_woken(mapping))
    Schedule.objects.update(next_at=timezone.now() + timedelta(minutes=30))
    sandbox.add("account", name="A")
    wait_until(lambda: is_woken(mapping))
    wait_until(lambda: WatchedTable.objects.filter(heard_at=None).count() == 0)


def test_looking_again_changes_nothing_and_turning_off_ends_them_all(mapping, outside, sandbox):
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    first = {one.table: one.until for one in WatchedTable.objects.all()}
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    assert {one.table: one.until for one in WatchedTable.objects.all()} == first
    assert len(sandbox.rows("sdkmessageprocessingstep")) == 3
    watches.switch(mapping.connection, on=False)
    watches.look_after(mapping.connection_id)
    assert (WatchedTable.objects.count(), len(sandbox.rows("sdkmessageprocessingstep"))) == (0, 0)


def test_disabling_the_connection_ends_them_and_enabling_it_makes_them_again(mapping, outside, sandbox):
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    disable_connection(mapping.connection)
    assert watches.due() == [mapping.connection_id]
    watches.look_after(mapping.connection_id)
    assert (watches.due(), len(sandbox.rows("sdkmessageprocessingstep"))) == ([], 0)
    mapping.connection.refresh_from_db()
    assert enable_connection(mapping.connection) == []
    watches.look_after(mapping.connection_id)
    assert len(sandbox.rows("sdkmessageprocessingstep")) == 3 * len(woken_by(mapping.connection, Side.DATAVERSE))


def test_what_ends_soon_is_renewed_and_what_was_lost_is_made_again(mapping, outside, sandbox):
    sandbox.options.webhook_life = 3600
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    before = WatchedTable.objects.get(side="bc").until
    for step in sandbox.rows("sdkmessageprocessingstep")[:1]:
        sandbox.remove("sdkmessageprocessingstep", step["sdkmessageprocessingstepid"])
    sandbox.options.webhook_life = 3 * 24 * 3600
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    assert WatchedTable.objects.get(side="bc").until > before + timedelta(days=2)
    assert len(sandbox.rows("sdkmessageprocessingstep")) == 3


def test_an_address_that_business_central_does_not_reach_is_told_with_its_table(
    mapping, sandbox, settings, client, alice
):
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    watches.switch(mapping.connection, on=True)
    watches.look_after(mapping.connection_id)
    assert WatchedTable.objects.get(side="bc").code
    client.force_login(alice)
    page = client.get(reverse("jobs:wake_ups", args=[mapping.connection_id])).text
    assert "did not answer the validation token" in page


@pytest.mark.parametrize(
    ("side", "body", "query", "status"),
    [
        ("bc", notified(), {}, 200),
        ("bc", notified(resource="/api/v2.0/companies(x)/customers?$filter=a"), {}, 200),
        ("dataverse", {"PrimaryEntityName": "account", "MessageName": "Update"}, {"code": "s3cret"}, 200),
        ("dataverse", {"entityName": "Account"}, {"code": "s3cret"}, 200),
    ],
)
def test_a_call_with_the_secret_wakes(client, mapping, on, side, body, query, status):
    assert calls(client, mapping, side, body, **query) == status
    assert is_woken(mapping)


@pytest.mark.parametrize(
    ("side", "body", "query", "status"),
    [
        ("bc", notified(state="other"), {}, 403),
        ("bc", notified(resource="/api/v2.0/companies(x)/vendors(y)"), {}, 200),
        ("bc", {"value": "x"}, {}, 403),
        ("bc", "[" * 100_000, {}, 403),
        ("dataverse", {"entityName": "account"}, {}, 403),
        ("dataverse", {"entityName": "account"}, {"code": "guess"}, 403),
        ("dataverse", {"entityName": "contact"}, {"code": "s3cret"}, 200),
        ("dataverse", {"entityName": 5}, {"code": "s3cret"}, 400),
        ("dataverse", "no json", {"code": "s3cret"}, 400),
        (
            "dataverse",
            {"PrimaryEntityName": "account", "SharedVariables": [{"key": "tag", "value": "syncadmin"}]},
            {"code": "s3cret"},
            200,
        ),
    ],
)
def test_another_call_wakes_nobody(client, mapping, on, side, body, query, status):
    assert calls(client, mapping, side, body, **query) == status
    assert not is_woken(mapping)


@pytest.mark.parametrize(
    "values", [{"on_hold": True}, {"undisturbed": True}, {"next_at": None}], ids=lambda values: next(iter(values))
)
def test_an_entry_that_is_not_to_be_woken_sleeps_on(client, mapping, on, values):
    Schedule.objects.update(**values)
    before = Schedule.objects.get().next_at
    assert calls(client, mapping, "bc", notified()) == 200
    assert Schedule.objects.get().next_at == before


def test_business_central_gets_its_token_back_only_while_calls_are_wanted(client, mapping, on):
    url = reverse("jobs:woken", args=[mapping.connection_id, "bc"], query={"validationToken": "a<b>c"})
    answer = client.post(url)
    assert (answer.status_code, answer.text, answer["Content-Type"]) == (200, "a<b>c", "text/plain; charset=utf-8")
    WakeUps.objects.update(on=False)
    assert client.post(url).status_code == 410


def test_a_mapping_that_goes_one_way_is_woken_by_its_source_only(mapping):
    mapping.direction = "to_dataverse"
    mapping.save()
    assert woken_by(mapping.connection, Side.BC) == {"customers": [mapping.pk]}
    assert woken_by(mapping.connection, Side.DATAVERSE) == {}


def test_the_page_says_what_is_missing_and_turns_them_on(mapping, client, alice, settings, live_server):
    url = reverse("jobs:wake_ups", args=[mapping.connection_id])
    client.force_login(alice)
    assert "PUBLIC_URL" in client.get(url).text
    settings.PUBLIC_URL = live_server.url
    assert "Turn On" in client.get(url).text
    client.post(reverse("jobs:switch_wake_ups", args=[mapping.connection_id]), {"on": "1"})
    assert WakeUps.objects.get().on
    assert WakeUps.objects.get().secret not in client.get(url).text
