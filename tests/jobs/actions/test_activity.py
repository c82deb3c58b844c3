"""The strip that follows jobs: reading again, progress, results, and refreshing the page it stands on."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job
from jobs.run import run_job
from tests.couplings.acting import HTMX, act, card, list_of, read, text_of
from tests.runs.work import couple

pytestmark = pytest.mark.django_db(transaction=True)


def strip(client, mapping, since=None, **query):
    """The strip of a page that was opened a moment ago."""
    since = since or timezone.now() - timedelta(minutes=5)
    query = {"mapping": mapping.pk, "since": since.isoformat(), "target": "listing", "reading": "1", **query}
    headers = {**HTMX, "HX-Current-URL": f"http://testserver{list_of()}?search=a&page=2"}
    return client.get(reverse("jobs:activity"), query, headers=headers)


def test_it_reads_by_itself_when_nothing_was_read_lately(as_bob, mapping):
    assert 'hx-trigger="submit, load"' in strip(as_bob, mapping, first="1").content.decode()


def test_it_does_not_read_by_itself_within_a_minute(as_bob, mapping):
    read(mapping)
    page = strip(as_bob, mapping, first="1").content.decode()
    assert 'hx-trigger="submit"' in page
    assert "As of" in page


def test_it_does_not_read_by_itself_for_who_only_views(as_charlie, mapping):
    assert "jobs:read" not in strip(as_charlie, mapping, first="1").content.decode()
    assert "Read again" not in text_of(strip(as_charlie, mapping, first="1"))


def test_it_does_not_read_through_a_disabled_connection(as_bob, mapping):
    mapping.connection.enabled = False
    mapping.connection.save()
    assert "Read again" not in text_of(strip(as_bob, mapping, first="1"))


def test_reading_again_starts_a_job_and_polls_until_it_is_done(as_bob, sandbox, mapping):
    sandbox.add("customers", displayName="Adatum")
    posted = {"mapping": mapping.pk, "target": "listing", "reading": "1", "since": timezone.now().isoformat()}
    page = as_bob.post(reverse("jobs:read"), posted, headers=HTMX)
    assert "every 1s" in page.content.decode()
    run_job(Job.objects.get().pk)
    assert "every 1s" not in strip(as_bob, mapping).content.decode()
    assert "Adatum" in text_of(as_bob.get(list_of()))


def test_a_finished_job_refreshes_the_page_as_it_is_shown(as_bob, mapping):
    read(mapping)
    assert f'hx-get="{list_of()}?search=a&amp;page=2"' in strip(as_bob, mapping).content.decode()


def test_it_refreshes_once_only(as_bob, mapping):
    read(mapping)
    told = Job.objects.get().finished_at.isoformat()
    assert "search=a" not in strip(as_bob, mapping, told=told).content.decode()


def test_the_result_is_told_to_whom_asked_for_it(as_bob, bob, mapping, customer):
    job = couple(mapping, customer)
    assert "HX-Trigger" not in strip(as_bob, mapping)
    Job.objects.filter(pk=job.pk).update(requested_by=bob)
    toasts = json.loads(strip(as_bob, mapping)["HX-Trigger"])["toasts"]["toasts"]
    link = {"url": f"/jobs/{job.pk}/", "link": f"Show job {job.pk}"}
    assert toasts == [{"level": "success", "text": "Set Up Coupling: 1 Inserted", **link}]


def test_a_card_follows_only_jobs_about_its_record(as_bob, sandbox, mapping, pair, customer):
    job = Job.objects.filter(kind=Job.Kind.COUPLE).get()
    assert f"Show job {job.pk}" in text_of(strip(as_bob, mapping, key=pair[0]["id"]))
    assert f"Show job {job.pk}" not in text_of(strip(as_bob, mapping, key=customer["id"]))


def test_a_reading_that_failed_says_why(as_bob, sandbox, mapping):
    job = read(mapping)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.FAILED, code="throttled", facts={"system": "Dataverse"})
    assert "Dataverse asks to slow down" in text_of(strip(as_bob, mapping))


@pytest.mark.parametrize(
    "query",
    [{"mapping": "x"}, {"mapping": "999"}, {"since": "x"}, {"told": "2026-99-99"}, {"target": "body"}, {"key": "x"}],
)
def test_nonsense_in_its_address_does_no_harm(as_bob, mapping, query):
    assert as_bob.get(reverse("jobs:activity"), {"mapping": mapping.pk, **query}, headers=HTMX).status_code == 200


def test_the_history_of_a_record_names_its_jobs(as_charlie, pair):
    response = as_charlie.get(f"{card(pair[0])}history/", headers=HTMX)
    assert "Inserted in Dataverse" in text_of(response)
    assert reverse("jobs:operation", args=_operation(pair)) in response.content.decode()


def _operation(pair):
    job = Job.objects.get(kind=Job.Kind.COUPLE)
    return [job.pk, job.operations.get().pk]


def test_the_history_of_an_untouched_record_says_so(as_charlie, customer):
    response = as_charlie.get(f"{card(customer)}history/", headers=HTMX)
    assert "No job has touched this record yet." in text_of(response)


def test_nobody_is_led_to_sign_in(client, mapping, customer):
    assert client.get(reverse("jobs:activity")).status_code == 302
    assert client.get(f"{card(customer)}history/").status_code == 302


def test_read_again_without_htmx_leads_back_to_the_list(as_bob, mapping):
    response, job = act(as_bob, "read", mapping=mapping.pk)
    assert response.url == list_of()
    assert job.kind == Job.Kind.READ
