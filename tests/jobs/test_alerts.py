"""Alerts: recipients are told of what Home says needs somebody, once, and once more when it is over."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from jobs.alerts.messages import NotSent, send
from jobs.alerts.noticing import keep, notice
from jobs.alerts.telling import news_for, tell
from jobs.models import Alert, Job, Recipient
from jobs.statement import Statement
from syncadmin.audit.models import Change
from tests.connections.pages import words
from tests.jobs.builders import a_job, a_mapping
from tests.sandbox.receivers import Receiver

pytestmark = pytest.mark.django_db

OFF = Statement("bad", "no-symbol", "The connection is not enabled.", url="/connections/1/")
NEED = Statement("warn", "exclamation-triangle", "3 records need you", url="/problems/")


@pytest.fixture
def channel():
    """A channel that takes messages."""
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def recipient(channel):
    return a_recipient(address=channel.url)


def a_recipient(**values):
    return Recipient.objects.create(**{"name": "Sales channel", "kind": "webhook", "after": 0, **values})


def says(*statements, minutes=0):
    """Home says these, so many minutes from now."""
    keep({one.key: one for one in statements}, timezone.now() + timedelta(minutes=minutes))


def test_somebody_is_told_once_and_once_more_when_it_is_over(recipient, channel, settings):
    settings.PUBLIC_URL = "https://sync.example.com"
    says(OFF, NEED)
    tell(recipient.pk)
    says(OFF, Statement(NEED.tone, NEED.icon, "4 records need you", url=NEED.url))
    tell(recipient.pk)
    says(OFF)
    tell(recipient.pk)
    tell(recipient.pk)
    first, last = channel.heard
    assert {(one["state"], one["text"], one["url"]) for one in first["alerts"]} == {
        ("open", OFF.text, "https://sync.example.com/connections/1/"),
        ("open", NEED.text, "https://sync.example.com/problems/"),
    }
    assert [(one["state"], one["text"]) for one in last["alerts"]] == [("settled", "4 records need you")]


def test_what_settles_before_it_stood_long_enough_is_told_to_nobody(recipient):
    Recipient.objects.update(after=10)
    recipient.refresh_from_db()
    says(OFF)
    assert not news_for(recipient, timezone.now() + timedelta(minutes=9))
    assert news_for(recipient, timezone.now() + timedelta(minutes=11))
    says()
    assert not news_for(recipient, timezone.now() + timedelta(minutes=11))


def test_who_is_told_only_of_what_stops_runs_is_not_told_of_records(recipient):
    Recipient.objects.update(least="bad")
    recipient.refresh_from_db()
    says(NEED)
    assert not news_for(recipient, timezone.now())


def test_a_message_that_is_refused_comes_later_and_says_why_meanwhile(recipient, channel, client, alice):
    channel.statuses = [500]
    says(OFF)
    tell(recipient.pk)
    tell(recipient.pk)
    assert len(channel.heard) == 1
    client.force_login(alice)
    assert "127.0.0.1 answered 500." in words(client.get(reverse("jobs:alerts")))
    Recipient.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    tell(recipient.pk)
    recipient.refresh_from_db()
    assert (len(channel.heard), recipient.trouble) == (2, "")


def test_another_worker_that_tells_already_is_left_alone(recipient, channel):
    Recipient.objects.update(busy_until=timezone.now() + timedelta(minutes=1))
    says(OFF)
    tell(recipient.pk)
    assert channel.heard == []


def test_what_home_says_is_looked_at_while_somebody_is_to_be_told(channel):
    job = a_job(a_mapping(), status=Job.Status.FAILED, finished_at=timezone.now(), code="internal_error")
    cache.clear()
    notice(timezone.now())
    assert not Alert.objects.exists()
    a_recipient(address=channel.url)
    notice(timezone.now())
    assert reverse("jobs:detail", args=[job.pk]) in [one.url for one in Alert.objects.all()]


def test_a_mail_has_a_line_for_each_thing(mailoutbox):
    send(a_recipient(kind="mail", address="ops@example.com"), [Alert(text="One."), Alert(text="Two.")], [])
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["ops@example.com"], "[syncadmin] 2 things need somebody")
    assert mail.body == "One.\n\nTwo."


def test_teams_gets_a_card(channel):
    send(a_recipient(kind="teams", address=channel.url), [Alert(text="One.")], [])
    card = channel.heard[0]["attachments"][0]["content"]
    assert (card["type"], [one["text"] for one in card["body"]]) == ("AdaptiveCard", ["1 thing needs somebody", "One."])


def test_an_address_where_nobody_is_says_so_and_not_the_address():
    with pytest.raises(NotSent) as caught:
        send(a_recipient(address="http://127.0.0.1:1/secret"), [Alert(text="One.")], [])
    assert "127.0.0.1 did not answer" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "address", "why"),
    [
        ("webhook", "", "Fill in an address."),
        ("webhook", "http://example.com/x", "Type an address that begins with https://."),
        ("teams", "ops@example.com", "Type an address that begins with https://."),
        ("mail", "https://example.com", "Type an e-mail address."),
        ("mail", "ops@example.com", "This installation has no mail server"),
    ],
)
def test_an_address_that_cannot_work_is_refused(client, alice, kind, address, why):
    client.force_login(alice)
    posted = {"name": "Ops", "kind": kind, "address": address, "least": "warn", "after": "5"}
    answer = client.post(reverse("jobs:recipient_create"), posted)
    assert (answer.status_code, Recipient.objects.count()) == (422, 0)
    assert why in words(answer)


def test_a_stored_address_is_kept_unless_another_is_typed_and_never_shown(client, alice):
    found = a_recipient(address="https://hooks.example.com/k3y")
    client.force_login(alice)
    page = reverse("jobs:recipient", args=[found.pk])
    assert "k3y" not in client.get(page).text
    client.post(page, {"name": "Other", "kind": "webhook", "address": "", "least": "bad", "after": "0", "on": "on"})
    found.refresh_from_db()
    assert (found.name, found.least, found.address) == ("Other", "bad", "https://hooks.example.com/k3y")
    assert "k3y" not in json.dumps(list(Change.objects.values("subject", "edits")))
    client.post(page, {"name": "Other", "kind": "mail", "address": "", "least": "bad", "after": "0"})
    found.refresh_from_db()
    assert found.kind == "webhook"


def test_a_test_message_is_sent_and_a_recipient_deleted(client, alice, recipient, channel):
    client.force_login(alice)
    client.post(reverse("jobs:recipient_test", args=[recipient.pk]))
    assert "test message" in channel.heard[0]["text"]
    client.post(reverse("jobs:recipient_delete", args=[recipient.pk]))
    assert not Recipient.objects.exists()
