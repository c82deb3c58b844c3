"""Scenes of a plan that somebody decides about."""

from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.services import start
from tests.runs.work import finished, synchronize, uncouple


def a_plan(stage, *, preview=True):
    """The plan of a run that would write a changed city, and the pair it is about."""
    customer, account = stage.pair()
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    stage.mapping.most_changes, stage.mapping.most_changes_share = 0, 0
    stage.mapping.save()
    return synchronize(stage.mapping, preview=preview), customer


def decide(stage, plan, action, checksum=None):
    """Somebody presses a button on the page of a plan; the toast is on the page that follows."""
    stage.browser.post(f"/jobs/{plan.pk}/{action}/", {"checksum": checksum or plan.checksum})


def carried_out(stage, plan):
    """The records of the job that carries a plan out."""
    decide(stage, plan, "carry-out", checksum_of(plan))
    return stage.pages_of(finished(Job.objects.get(plan=plan)))[1:]


def plan_is_stale(stage):
    plan, customer = a_plan(stage)
    stage.sandbox.change("customers", customer["id"], city="Narvik")
    return carried_out(stage, plan)


def plan_is_overtaken(stage):
    plan, customer = a_plan(stage)
    uncouple(stage.mapping, customer)
    return carried_out(stage, plan)


def left_out(stage):
    plan, _customer = a_plan(stage)
    stage.browser.post(f"/jobs/{plan.pk}/records/{plan.operations.get().pk}/leave-out/", {"out": "1"})
    return carried_out(stage, plan)


def plan_rejected(stage):
    plan, _customer = a_plan(stage, preview=False)
    decide(stage, plan, "reject")
    return stage.pages_of(plan)[:1]


def plan_is_done(stage):
    plan, _customer = a_plan(stage)
    decide(stage, plan, "carry-out")
    decide(stage, plan, "carry-out")
    return stage.pages_of(plan)[:1]


def plan_is_over(stage):
    plan, _customer = a_plan(stage, preview=False)
    decide(stage, plan, "carry-out")
    decide(stage, plan, "reject")
    return stage.pages_of(plan)[:1]


def plan_changed(stage):
    plan, _customer = a_plan(stage)
    decide(stage, plan, "carry-out", "what an old page showed")
    return stage.pages_of(plan)[:1]


def job_cancelled(stage):
    job = start(stage.mapping, Job.Kind.MODIFIED)
    stage.browser.post(f"/jobs/{job.pk}/cancel/")
    return stage.pages_of(job)[:1]


def cancelled_too_late(stage):
    job = synchronize(stage.mapping)
    stage.browser.post(f"/jobs/{job.pk}/cancel/")
    return stage.pages_of(job)[:1]
