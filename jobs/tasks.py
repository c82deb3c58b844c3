"""The Celery tasks: each calls one service. They carry ids only; a task that is lost or doubled does no harm."""

from __future__ import annotations

from celery import shared_task

from jobs import daily, run, ticking


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Carry out one job, if nobody else does."""
    run.run_job(job_id)


@shared_task(name="jobs.check")
def check_connection(connection_id: int) -> None:
    """The daily check of a connection, if nobody else does it."""
    daily.check(connection_id)


@shared_task(name="jobs.tick")
def tick() -> None:
    """Ring for whatever nobody has taken up."""
    ticking.tick()
