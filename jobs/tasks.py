"""The Celery tasks: each calls one service. They carry ids only; a task that is lost or doubled does no harm."""

from __future__ import annotations

from celery import shared_task

from jobs import clearing, daily, run, ticking
from jobs.alerts import telling
from jobs.wakeups import watches


@shared_task(name="jobs.run")
def run_job(job_id: int) -> None:
    """Carry out one job, if nobody else does."""
    run.run_job(job_id)


@shared_task(name="jobs.check")
def check_connection(connection_id: int) -> None:
    """The daily check of a connection, if nobody else does it."""
    daily.check(connection_id)


@shared_task(name="jobs.clear")
def clear_entries(clearing_id: int) -> None:
    """Delete job entries, if nobody else does."""
    clearing.work(clearing_id)


@shared_task(name="jobs.watches")
def look_after_watches(connection_id: int) -> None:
    """Look after the watches of a connection, if nobody else does."""
    watches.look_after(connection_id)


@shared_task(name="jobs.tell")
def tell_recipient(recipient_id: int) -> None:
    """Tell a recipient what there is, if nobody else does."""
    telling.tell(recipient_id)


@shared_task(name="jobs.tick")
def tick() -> None:
    """Ring for whatever nobody has taken up."""
    ticking.tick()
