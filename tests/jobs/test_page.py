"""The page of one job: what was asked, how far it is, what came of it."""

import pytest

from jobs.models import Job
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import signed_in

HTMX = {"HX-Request": "true"}


def page(browser, job):
    return browser.get(f"/jobs/{job.pk}/").content.decode()


def progress(browser, job):
    return browser.get(f"/jobs/{job.pk}/progress/", headers=HTMX).content.decode()


@pytest.mark.parametrize(
    ("kind", "request_", "said"),
    [
        ("modified", {}, "Every record that changed on either side"),
        ("records", {"bc_keys": ["a", "b"], "winner": "bc"}, "2 selected records, using the data of Business Central"),
        ("records", {"bc_keys": ["a"], "winner": None}, "1 selected record, merged field by field"),
        ("couple", {"pairs": {"a": "b", "c": None}, "winner": None}, "1 pair, 1 new record"),
        ("uncouple", {"bc_keys": ["a", "b", "c"]}, "3 couplings"),
        ("settle", {"bc_key": "a", "choices": {"x": "bc"}, "seen": {}}, "1 field of one record"),
        ("read", {}, "nothing is written to either"),
    ],
)
def test_it_says_what_was_asked_for(browser, contoso, kind, request_, said):
    assert said in page(browser, a_job(contoso, kind=kind, request=request_))


def test_a_finished_job_does_not_ask_again(browser, contoso):
    job = a_job(contoso, counts={"updated": 1200})
    shown = page(browser, job)
    assert "hx-get" not in shown.split('id="job-progress"')[1].split(">")[0]
    assert "1,200" in shown
    assert f'href="/jobs/{job.pk}/records/?ending=updated"' in shown


def test_a_reading_job_says_how_many_records_it_read(browser, contoso):
    job = a_job(contoso, status=Job.Status.RUNNING, phase="reading", records_read=1500)
    shown = progress(browser, job)
    assert f'hx-get="/jobs/{job.pk}/progress/" hx-trigger="every 1s"' in shown
    assert "1,500 records read" in shown


def test_a_writing_job_says_how_far_it_is(browser, contoso):
    job = a_job(contoso, status=Job.Status.RUNNING, phase="writing")
    for ending in ("updated", "unchanged", ""):
        an_operation(job, ending)
    shown = progress(browser, job)
    assert 'max="3" value="2"' in shown
    assert "2 of 3 records accounted for" in shown


def test_a_job_in_line_says_behind_which(browser, contoso):
    first = a_job(contoso, status=Job.Status.RUNNING)
    second = a_job(contoso, status=Job.Status.WAITING)
    shown = progress(browser, second)
    assert f'behind <a href="/jobs/{first.pk}/">job {first.pk}</a>' in shown


def test_the_fragment_brings_badge_and_facts_when_the_job_has_finished(browser, contoso):
    shown = progress(browser, a_job(contoso, counts={"updated": 1}))
    assert shown.count('hx-swap-oob="true"') == 4
    assert "Success" in shown
    assert "every 1s" not in shown


def test_without_htmx_the_progress_is_the_whole_page(browser, contoso):
    assert b"<html" in browser.get(f"/jobs/{a_job(contoso).pk}/progress/").content


def test_why_the_whole_job_failed_is_told_with_the_remedy(browser, contoso):
    facts = {"system": "Dataverse", "message": "timed out"}
    shown = page(browser, a_job(contoso, status=Job.Status.FAILED, code="unreachable", facts=facts))
    assert "Dataverse cannot be reached: timed out" in shown
    assert "Check the address and the network" in shown


def test_records_that_need_a_look_are_named(browser, contoso):
    job = a_job(contoso, status=Job.Status.ERRORS, counts={"conflict": 1})
    an_operation(job, "conflict", title="<b>Adatum</b>", code="conflict", facts={"fields": "City"})
    shown = page(browser, job)
    assert "&lt;b&gt;Adatum&lt;/b&gt;" in shown
    assert "City changed on both sides" in shown


def test_a_preview_is_marked_and_can_be_run(browser, contoso):
    shown = page(browser, a_job(contoso, preview=True))
    assert "writes nothing to either system" in shown
    assert f'name="mapping" value="{contoso.pk}"' in shown


def test_worker_and_attempts_are_for_administrators(browser, charlie, contoso):
    job = a_job(contoso, worker="machine:17", attempts=2)
    assert "machine:17" in page(browser, job)
    assert "machine:17" not in page(signed_in(charlie), job)


def test_a_job_that_does_not_exist_is_not_found(browser, db):
    assert browser.get("/jobs/4711/").status_code == 404


def test_a_running_page_costs_few_queries_however_many_records(browser, contoso, django_assert_max_num_queries):
    job = a_job(contoso, status=Job.Status.RUNNING, phase="writing")
    for _ in range(30):
        an_operation(job, "failed", code="conflict")
    with django_assert_max_num_queries(10):
        progress(browser, job)
