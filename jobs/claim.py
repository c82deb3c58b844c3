"""Claiming a job: one worker holds it under a lease, which a heartbeat renews until the job is closed or lost.

A worker that lost its lease (it was paused, or the machine slept) finds out at its next ``held`` and stops; the one
that took over goes on from the rows. Remote writes of the former are harmless: they carry versions and journalled
keys.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import timedelta
from types import TracebackType
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from jobs.models import Job

logger = logging.getLogger(__name__)


class LostClaim(Exception):
    """Another worker holds the job by now."""


def claim_job(job_id: int) -> Job | None:
    """Take a queued job, or one whose lease has run out; None if somebody else has it or it is over."""
    now = timezone.now()
    free = Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    claim = uuid4()
    taken = Job.objects.filter(free, pk=job_id).update(
        status=Job.Status.RUNNING,
        claim=claim,
        worker=f"{socket.gethostname()}:{os.getpid()}"[:100],
        lease_until=now + _lease(),
        started_at=Coalesce("started_at", Now()),
        attempts=F("attempts") + 1,
    )
    ours = Job.objects.select_related("mapping__connection").filter(pk=job_id, claim=claim)
    return ours.first() if taken else None  # lost at once, if the worker slept for as long as its lease


def held(job: Job) -> None:
    """Renew the lease within the caller's transaction; raises LostClaim, so that nothing of it is committed."""
    if not _renewed(job):
        raise LostClaim(job.pk)


def held_unless_cancelled(job: Job) -> bool:
    """The same; False if the job was cancelled meanwhile, whose lease is renewed all the same."""
    if _renewed(job, cancelled_at=None):
        return True
    held(job)
    return False


def _renewed(job: Job, **more: object) -> int:
    ours = Job.objects.filter(pk=job.pk, claim=job.claim, status=Job.Status.RUNNING, **more)
    return ours.update(lease_until=timezone.now() + _lease())


class Heartbeat:
    """Renews the lease of a job from a thread of its own while the job waits for a system."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{job.pk}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(_lease().total_seconds() / 4):
                self._renew()
        except LostClaim:
            return
        finally:
            connection.close()

    def _renew(self) -> None:
        """Once; trouble with the database passes before the lease does, or the job is lost anyway."""
        try:
            held(self._job)
        except DatabaseError:
            logger.warning("The lease of job %s could not be renewed.", self._job.pk, exc_info=True)
            connection.close()


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)
