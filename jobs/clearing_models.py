"""A **clearing**: somebody's wish that job entries be deleted, kept until a worker has done it (``jobs.clearing``)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Clearing(models.Model):
    """Delete the entries of jobs that ended before a moment. ``deleted`` are how many are gone so far, ``kept`` how
    many stayed because they are still needed; until ``busy_until`` a worker is at it."""

    before = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    busy_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    deleted = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["finished_at"], name="clearing_by_finish")]

    def __str__(self) -> str:
        return f"{self.pk}"
