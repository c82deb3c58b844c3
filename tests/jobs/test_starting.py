"""The two buttons: Synchronize Modified Records and its preview, for one mapping or all."""

import pytest
from django.contrib.messages import get_messages

from jobs.models import Job, JobGroup
from mappings.models import TableMapping
from tests.jobs.builders import a_job, a_mapping
from tests.jobs.conftest import signed_in

WHY = "it has not been enabled yet."
START, PREVIEW = "/jobs/synchronize-modified/", "/jobs/preview/"


def said(response):
    return [str(one) for one in get_messages(response.wsgi_request)]


def test_it_starts_a_job_in_the_users_name_and_shows_it(browser, alice, contoso):
    response = browser.post(START)
    job = Job.objects.get()
    assert response.url == f"/jobs/{job.pk}/"
    assert (job.kind, job.requested_by, job.trigger, job.preview) == ("modified", alice, "person", False)


def test_a_preview_is_a_job_that_writes_nothing(browser, contoso):
    browser.post(PREVIEW, {"mapping": contoso.pk})
    assert Job.objects.get().preview


def test_every_mapping_is_started_in_its_wave_and_their_group_shown(browser, contoso):
    for name, dependencies in {"VENDOR": [], "CONTACT": ["CUSTOMER", "VENDOR"]}.items():
        TableMapping.objects.create(connection=contoso.connection, name=name, dependencies=dependencies)
    response = browser.post(START)
    assert response.url == f"/jobs/groups/{JobGroup.objects.get().pk}/"
    assert set(Job.objects.values_list("mapping__name", flat=True)) == {"CUSTOMER", "VENDOR"}


def test_every_connection_gets_its_own_group_and_the_jobs_are_shown(browser, contoso):
    a_mapping("Fabrikam")
    response = browser.post(START)
    assert (response.url, said(response)) == ("/jobs/", ["2 connections are being synchronized."])
    assert Job.objects.count() == JobGroup.objects.count() == 2


def test_asked_twice_it_is_the_same_job(browser, contoso):
    assert browser.post(START).url == browser.post(START).url


def test_a_second_job_waits_in_line(browser, contoso):
    a_job(contoso, status=Job.Status.RUNNING)
    browser.post(START)
    assert Job.objects.filter(status=Job.Status.WAITING).count() == 1


@pytest.mark.parametrize("named", [True, False])
def test_a_disabled_connection_starts_nothing_and_says_so(browser, db, named):
    mapping = a_mapping(enabled=False)
    response = browser.post(START, {"mapping": mapping.pk} if named else {})
    assert response.url == "/"
    assert not Job.objects.exists()
    assert said(response) == [
        f"The connection Contoso is not enabled: {WHY} Enable it on Connection Setup; what waits is then done."
    ]


@pytest.mark.parametrize("mapping", ["999", "x", "9" * 30, "-1", "²"])
def test_a_mapping_that_does_not_exist_is_not_found(browser, contoso, mapping):
    assert browser.post(START, {"mapping": mapping}).status_code == 404


@pytest.mark.parametrize("path", [START, PREVIEW])
def test_looking_at_the_address_starts_nothing(browser, contoso, path):
    assert browser.get(path).status_code == 405
    assert not Job.objects.exists()


@pytest.mark.parametrize("path", [START, PREVIEW])
def test_who_may_not_run_jobs_is_refused(bob, charlie, contoso, path):
    assert [signed_in(one).post(path).status_code for one in (bob, charlie)] == [403, 403]
    assert not Job.objects.exists()


def test_nobody_is_sent_to_sign_in(client, contoso):
    assert client.post(START).url.startswith("/sign-in/")
    assert not Job.objects.exists()
