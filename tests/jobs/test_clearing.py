"""Delete Entries: what goes, what stays because it is needed, and that it is done page by page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from couplings.models import RecordProblem
from jobs import clearing
from jobs.models import Clearing, Job, JobOperation
from tests.connections.pages import words
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import signed_in


def ended(mapping, days=30, **values):
    """A job that ended so many days ago."""
    job = a_job(mapping, **values)
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=days))
    return job


def test_only_what_is_old_goes(contoso):
    old, new = ended(contoso, 8), ended(contoso, 6)
    an_operation(old)
    made = clearing.ask(timezone.now() - clearing.WEEK)
    assert (made.deleted, made.kept, made.finished_at is None) == (1, 0, False)
    assert list(Job.objects.all()) == [new]
    assert not JobOperation.objects.exists()


def an_undo(mapping, job):
    a_job(mapping, kind="undo", preview=True, undoes=job)


def a_plan_at_work(mapping, job):
    Job.objects.filter(pk=job.pk).update(preview=True)
    a_job(mapping, Job.Status.WAITING, kind="carry_out", plan=job)


def an_answer_to_come(mapping, job):
    an_operation(job, "", state=JobOperation.State.SENT)


def a_problem(mapping, job):
    now, key = timezone.now(), uuid4()
    RecordProblem.objects.create(mapping=mapping, bc_key=key, code="conflict", first_seen_at=now, last_seen_at=now)
    an_operation(ended(mapping, 31), "conflict", bc_key=key)
    an_operation(job, "conflict", bc_key=key)


@pytest.mark.parametrize("need", [an_undo, a_plan_at_work, an_answer_to_come, a_problem])
def test_what_is_needed_stays(contoso, need):
    job = ended(contoso)
    need(contoso, job)
    clearing.ask(timezone.now() - clearing.WEEK)
    old = Job.objects.filter(finished_at__lt=timezone.now() - clearing.WEEK)
    assert list(old) == [job]


@pytest.mark.parametrize("status", [Job.Status.APPROVAL, Job.Status.RUNNING, Job.Status.WAITING])
def test_what_is_not_over_stays(contoso, status):
    job = ended(contoso, status=status)
    assert clearing.census(timezone.now())[1] == 1
    clearing.ask(timezone.now())
    assert list(Job.objects.all()) == [job]


def test_a_large_one_is_done_page_by_page_and_by_one_worker_at_a_time(contoso, monkeypatch):
    monkeypatch.setattr(clearing, "_JOBS_AT_ONCE", 2)
    monkeypatch.setattr(clearing, "_ROWS_AT_ONCE", 3)
    for _ in range(5):
        job = ended(contoso)
        for _ in range(2):
            an_operation(job)
    made = Clearing.objects.create(before=timezone.now(), busy_until=timezone.now() + timedelta(minutes=1))
    clearing.work(made.pk)
    assert (Job.objects.count(), clearing.due()) == (5, [])
    Clearing.objects.update(busy_until=None)
    for _ in range(20):
        clearing.work(made.pk, seconds=0)
    made.refresh_from_db()
    assert (made.deleted, made.finished_at is None, JobOperation.objects.count()) == (5, False, 0)


def test_the_page_says_how_many_before_and_after(contoso, browser):
    ended(contoso)
    a_job(contoso, Job.Status.APPROVAL)
    page = words(browser.get("/jobs/delete-entries/"))
    assert "Delete Entries Older Than 7 Days (1)" in page
    assert "1 entry stays in any case" in page
    assert browser.post("/jobs/delete-entries/", {"what": "x"}).status_code == 422
    answer = words(browser.post("/jobs/delete-entries/", {"what": "all"}, follow=True))
    assert "1 job entry was deleted. 1 is still needed and stays." in answer


def test_a_job_whose_entry_is_gone_says_so(contoso, browser):
    gone, _other = ended(contoso), a_job(contoso)
    browser.post("/jobs/delete-entries/", {"what": "old"})
    answer = browser.get(f"/jobs/{gone.pk}/")
    assert answer.status_code == 404
    assert "The entry of this job was deleted" in words(answer)
    assert browser.get("/jobs/4711/").status_code == 404


def test_only_administrators_may(contoso, bob):
    browser = signed_in(bob)
    assert "delete-entries" not in browser.get("/jobs/").content.decode()
    assert browser.post("/jobs/delete-entries/", {"what": "all"}).status_code == 403
