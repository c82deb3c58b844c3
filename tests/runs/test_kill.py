"""A worker that is killed at any point: the next one finishes the job, without a duplicate and without a loss."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobs.models import Job
from jobs.services import start
from tests.runs.work import many_customers, pending

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = 900  # a batch and a half


@pytest.fixture
def worker(process_environment, tmp_path):
    """Starts a real worker with its beat; whatever still runs at the end is killed."""
    running = []

    def start_worker():
        options = "worker --beat --pool threads --concurrency 2 --without-gossip --without-mingle --loglevel WARNING"
        command = [sys.executable, "-m", "celery", "-A", "syncadmin", *options.split()]
        command += ["--schedule", str(tmp_path / f"beat-{len(running)}")]
        environment = {**process_environment, "JOB_LEASE_SECONDS": "4", "TICK_SECONDS": "0.5"}
        with (tmp_path / "worker.log").open("a") as log:
            running.append(
                subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
            )
        return running[-1]

    yield start_worker
    for process in running:
        kill(process)


def kill(process):
    """kill -9 of the worker and everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(question, seconds=60):
    """Wait until something is so; says what was waited for if it never is."""
    until = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < until, f"still not so after {seconds} s: {question}"
        time.sleep(0.05)
    return answer


# The number of accounts that exist when the worker is killed: before the first batch, between batches, near the end.
@pytest.mark.parametrize("created", [0, 1, 650])
def test_a_killed_worker_is_succeeded_without_loss_or_duplicate(sandbox, creating, worker, created):
    sandbox.add_many("customers", many_customers(CUSTOMERS))
    sandbox.misbehave("POST", "CreateMultiple", kind="slow", seconds=0.3)
    job = start(creating, Job.Kind.MODIFIED)
    first = worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).status == Job.Status.RUNNING)
    wait_until(lambda: sandbox.count("account") >= created)
    kill(first)
    worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).finished)
    job.refresh_from_db()
    assert (job.status, job.counts) == (Job.Status.FINISHED, {"created": CUSTOMERS})
    assert job.attempts > 1
    assert len({row["name"] for row in sandbox.rows("account")}) == sandbox.count("account") == CUSTOMERS
    assert pending(creating) == 0


def test_a_second_worker_beside_the_first_takes_nothing_twice(sandbox, creating, worker):
    sandbox.add_many("customers", many_customers(CUSTOMERS))
    job = start(creating, Job.Kind.MODIFIED)
    worker(), worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).finished)
    assert sandbox.count("account") == CUSTOMERS
    assert Job.objects.get(pk=job.pk).attempts == 1
