"""Snooze: problems are put aside with a reason; they come back at their time or with a change, if at all."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from couplings.models import RecordProblem
from jobs.models import Job
from jobs.standing import standing
from jobs.ticking import tick
from tests.couplings.acting import card, text_of
from tests.runs.work import coupled_pair, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refused(sandbox, mapping):
    """A pair whose phone number Business Central refuses."""
    pair = coupled_pair(sandbox, mapping)
    sandbox.change("account", pair[1]["accountid"], telephone1="call me")
    synchronize(mapping)
    return pair


def snoozed(client, name="couplings:snooze", query="", **posted):
    """Post the form for the only problem there is; gives the answer and the problem."""
    one = RecordProblem.objects.get()
    values = {"selected": one.pk, "reason": "Sales asks the customer", "until": "change", **posted}
    response = client.post(reverse(name) + query, values)
    one.refresh_from_db()
    return response, one


def test_it_asks_why_and_until_when(as_bob, refused):
    page = as_bob.post(reverse("couplings:snooze"), {"selected": RecordProblem.objects.get().pk, "ask": "1"})
    assert "1 record is put aside" in text_of(page)
    assert "Until the record changes" in text_of(page)


@pytest.mark.parametrize(
    ("posted", "wrong"),
    [
        ({"reason": " "}, "This field is required."),
        ({"until": "sometime"}, "Select a valid choice."),
        ({"until": "date"}, "Choose a date."),
        ({"until": "date", "date": "2020-01-01"}, "Choose a date that is still to come."),
        ({"until": "date", "date": "soon"}, "Enter a valid date."),
    ],
)
def test_what_makes_no_sense_snoozes_nothing_and_is_told(as_bob, refused, posted, wrong):
    response, one = snoozed(as_bob, **posted)
    assert (response.status_code, one.snoozed) == (422, False)
    assert wrong in text_of(response)


def test_what_is_snoozed_does_not_count_and_is_not_tried_again(as_bob, mapping, refused):
    response, one = snoozed(as_bob)
    assert [str(told) for told in get_messages(response.wsgi_request)] == ["1 record is snoozed."]
    assert (one.snooze_reason, one.snoozed_by.username, one.snoozed_until) == ("Sales asks the customer", "bob", None)
    assert (standing().people, as_bob.get("/problems/count/").content) == (0, b"")
    RecordProblem.objects.update(retry_at=timezone.now())
    tick()
    assert not Job.objects.filter(status=Job.Status.QUEUED).exists()


def test_list_and_card_say_how_long_why_and_by_whom(as_bob, refused):
    snoozed(as_bob)
    text = text_of(as_bob.get("/problems/records/", {"state": "snoozed"}))
    assert "Snoozed until it changes Sales asks the customer (bob)" in text
    assert "Somebody put it aside" in text_of(as_bob.get(card(refused[0])))


@pytest.mark.parametrize(
    ("until", "days"), [({"until": "day"}, 1), ({"until": "week"}, 7), ({"until": "date", "date": "2199-01-01"}, 365)]
)
def test_it_ends_at_its_time(as_bob, refused, until, days):
    _response, one = snoozed(as_bob, **until)
    assert one.snoozed_until >= timezone.now() + timedelta(days=days) - timedelta(minutes=1)
    RecordProblem.objects.update(snoozed_until=timezone.now(), retry_at=timezone.now())
    assert standing().people == 1
    tick()
    assert Job.objects.filter(status=Job.Status.QUEUED).exists()


def test_the_same_problem_found_again_stays_snoozed_and_is_the_same_row(as_bob, mapping, refused):
    _response, one = snoozed(as_bob)
    mapping.records.update(pending=True)
    synchronize(mapping)
    again = RecordProblem.objects.get()
    assert (again.pk, again.snoozed, again.attempts) == (one.pk, True, 2)


def test_another_value_wakes_it(as_bob, sandbox, mapping, refused):
    snoozed(as_bob)
    sandbox.change("account", refused[1]["accountid"], telephone1="ring twice")
    synchronize(mapping)
    assert (RecordProblem.objects.get().snoozed, standing().people) == (False, 1)


def test_another_cause_wakes_it(as_bob, sandbox, mapping, refused):
    snoozed(as_bob)
    sandbox.change("customers", refused[0]["id"], phoneNumber="555-0177")
    synchronize(mapping)
    one = RecordProblem.objects.get()
    assert (one.code, one.snoozed, one.snooze_reason) == ("conflict", False, "")


def test_it_closes_by_itself_when_the_cause_is_gone(as_bob, sandbox, mapping, refused):
    snoozed(as_bob)
    sandbox.change("account", refused[1]["accountid"], telephone1="555-0199")
    synchronize(mapping)
    assert not RecordProblem.objects.exists()


def test_waking_up_counts_again(as_bob, refused):
    snoozed(as_bob)
    _response, one = snoozed(as_bob, "couplings:wake")
    assert (one.snoozed, one.snooze_reason, standing().people) == (False, "", 1)


def test_a_whole_cause_is_snoozed_by_any_of_its_records(as_bob, sandbox, mapping, refused):
    other = coupled_pair(sandbox, mapping, displayName="Contoso")
    sandbox.change("account", other[1]["accountid"], telephone1="ring twice")
    synchronize(mapping)
    first = RecordProblem.objects.earliest("pk")
    values = {"selected": first.pk, "reason": "Later", "until": "week"}
    as_bob.post(reverse("couplings:snooze") + "?causes=1", values)
    assert RecordProblem.objects.snoozed().count() == 2


def test_a_viewer_may_not(as_charlie, refused):
    for name in ("couplings:snooze", "couplings:wake"):
        assert snoozed(as_charlie, name)[0].status_code == 403
