"""What was sent and answered when a write failed, for whoever has to talk to the system's vendor.

It belongs to the operation and goes with it; in a table of its own, as lists of operations need none of it.
"""

from __future__ import annotations

from django.db import models


class FailedWrite(models.Model):
    """The request and the answer of an operation that failed, bounded and without secrets (see ``clients.exchange``).
    ``status`` is 0 where no answer came."""

    operation = models.OneToOneField("jobs.JobOperation", models.CASCADE, related_name="failed_write")
    method = models.CharField(max_length=10)
    path = models.TextField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    answer_headers = models.JSONField(default=dict)
    answer = models.TextField(blank=True)
    request_id = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"
