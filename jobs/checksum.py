"""The checksum of a plan: the same for plans that do the same to the same versions, different otherwise.

It is computed once, when a plan is complete, over its rows one by one; leaving operations out changes it without
reading the rest of the plan again.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from jobs.models import Job, JobOperation

_ESSENTIAL = ("action", "side", "bc_key", "dataverse_key", "expects", "values", "lines", "ending")


def note_checksum(job: Job) -> None:
    """Compute the checksum of a complete plan and keep it on its job."""
    job.checksum = _computed(job)
    job.save(update_fields=["checksum"])


def checksum_of(job: Job) -> str:
    """The checksum of what a plan would carry out as it stands, without what is left out of it."""
    without = list(left_out(job).order_by("position").values_list("position", flat=True))
    whole = job.checksum or _computed(job)
    return hashlib.sha256(f"{whole} {without}".encode()).hexdigest() if without else whole


def left_out(job: Job) -> Any:
    """The operations that a person left out of a plan."""
    return JobOperation.objects.filter(job=job, left_out=True)


def _computed(job: Job) -> str:
    checksum = hashlib.sha256()
    for row in job.operations.order_by("position").values_list(*_ESSENTIAL).iterator(chunk_size=500):
        checksum.update(json.dumps([_plain(one) for one in row], sort_keys=True).encode())
    return checksum.hexdigest()


def _plain(value: Any) -> Any:
    return value if isinstance(value, dict | list) else str(value or "")
