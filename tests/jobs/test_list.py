"""Integration Synchronization Jobs: what the list shows, hides, counts and keeps up to date."""

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Job
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import queries_of, signed_in


def page(browser, query=""):
    return browser.get(f"/jobs/{query}").content.decode()


def test_counts_of_a_finished_job_lead_to_its_records(browser, contoso):
    job = a_job(contoso, counts={"updated": 12, "failed": 2}, status=Job.Status.ERRORS)
    shown = page(browser)
    assert f'<a href="/jobs/{job.pk}/records/?ending=updated">12</a>' in shown
    assert f'<a href="/jobs/{job.pk}/records/?ending=failed">2</a>' in shown
    assert "With errors" in shown


def test_counts_of_a_running_job_come_from_its_records(browser, contoso):
    job = a_job(contoso, status=Job.Status.RUNNING)
    an_operation(job, "updated")
    an_operation(job, "")
    assert f'<a href="/jobs/{job.pk}/records/?ending=updated">1</a>' in page(browser)


def test_a_preview_counts_what_would_happen(browser, contoso):
    job = a_job(contoso, preview=True)
    an_operation(job, "")
    shown = page(browser)
    assert f'<a href="/jobs/{job.pk}/records/?ending=updated">1</a>' in shown
    assert "Preview" in shown


def test_the_row_of_an_unfinished_job_asks_for_itself_until_it_has_finished(browser, contoso):
    job = a_job(contoso, status=Job.Status.QUEUED)
    assert f'hx-get="/jobs/{job.pk}/row/"' in page(browser)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.FINISHED)
    row = browser.get(f"/jobs/{job.pk}/row/", headers={"HX-Request": "true"}).content.decode()
    assert row.startswith("<tr")
    assert "Success" in row
    assert "hx-get" not in row


def test_the_row_of_a_job_that_is_gone_is_nothing(browser, contoso):
    assert browser.get("/jobs/4711/row/").content == b""


def test_jobs_that_only_read_are_hidden_unless_asked_for(browser, contoso):
    job = a_job(contoso, kind=Job.Kind.READ)
    assert f'id="job-{job.pk}"' not in page(browser)
    assert f'id="job-{job.pk}"' in page(browser, "?kind=read")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=failed", 1),
        ("?status=finished", 0),
        ("?kind=modified&trigger=person", 1),
        ("?period=hour", 1),
        ("?period=nonsense", 1),
        ("?mapping=999", 1),
    ],
)
def test_filters_narrow_the_list(browser, contoso, query, found):
    a_job(contoso, status=Job.Status.FAILED, code="unreachable")
    assert page(browser, query).count('<tr id="job-') == found


def test_why_a_whole_job_failed_is_said_and_escaped(browser, contoso):
    a_job(contoso, status=Job.Status.FAILED, code="unreachable", facts={"system": "BC", "message": "<b>no</b>"})
    shown = page(browser)
    assert "BC cannot be reached: &lt;b&gt;no&lt;/b&gt;" in shown
    assert "<b>no</b>" not in shown


@pytest.mark.parametrize(
    ("kind", "winner", "way"),
    [
        ("modified", None, "Bidirectional"),
        ("records", "bc", "Business Central to Dataverse"),
        ("records", "dataverse", "Dataverse to Business Central"),
        ("couple", None, None),
    ],
)
def test_the_direction_is_the_one_asked_for(browser, contoso, kind, winner, way):
    a_job(contoso, kind=kind, request={"bc_keys": ["a"], "pairs": {"a": "b"}, "winner": winner})
    words = ("Bidirectional", "Business Central to Dataverse", "Dataverse to Business Central")
    assert [one for one in words if f'title="{one}"' in page(browser)] == ([way] if way else [])


def test_an_export_has_the_counts_too(browser, contoso):
    a_job(contoso, counts={"created": 7})
    lines = b"".join(browser.get("/jobs/?export=csv").streaming_content).decode().splitlines()
    assert "Inserted" in lines[0]
    assert "Message" in lines[0]
    assert ",7," in lines[1]
    assert "Synchronize Modified Records,False,Success," in lines[1]
    assert "<" not in lines[1]


def test_it_costs_the_same_queries_for_3_jobs_as_for_30(browser, contoso):
    an_operation(a_job(contoso, status=Job.Status.RUNNING))
    costs = []
    for more in (2, 27):
        for _ in range(more):
            a_job(contoso, counts={"updated": 1}, preview=True)
        costs.append(queries_of(browser, "/jobs/?per_page=50"))
    assert costs[0] == costs[1] < 12


def test_a_viewer_sees_the_list_without_buttons(charlie, contoso):
    shown = page(signed_in(charlie))
    assert "No jobs yet" in shown
    assert "/jobs/synchronize-modified/" not in shown


def test_nobody_is_sent_to_sign_in(db):
    assert Client().get("/jobs/").url.startswith(reverse("login"))
