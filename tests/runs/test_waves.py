"""Synchronize Modified Records of all mappings: one job for each, those it depends on first."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import groups
from jobs.models import GroupLine, Job, JobGroup
from jobs.run import run_job
from jobs.services import ConnectionDisabled, start
from jobs.ticking import tick
from syncadmin.connections.services import disable_connection
from tests.runs.dying import Killed, dying
from tests.runs.several import contact_mapping, currency_mapping, run_through, states, work
from tests.runs.work import coupled_pair, finished

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mappings(connection, mapping):
    """CONTACT depends on CUSTOMER, which depends on CURRENCY and on mappings that are not there."""
    return contact_mapping(connection), mapping, currency_mapping(connection)


def test_each_mapping_runs_after_those_it_depends_on(connection, mappings):
    group = groups.synchronize_all(connection)
    assert states(group) == {"CURRENCY": "queued", "CUSTOMER": "waits", "CONTACT": "waits"}
    assert run_through(group) == ["CURRENCY", "CUSTOMER", "CONTACT"]
    group.refresh_from_db()
    assert set(states(group).values()) == {"finished"}
    assert group.finished_at


def test_what_changed_in_any_of_them_is_carried_over(sandbox, connection, mappings):
    customer, account = coupled_pair(sandbox, mappings[1])
    sandbox.change("customers", customer["id"], city="Bergen")
    mappings[2].only_coupled = False
    mappings[2].save()
    sandbox.add("currencies", code="NOK", displayName="Norwegian krone")
    run_through(groups.synchronize_all(connection))
    assert sandbox.row("account", account["accountid"])["address1_city"] == "Bergen"
    assert "Norwegian krone" in {one["currencyname"] for one in sandbox.rows("transactioncurrency")}


def test_names_that_are_no_mapping_are_told_and_hold_up_nobody(connection, mappings):
    group = groups.synchronize_all(connection)
    line = GroupLine.objects.get(group=group, mapping__name="CUSTOMER")
    assert line.unknown == ["PAYMENT TERMS", "SHIPMENT METHOD", "SHIPPING AGENT"]
    assert line.waits_for == ["CURRENCY"]


def test_a_mapping_that_fails_holds_up_nobody(sandbox, connection, mappings):
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    group = groups.synchronize_all(connection)
    run_through(group)
    assert states(group) == {"CURRENCY": "finished", "CUSTOMER": "failed", "CONTACT": "finished"}


def test_a_plan_that_waits_for_approval_holds_up_nobody(sandbox, connection, mappings):
    customer, _account = coupled_pair(sandbox, mappings[1])
    type(mappings[1]).objects.filter(pk=mappings[1].pk).update(most_changes=0, most_changes_share=0)
    sandbox.change("customers", customer["id"], city="Bergen")
    group = groups.synchronize_all(connection)
    run_through(group)
    assert states(group) == {"CURRENCY": "finished", "CUSTOMER": "approval", "CONTACT": "finished"}


def test_mappings_in_a_circle_run_and_are_told(connection, mappings):
    type(mappings[2]).objects.filter(name="CURRENCY").update(dependencies=["CONTACT"])
    group = groups.synchronize_all(connection)
    assert sorted(run_through(group)) == ["CONTACT", "CURRENCY", "CUSTOMER"]
    circles = set(map(tuple, group.lines.values_list("circle", flat=True)))
    assert circles == {("CURRENCY", "CUSTOMER", "CONTACT")}


def test_asked_twice_it_is_one_group(connection, mappings):
    assert groups.synchronize_all(connection) == groups.synchronize_all(connection)
    assert (JobGroup.objects.count(), Job.objects.count()) == (1, 1)


def test_a_job_that_waits_already_is_taken_and_one_at_work_is_waited_for(connection, mappings):
    first = start(mappings[2], Job.Kind.MODIFIED)
    group = groups.synchronize_all(connection)
    assert group.lines.get(mapping=mappings[2]).job == first
    finished(first)
    run_through(group)
    assert Job.objects.filter(mapping=mappings[2]).count() == 1


@pytest.mark.parametrize("statement", range(2, 40, 4))
def test_a_tick_that_is_killed_anywhere_is_made_up_for(connection, mappings, statement):
    group = groups.synchronize_all(connection)
    work()
    with suppress(Killed), dying(statement):
        tick()
    assert run_through(group) == ["CUSTOMER", "CONTACT"]
    assert Job.objects.count() == 3


def test_a_worker_that_dies_is_succeeded_and_the_others_follow(connection, mappings):
    group = groups.synchronize_all(connection)
    job = group.lines.get(mapping__name="CURRENCY").job
    with suppress(Killed), dying(12):
        run_job(job.pk)
    tick()
    assert states(group)["CUSTOMER"] == "waits"
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    assert run_through(group) == ["CUSTOMER", "CONTACT"]


def test_a_connection_that_is_disabled_holds_the_group_until_it_is_enabled(connection, mappings):
    group = groups.synchronize_all(connection)
    disable_connection(connection, reason="Month end", by="alice")
    run_through(group)
    assert states(group) == {"CURRENCY": "failed", "CUSTOMER": "ready", "CONTACT": "waits"}
    type(connection).objects.update(enabled=True)
    assert run_through(group) == ["CUSTOMER", "CONTACT"]


def test_a_connection_that_is_not_enabled_begins_nothing(connection, mappings):
    disable_connection(connection, reason="Month end", by="alice")
    connection.refresh_from_db()
    with pytest.raises(ConnectionDisabled):
        groups.synchronize_all(connection)
    assert not JobGroup.objects.exists()


def test_without_mappings_it_is_over_at_once(connection):
    assert groups.synchronize_all(connection).finished_at
