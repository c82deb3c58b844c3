"""A job that is cancelled while it is at work stops at a safe point, and the next run does the rest."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from couplings.models import Coupling
from jobs import cancelling, writing
from jobs.models import Job, JobOperation
from jobs.run import run_job
from jobs.services import start
from tests.runs.work import finished, many_customers, synchronize


def cancel_at_work(job, sandbox, method, path):
    """Cancel a job once it has sent such a request; it is held by its worker then."""

    def wait_and_cancel():
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not any(
            one.method == method and path in one.path for one in sandbox.requests
        ):
            time.sleep(0.01)
        cancelling.cancel(job)
        database.close()

    sandbox.requests.clear()
    somebody = threading.Thread(target=wait_and_cancel)
    somebody.start()
    finished(job)
    somebody.join()
    job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_it_stops_before_it_plans_what_it_read(mapping, sandbox):
    sandbox.add("customers", displayName="Adatum")
    sandbox.misbehave("GET", "accounts", kind="slow", seconds=0.3)
    job = cancel_at_work(start(mapping, Job.Kind.MODIFIED), sandbox, "GET", "accounts")
    assert (job.look, job.facts) == (Job.CANCELLED, {"person": "Command line"})
    assert not job.operations.exists()
    assert synchronize(mapping).status == Job.Status.FINISHED


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_remembered_and_the_rest_is_left_to_the_next_run(mapping, sandbox, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 40)
    mapping.only_coupled = False
    mapping.save()
    sandbox.add_many("customers", many_customers(130))
    sandbox.misbehave("POST", "CreateMultiple", kind="slow", seconds=0.3)
    job = cancel_at_work(start(mapping, Job.Kind.MODIFIED), sandbox, "POST", "CreateMultiple")
    assert job.look == Job.CANCELLED
    assert not job.operations.filter(state=JobOperation.State.SENT).exists()
    assert 0 < Coupling.objects.count() == len(sandbox.rows("account")) < 130
    assert synchronize(mapping).status == Job.Status.FINISHED
    assert Coupling.objects.count() == len(sandbox.rows("account")) == 130


def test_a_worker_that_takes_a_cancelled_job_over_ends_it(mapping, sandbox, alice):
    job = start(mapping, Job.Kind.MODIFIED)
    soon = timezone.now() + timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(status=Job.Status.RUNNING, lease_until=soon)
    assert not cancelling.cancel(job, alice)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.look, job.cancelled_by) == (Job.CANCELLED, alice)


def test_the_phases_are_kept_with_their_times_and_requests(mapping, sandbox):
    sandbox.add("customers", displayName="Adatum")
    job = synchronize(mapping)
    assert set(job.phase_times) == {"reading", "planning", "writing"}
    reading = job.phase_times["reading"]
    assert reading["seconds"] > 0
    assert min(reading["requests"].values()) > 0
