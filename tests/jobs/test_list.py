"""Integration Synchronization Jobs: what the list shows, hides, counts and keeps up to date."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from couplings.models import RemoteRecord
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
        ("modified", None, "Customer to Account and back"),
        ("records", "bc", "Customer to Account"),
        ("records", "dataverse", "Account to Customer"),
        ("couple", None, None),
    ],
)
def test_the_direction_is_the_one_asked_for(browser, contoso, kind, winner, way):
    a_job(contoso, kind=kind, request={"bc_keys": ["a"], "pairs": {"a": "b"}, "winner": winner})
    words = ("Customer to Account and back", "Customer to Account", "Account to Customer")
    assert [one for one in words if f">{one}<" in page(browser)] == ([way] if way else [])


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
    assert costs[0] == costs[1] < 17


def test_a_viewer_sees_the_list_without_buttons(charlie, contoso):
    shown = page(signed_in(charlie))
    assert "No jobs yet" in shown
    assert "/jobs/synchronize-modified/" not in shown


def test_nobody_is_sent_to_sign_in(db):
    assert Client().get("/jobs/").url.startswith(reverse("login"))


def found(browser, query):
    """The numbers of the jobs that are listed."""
    return [row.record.pk for row in browser.get(f"/jobs/{query}").context["table"].page.object_list]


def test_jobs_are_found_by_number_record_person_and_mapping(browser, contoso, bob):
    job, other = a_job(contoso, requested_by=bob), a_job(contoso, trigger="schedule")
    record = RemoteRecord.objects.create(
        mapping=contoso, side="bc", key=uuid4(), title="Zoë", search="zoë", seen_at=timezone.now()
    )
    an_operation(job, bc_key=record.key)
    for words in (str(job.pk), "BOB", "ZOË", "bob zoë"):
        assert found(browser, f"?search={words}") == [job.pk], words
    assert found(browser, "?search=customer") == [other.pk, job.pk]
    assert found(browser, f"?person={bob.pk}") == [job.pk]


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("coupling", "Integration Coupling Jobs"),
        ("match", "Integration Coupling Jobs"),
        ("uncoupling", "Integration Uncoupling Jobs"),
        ("synchronization", "Integration Synchronization Jobs"),
    ],
)
def test_the_list_is_called_after_the_type_it_shows(browser, contoso, kind, title):
    a_job(contoso, kind="match")
    shown = browser.get(f"/jobs/?kind={kind}", headers={"HX-Request": "true"}).content.decode()
    assert f'hx-swap-oob="true">{title}<' in shown
    assert ('<tr id="job-' in shown) == (kind in ("coupling", "match"))


def test_a_cancelled_job_is_no_error(browser, contoso):
    job = a_job(contoso, Job.Status.FAILED, code="job_cancelled", facts={"person": "alice"})
    assert found(browser, "?status=failed") == []
    assert found(browser, "?status=job_cancelled") == [job.pk]
    assert "alice cancelled the job." in page(browser)


def test_a_bar_of_the_chart_leads_to_the_jobs_of_its_time(browser, contoso):
    job, older = a_job(contoso, counts={"updated": 5}), a_job(contoso, counts={"failed": 1})
    Job.objects.filter(pk=older.pk).update(finished_at=timezone.now() - timedelta(days=3))
    bars = [one for one in browser.get("/jobs/?trigger=person").context["chart"].bars if one.url]
    assert [(one.moved, one.failed) for one in bars] == [(0, 1), (5, 0)]
    assert [found(browser, one.url) for one in bars] == [[older.pk], [job.pk]]
    day = browser.get(f"/jobs/{bars[1].url}").context["chart"]
    hour = next(one.url for one in day.bars if one.url)
    assert "slot=" in hour
    assert found(browser, hour) == [job.pk]
    assert found(browser, "?slot=nonsense--") == [older.pk, job.pk]


def test_days_narrow_the_list(browser, contoso):
    job = a_job(contoso)
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    assert found(browser, f"?since={today}&until={tomorrow}") == [job.pk]
    assert found(browser, f"?since={tomorrow}") == []
    assert found(browser, "?until=2020-01-01") == []


def test_the_row_has_the_columns_of_the_page_that_asks(browser, contoso):
    job = a_job(contoso, Job.Status.RUNNING)
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/?columns=status,id"}
    row = browser.get(f"/jobs/{job.pk}/row/", headers=here).content.decode()
    assert (row.count("<td"), "In Process" in row) == (2, True)
