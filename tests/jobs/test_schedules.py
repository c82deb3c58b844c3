"""Job Queue Entries: mappings run by themselves, in their rhythm, once for all workers, and not while they are held."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import ticking
from jobs.models import Job, Schedule
from jobs.schedule_window import allowed_from
from jobs.scheduling import run_due, save_schedule, set_on_hold, set_ready
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.connections.pages import words
from tests.jobs.builders import a_job, a_mapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping():
    """A mapping whose connection is enabled."""
    return a_mapping()


def _due(minutes=0):
    """What is started so many minutes from now; jobs that were started are over at once."""
    jobs = run_due(timezone.now() + timedelta(minutes=minutes))
    for one in jobs:
        Job.objects.filter(pk=one.pk).update(status=Job.Status.FINISHED)
    return [one.mapping.name for one in jobs]


def test_nothing_runs_by_itself_until_an_entry_is_ready(mapping):
    assert _due() == []
    save_schedule(mapping, every=30, idle_after=0)
    assert _due() == []
    set_ready(mapping)
    assert _due() == ["CUSTOMER"]
    assert Job.objects.get().trigger == Job.Trigger.SCHEDULE


def test_it_runs_at_once_and_then_in_its_rhythm(mapping):
    save_schedule(mapping, every=10, idle_after=0)
    set_ready(mapping)
    assert [len(_due(minutes)) for minutes in (0, 0, 9, 11, 12, 22)] == [1, 0, 0, 1, 0, 1]


def test_the_tick_starts_what_is_due(mapping):
    set_ready(mapping)
    ticking.tick()
    assert Job.objects.get().kind == Job.Kind.MODIFIED


def test_an_entry_on_hold_and_one_of_a_disabled_connection_do_not_run(mapping):
    set_ready(mapping)
    set_on_hold(mapping)
    assert _due(60) == []
    set_ready(mapping)
    Connection.objects.update(enabled=False)
    assert _due(60) == []
    Connection.objects.update(enabled=True)
    assert _due(60) == ["CUSTOMER"]


def test_a_turn_passes_while_the_mapping_is_busy(mapping):
    set_ready(mapping)
    a_job(mapping, Job.Status.RUNNING)
    assert (_due(), Job.objects.count()) == ([], 1)


def test_two_workers_start_a_run_once(mapping):
    set_ready(mapping)
    stale = Schedule.objects.get()
    assert _due() == ["CUSTOMER"]
    assert not Schedule.objects.filter(pk=stale.pk, next_at=stale.next_at).exists()
    assert _due() == []


def test_what_is_due_together_starts_in_the_order_of_dependencies(mapping):
    for name, dependencies in (("CONTACT", ["CUSTOMER"]), ("SALESPEOPLE", [])):
        set_ready(TableMapping.objects.create(connection=mapping.connection, name=name, dependencies=dependencies))
    set_ready(mapping)
    assert _due() == ["SALESPEOPLE", "CUSTOMER", "CONTACT"]


def _quiet_for(mapping, minutes):
    """The entry was made ready so long ago, and is due now."""
    moment = timezone.now() - timedelta(minutes=minutes)
    Schedule.objects.filter(mapping=mapping).update(ready_at=moment, next_at=timezone.now())


def test_an_entry_becomes_idle_only_after_the_whole_timeout(mapping):
    save_schedule(mapping, every=10, idle_after=60)
    set_ready(mapping)
    _quiet_for(mapping, 59)
    _due()
    assert not Schedule.objects.get().idle
    _quiet_for(mapping, 61)
    _due()
    assert Schedule.objects.get().idle
    assert [len(_due(minutes)) for minutes in (11, 59, 61)] == [0, 0, 1]


@pytest.mark.parametrize(
    ("counts", "wakes"), [({"updated": 1}, True), ({"failed": 1}, True), ({"unchanged": 5}, False)]
)
def test_an_idle_entry_takes_up_its_rhythm_when_something_happens(mapping, counts, wakes):
    save_schedule(mapping, every=10, idle_after=60)
    set_ready(mapping)
    _quiet_for(mapping, 61)
    _due()
    a_job(mapping, counts=counts)
    assert _due() == []
    assert Schedule.objects.get().idle is not wakes
    assert len(_due(11)) == wakes


def test_a_shorter_rhythm_counts_from_now(mapping):
    set_ready(mapping)
    _due()
    save_schedule(mapping, every=5, idle_after=0)
    assert len(_due(6)) == 1


def test_an_administrator_sets_an_entry_ready_and_on_hold(mapping, client, alice):
    client.force_login(alice)
    page = words(client.get(reverse("jobs:schedules")))
    assert "Job Queue Entries" in page
    assert "On Hold" in page
    answer = client.post(reverse("jobs:schedule_ready", args=[mapping.pk]), follow=True)
    assert "CUSTOMER runs now, and then by itself (minutes between runs: 30)." in words(answer)
    answer = client.post(reverse("jobs:schedule_hold", args=[mapping.pk]), follow=True)
    assert "CUSTOMER does not run by itself any more." in words(answer)


def test_the_rhythm_is_saved_and_nonsense_is_refused_at_its_field(mapping, client, alice):
    client.force_login(alice)
    address = reverse("jobs:schedule", args=[mapping.pk])
    answer = client.post(address, {"every": "0", "idle_after": "-1"})
    assert answer.status_code == 422
    answer = client.post(address, {"every": "30", "idle_after": "10"})
    assert "Choose at least the minutes between runs, or 0." in words(answer)
    assert (Schedule.objects.get().every, Schedule.objects.get().idle_after) == (30, 720)
    client.post(address, {"every": "15", "idle_after": ""})
    assert (Schedule.objects.get().every, Schedule.objects.get().idle_after) == (15, 0)


def test_a_run_that_failed_as_a_whole_is_an_error_and_leads_to_its_job(mapping, client, alice):
    client.force_login(alice)
    set_ready(mapping)
    job = a_job(mapping, Job.Status.FAILED, code="unreachable", facts={"system": "Dataverse", "message": "no"})
    page = client.get(reverse("jobs:schedules"))
    assert "Error" in words(page)
    assert reverse("jobs:detail", args=[job.pk]) in page.content.decode()


MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "hours"),
    [
        ({}, 0),
        ({"weekdays": [0]}, 0),
        ({"weekdays": [1, 4]}, 12),
        ({"starting_time": time(20)}, 8),
        ({"starting_time": time(8), "ending_time": time(18)}, 0),
        ({"starting_time": time(8), "ending_time": time(12)}, 20),
        ({"starting_time": time(22), "ending_time": time(6)}, 10),
        ({"starting_time": time(22), "ending_time": time(13)}, 0),
        ({"ending_time": time(11), "weekdays": [0]}, 7 * 24 - 12),
    ],
)
def test_an_entry_runs_on_its_days_and_between_its_times(values, hours, settings):
    settings.TIME_ZONE = "UTC"
    with timezone.override(UTC):
        assert allowed_from(Schedule(**values), MONDAY) == MONDAY + timedelta(hours=hours)


def test_what_is_due_outside_its_days_waits_for_them(mapping):
    tomorrow = timezone.localdate() + timedelta(days=1)
    set_ready(mapping)
    Schedule.objects.update(weekdays=[tomorrow.weekday()])
    assert _due() == []
    assert timezone.localtime(Schedule.objects.get().next_at).date() == tomorrow
    assert _due(24 * 60) == ["CUSTOMER"]


def test_days_and_times_are_set_on_the_page(mapping, client, alice):
    client.force_login(alice)
    address = reverse("jobs:schedule", args=[mapping.pk])
    rhythm = {"every": "30", "starting_time": "08:00", "ending_time": "08:00", "weekdays": ["0", "4"]}
    assert "Choose another time than the starting time, or none." in words(client.post(address, rhythm))
    client.post(address, {**rhythm, "ending_time": "18:00"})
    found = Schedule.objects.get()
    assert (found.weekdays, found.starting_time, found.ending_time) == ([0, 4], time(8), time(18))
    assert "Mon, Fri 08:00–18:00" in words(client.get(reverse("jobs:schedules")))


def test_a_selection_is_set_ready_on_hold_and_run(mapping, client, alice):
    client.force_login(alice)
    selected = {"selected": [mapping.pk]}
    for name, on_hold in (("ready", False), ("hold", True)):
        client.post(reverse(f"jobs:schedules_{name}"), selected)
        assert Schedule.objects.get().on_hold is on_hold
    answer = words(client.post(reverse("jobs:schedules_run"), {"everything": "1"}, follow=True))
    assert "1 job is scheduled." in answer
    assert Job.objects.get().kind == Job.Kind.MODIFIED
    assert "There is nothing to do" in words(client.post(reverse("jobs:schedules_run"), follow=True))


def test_attempts_history_and_error_stand_on_the_page(mapping, client, alice):
    client.force_login(alice)
    set_ready(mapping)
    a_job(mapping, counts={"updated": 7})
    for _ in range(2):
        a_job(mapping, Job.Status.FAILED, code="unreachable", facts={"system": "Dataverse", "message": "no"})
    row = client.get(reverse("jobs:schedules")).context["table"].page.object_list[0].record
    assert row.attempts == 2
    page = words(client.get(reverse("jobs:schedule", args=[mapping.pk])))
    assert "Dataverse cannot be reached: no" in page
    assert "Last runs" in page


def test_connection_setup_says_how_many_run_by_themselves(mapping, client, alice):
    client.force_login(alice)
    set_ready(mapping)
    other = TableMapping.objects.create(connection=mapping.connection, name="OTHER")
    Schedule.objects.get_or_create(mapping=other)
    page = client.get(reverse("connections:detail", args=[mapping.connection_id])).content.decode()
    assert f'{reverse("jobs:schedules")}?connection={mapping.connection_id}">1 of 2</a>' in page
