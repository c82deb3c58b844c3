"""Scenes of a job that stops as a whole."""

import threading
import time

from django.db import connection as database
from django.db.models import F

from jobs.models import Job
from jobs.run import ATTEMPTS, run_job
from jobs.services import start
from syncadmin.connections.models import Connection
from tests.jobs.builders import an_operation
from tests.runs.work import many_customers, synchronize


def job_stopped(stage):
    job = start(stage.mapping, Job.Kind.MODIFIED)
    an_operation(job, "")
    Job.objects.update(attempts=ATTEMPTS)
    run_job(job.pk)
    return stage.pages_of(job)[1:]


def rows_disappeared(stage):
    stage.sandbox.add_many("customers", many_customers(20))
    synchronize(stage.mapping)
    for row in stage.sandbox.rows("customers"):
        stage.sandbox.remove("customers", row["id"])
    stage.mapping.bc_mark = ""
    stage.mapping.save()
    return [*stage.pages_of(synchronize(stage.mapping))[:1], f"/mappings/{stage.mapping.pk}/"]


def given_up(stage):
    job = start(stage.mapping, Job.Kind.MODIFIED)
    Job.objects.update(attempts=ATTEMPTS)
    run_job(job.pk)
    return stage.pages_of(job)[:1]


def setup_changed(stage):
    def save_when_asked():
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not any("customers" in one.path for one in stage.sandbox.requests):
            time.sleep(0.01)
        Connection.objects.update(revision=F("revision") + 1)
        database.close()

    stage.customer()
    stage.sandbox.requests.clear()
    stage.sandbox.misbehave("GET", "accounts", kind="slow", seconds=0.3)
    somebody = threading.Thread(target=save_when_asked)
    somebody.start()
    job = synchronize(stage.mapping)
    somebody.join()
    return stage.pages_of(job)[:1]


def internal_error(stage):
    stage.mapping.filters = [{"side": "nowhere"}]
    stage.mapping.save()
    return stage.pages_of(synchronize(stage.mapping))[:1]
