"""Assisted Setup: from an empty installation to mappings that run by themselves, and steps that show what there is."""

import re
from itertools import count

import pytest

from couplings.models import Coupling
from jobs.models import Job, JobGroup
from jobs.run import run_job
from jobs.schedule_models import Schedule
from jobs.setup_steps import Step, steps_of
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.demo.sandbox import connection_values
from tests.connections.pages import filled_in, words

KEPT = ("SALESPEOPLE", "CURRENCY")


def states(connection):
    """How far the steps have come, a letter each: done, now, later."""
    return "".join(one.state[0] for one in steps_of(connection))


def work():
    """What workers do until nothing is left to do."""
    from jobs import groups

    for _turn in count():
        for group in groups.running():
            groups.advance(group)
        job = Job.objects.filter(status=Job.Status.QUEUED).order_by("pk").first()
        if job is None:
            return
        run_job(job.pk)


def press(browser, page, caption):
    """Press the button with this caption on a page, as a person without JavaScript; the page that follows."""
    forms = re.findall(r"<form.*?</form>", page.content.decode(), re.S)
    form = next(one for one in forms if re.search(rf">\s*{re.escape(caption)}\s*<", one))
    fields = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    action = re.search(r'action="([^"]*)"', form)[1]
    return browser.post(action, {name: value.replace("&amp;", "&") for name, value in fields}, follow=True)


def writes(sandbox):
    """Requests that changed something in a system."""
    return [one for one in sandbox.requests if one.method in ("PATCH", "DELETE")]


@pytest.mark.django_db(transaction=True)
def test_it_leads_from_nothing_to_a_schedule(client, alice, sandbox):
    client.force_login(alice)
    sandbox.add("systemuser", fullname="Ann Lee", internalemailaddress="ann@example.com")
    sandbox.add("salespeoplePurchasers", code="AL", displayName="Ann Lee", email="ann@example.com")
    sandbox.add("currencies", code="DKK", displayName="Kroner")
    before = {table: sandbox.count(table) for table in ("salespeoplePurchasers", "transactioncurrency")}
    assert 'href="/set-up/"' in client.get("/").content.decode()

    typed = filled_in_new(sandbox, ownership="person")
    page = client.post("/connections/new/", {**typed, "next": "/set-up/"}, follow=True)
    assert "Step 2: Test Connection" in words(page)
    page = press(client, page, "Test Connection")
    connection = Connection.objects.get()
    assert states(connection) == "ddnllll"

    page = press(client, client.get("/set-up/"), "Use these mappings and enable")
    assert "Step 3: Choose mappings" in words(page)
    connection.mappings.exclude(name__in=KEPT).delete()
    page = press(client, client.get("/set-up/"), "Read again")
    work()
    people = client.get(f"/connections/{connection.pk}/salespeople/")
    assert "Ann Lee ann@example.com not coupled" in words(people)
    user = connection.mappings.get(name="SALESPEOPLE").records.get(side="dataverse", title="Ann Lee")
    client.post("/records/match/", {"selected": user.pk})
    work()
    connection.refresh_from_db()
    assert Coupling.objects.count() == 1
    assert states(connection) == "ddddnll"

    press(client, client.get("/set-up/"), "Review the first synchronization")
    work()
    assert (states(connection), writes(sandbox)) == ("dddddnl", [])
    assert {table: sandbox.count(table) for table in before} == before
    client.post(f"/jobs/groups/{JobGroup.objects.get().pk}/begin/")
    work()
    assert states(connection) == "ddddddn"

    chosen = connection.mappings.get(name="CURRENCY")
    page = client.post(
        f"/set-up/connections/{connection.pk}/schedule/", {"every": 15, "mappings": chosen.pk}, follow=True
    )
    assert "Everything is set up" in words(page)
    assert list(Schedule.objects.filter(on_hold=False).values_list("mapping__name", "every")) == [("CURRENCY", 15)]


def filled_in_new(sandbox, **changes):
    """The form of a connection to the sandbox that is not saved yet."""
    connection = Connection(name="Sandbox", **connection_values(sandbox))
    connection.refresh_from_db = lambda: None
    secrets = {name: getattr(connection, name) for name in ("bc_client_secret", "dataverse_client_secret")}
    return {**filled_in(connection, **secrets, **changes), "connection": ""}


def test_a_step_that_comes_too_early_says_what_comes_first(client, alice, connection):
    client.force_login(alice)
    page = client.get("/set-up/schedule/")
    assert "This comes later. Do this first: Test Connection" in words(page)


def test_a_step_that_is_undone_elsewhere_is_to_be_done_again(connection):
    connection.checks = passed()
    TableMapping.objects.create(connection=connection, name="X", bc_table="x", dataverse_table="y", direction="to_bc")
    assert states(connection)[:4] == "dddd"
    connection.enabled = False
    assert states(connection)[:4] == "ddnl"


def passed():
    """A test that both sides passed."""
    return [{"side": side, "step": "tables", "detail": ""} for side in ("bc", "dataverse")]


def test_an_old_tab_schedules_nothing_once_the_connection_is_disabled(client, alice, connection):
    client.force_login(alice)
    Connection.objects.update(enabled=False)
    page = client.post(f"/set-up/connections/{connection.pk}/schedule/", {"every": 5}, follow=True)
    assert "The connection is not enabled: nothing would run." in words(page)


def test_a_schedule_without_a_mapping_is_refused_at_its_field(client, alice, connection):
    client.force_login(alice)
    answer = client.post(f"/set-up/connections/{connection.pk}/schedule/", {"every": 0})
    assert answer.status_code == 422
    assert "Choose at least one mapping." in words(answer)


def test_mappings_that_need_the_extension_say_so_where_it_is_missing(client, alice, connection):
    client.force_login(alice)
    Connection.objects.update(checks=passed(), facts={})
    assert "The extension of Business Central is not installed." in words(client.get("/set-up/mappings/"))


def test_every_step_is_named(connection):
    assert [one.step for one in steps_of(connection)] == list(Step)
