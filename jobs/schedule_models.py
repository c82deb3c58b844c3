"""When a mapping is synchronized by itself: one **schedule** per mapping, which BC calls a job queue entry.

A mapping without one, or with one that is on hold, is synchronized by hand only. What a schedule is due for and what
state it is in is asked of ``jobs.scheduling``.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping

EVERY = 30
LONGEST = 7 * 24 * 60


class Schedule(models.Model):
    """Minutes between runs; a run is due at ``next_at``. A mapping to which nothing happened for ``idle_after`` minutes
    is *idle* and runs only every so often, until something happens to it; 0 never lets it become idle. It runs on its
    ``weekdays`` (0 is Monday; none are all of them) and from ``starting_time`` to ``ending_time`` only. One that is
    ``undisturbed`` is not woken when something changes (see ``jobs.wakeups.waking``)."""

    mapping = models.OneToOneField(TableMapping, models.CASCADE, related_name="schedule")
    every = models.PositiveIntegerField(
        _("No. of Minutes between Runs"),
        default=EVERY,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )
    idle_after = models.PositiveIntegerField(
        _("Inactivity Timeout Period"), default=0, validators=[MaxValueValidator(LONGEST)]
    )
    weekdays = models.JSONField(_("Run on"), default=list)
    starting_time = models.TimeField(_("Starting Time"), null=True)
    ending_time = models.TimeField(_("Ending Time"), null=True)
    on_hold = models.BooleanField(_("On Hold"), default=True)
    idle = models.BooleanField(default=False)
    undisturbed = models.BooleanField(_("Disable event-based rescheduling"), default=False, db_default=False)
    ready_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(_("Earliest Start Date/Time"), null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("job queue entry")
        verbose_name_plural = _("job queue entries")
        indexes = [models.Index(fields=["on_hold", "next_at"], name="schedule_by_next_run")]

    def __str__(self) -> str:
        return str(self.mapping)
