"""Cancel and Run Again: who may, what becomes of the job, and that nothing is left half written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from couplings.models import RemoteRecord
from jobs import cancelling
from jobs.models import Job
from tests.connections.pages import words
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import signed_in

SOON = timedelta(minutes=1)


@pytest.mark.parametrize("status", [Job.Status.WAITING, Job.Status.QUEUED])
def test_a_job_that_nobody_began_ends_at_once_and_the_next_goes_on(contoso, alice, status):
    job = a_job(contoso, status, cancelled_by=None)
    behind = a_job(contoso, Job.Status.WAITING)
    assert cancelling.cancel(job, alice)
    job.refresh_from_db()
    assert (job.look, job.facts) == (Job.CANCELLED, {"person": "alice"})
    behind.refresh_from_db()
    assert behind.status == Job.Status.QUEUED


def test_a_job_that_is_over_is_not_cancelled(contoso, alice):
    with pytest.raises(cancelling.TooLate):
        cancelling.cancel(a_job(contoso), alice)


def test_a_job_whose_worker_is_gone_ends_at_once_and_gives_its_records_back(contoso, alice):
    job = a_job(contoso, Job.Status.RUNNING, lease_until=timezone.now() - SOON)
    planned = an_operation(job, "")
    known = {"mapping": contoso, "side": "bc", "pending": False, "seen_at": timezone.now()}
    row = RemoteRecord.objects.create(**known, key=planned.bc_key)
    assert cancelling.cancel(job, alice)
    row.refresh_from_db()
    assert row.pending
    assert job.operations.get().code == "job_stopped"


def test_the_page_offers_it_to_whoever_may_and_says_who_did(contoso, alice, bob, charlie):
    job = a_job(contoso, Job.Status.QUEUED, requested_by=bob)
    address = f"/jobs/{job.pk}/cancel/"
    assert address not in signed_in(charlie).get(f"/jobs/{job.pk}/").content.decode()
    assert signed_in(charlie).post(address).status_code == 403
    browser = signed_in(bob)
    assert address in browser.get(f"/jobs/{job.pk}/").content.decode()
    assert "bob cancelled the job." in words(browser.post(address, follow=True))
    other = a_job(contoso, Job.Status.QUEUED, requested_by=alice)
    assert browser.post(f"/jobs/{other.pk}/cancel/").status_code == 403


def test_run_again_asks_for_the_same(contoso, bob, alice):
    request = {"bc_keys": ["a"], "dataverse_keys": [], "winner": "bc"}
    job = a_job(contoso, kind="records", request=request)
    answer = signed_in(bob).post(f"/jobs/{job.pk}/run-again/")
    made = Job.objects.latest("pk")
    assert answer.url == f"/jobs/{made.pk}/"
    assert (made.kind, made.request, made.requested_by) == ("records", request, bob)
    whole = a_job(contoso)
    assert signed_in(bob).post(f"/jobs/{whole.pk}/run-again/").status_code == 403
    undone = a_job(contoso, kind="undo", preview=True)
    assert "run-again" not in signed_in(alice).get(f"/jobs/{undone.pk}/").content.decode()
