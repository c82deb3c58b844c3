"""Scenes of jobs that are undone."""

from contextlib import suppress
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from jobs.models import Job
from jobs.run import run_job
from tests.runs.dying import Killed
from tests.runs.undoing import begin, plan_of
from tests.runs.work import couple, finished, synchronize, uncouple


def a_job(stage, **values):
    """A run that carried a change of a customer over to its account, and the account."""
    customer, account = stage.pair()
    stage.sandbox.change("customers", customer["id"], **{"city": "Bergen", **values})
    return synchronize(stage.mapping), account


def a_create(stage):
    """A run that created an account, and the account."""
    stage.mapping.only_coupled = False
    stage.mapping.save()
    stage.customer()
    job = synchronize(stage.mapping)
    return job, stage.sandbox.rows("account")[0]


def records_of(stage, job):
    """The page with the reasons."""
    return stage.pages_of(job)[1:]


def edited_since(stage):
    job, account = a_job(stage)
    stage.sandbox.change("account", account["accountid"], address1_city="Narvik")
    return records_of(stage, plan_of(job))


def touched_since(stage):
    job, account = a_create(stage)
    stage.sandbox.change("account", account["accountid"], description="Call on Monday")
    return records_of(stage, plan_of(job))


def coupled_since(stage):
    customer, _account = stage.pair()
    job = uncouple(stage.mapping, customer)
    couple(stage.mapping, customer, stage.sandbox.add("account", name="Contoso"))
    return records_of(stage, plan_of(job))


def undo_is_stale(stage):
    job, account = a_job(stage)
    plan = plan_of(job)
    stage.sandbox.change("account", account["accountid"], address1_city="Narvik")
    return records_of(stage, finished(begin(plan)))


def undo_left_out(stage):
    plan = plan_of(a_job(stage)[0])
    stage.browser.post(f"/jobs/{plan.pk}/records/{plan.operations.get().pk}/leave-out/", {"out": "1"})
    return records_of(stage, finished(begin(plan)))


def undo_stopped(stage):
    job = begin(plan_of(a_job(stage)[0]))
    with suppress(Killed), connection.execute_wrapper(_die_before_the_first_write):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    stage.set(enabled=False)
    return records_of(stage, finished(job))


def _die_before_the_first_write(execute, sql, *rest):
    if sql.startswith("UPDATE") and '"sent_at"' in sql:
        raise Killed
    return execute(sql, *rest)
