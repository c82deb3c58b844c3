"""What people add to problems, and how often a cause was seen: notes, and one count for each cause and day.

A **note** belongs to the problem of one record and goes with it: a comment, or who it was assigned to. A **day of a
cause** says how many records failed with it that day; the days that are older than any trend that is shown are deleted.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping

LONGEST_COMMENT = 4000


class ProblemNote(models.Model):
    """Something a person said of a problem or did with it. ``text`` is plain text."""

    class Kind(models.TextChoices):
        """What it is."""

        COMMENT = "comment", _("Comment")
        ASSIGNED = "assigned", _("Assigned to")
        SNOOZED = "snoozed", _("Snoozed")
        WOKEN = "woken", _("Woken up")

    problem = models.ForeignKey("couplings.RecordProblem", models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)
    text = models.TextField(max_length=LONGEST_COMMENT, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class CauseDay(models.Model):
    """How many records failed with a cause on a day, each counted once."""

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    cause = models.CharField(max_length=60, blank=True, default="")
    day = models.DateField()
    records = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mapping", "code", "cause", "day"], name="one_count_per_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.day}: {self.records}"
