"""Runs of several mappings: a **job group** has one **line** per mapping, and each line gets its job in its turn.

A group is either *Synchronize Modified Records* of all mappings, which begins at once, or a *full synchronization*,
which a person reviews before it begins. Lines keep the wave and what they wait for as they were when the group was
made. What state a line is in follows from its jobs (``jobs.group_states``); what moves a group on is in
``jobs.groups``.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping
from syncadmin.connections.models import Connection, SideChoice
from syncadmin.engine.advice import Advice


class JobGroup(models.Model):
    """One run of several mappings, or of the one named. ``answer`` is what somebody said when asked whether scheduled
    runs may create records from now on."""

    class Kind(models.TextChoices):
        """What the group does."""

        MODIFIED = "modified", _("Synchronize Modified Records")
        FULL = "full", _("Full Synchronization")

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="job_groups")
    mapping = models.ForeignKey(TableMapping, models.CASCADE, null=True, related_name="job_groups")
    kind = models.CharField(_("Type"), max_length=10, choices=Kind)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="job_groups")
    trigger = models.CharField(max_length=10)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    answer = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("job group")
        verbose_name_plural = _("job groups")
        ordering = ["-id"]
        indexes = [models.Index(fields=["finished_at", "started_at"], name="group_by_state")]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def in_review(self) -> bool:
        """Whether it has not begun yet."""
        return self.started_at is None and self.finished_at is None

    @property
    def running(self) -> bool:
        """Whether jobs of it are at work, or are still to start."""
        return self.started_at is not None and self.finished_at is None


class GroupLine(models.Model):
    """One mapping of a group. ``task`` is what is done for it, blank until that is known; ``advised`` what the review
    recommended, ``why`` and ``census`` for which reason.

    A line that couples first keeps that job as ``matched`` once its full synchronization has its turn.

    ``winner`` is the side a full synchronization goes out from, blank for the mapping's own direction;
    ``unconditional``: it takes over everything from there, whatever changed.
    """

    class Task(models.TextChoices):
        """What is done for a mapping, with BC's words for what it recommends."""

        MODIFIED = "modified", _("Synchronize Modified Records")
        FULL = Advice.FULL.value, _("Full Synchronization")
        COUPLE = Advice.COUPLE.value, _("Couple Records")
        COUPLE_FULL = "couple+all", _("Couple Records, then Full Synchronization")
        NOTHING = Advice.NOTHING.value, _("No Records To Synchronize Now")

    group = models.ForeignKey(JobGroup, models.CASCADE, related_name="lines")
    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="group_lines")
    position = models.PositiveIntegerField()
    wave = models.PositiveIntegerField()
    waits_for = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    circle = models.JSONField(default=list)
    task = models.CharField(max_length=10, choices=Task, blank=True)
    advised = models.CharField(max_length=10, choices=Task, blank=True)
    why = models.CharField(max_length=20, blank=True)
    census = models.JSONField(default=dict)
    winner = models.CharField(max_length=10, choices=SideChoice, blank=True)
    unconditional = models.BooleanField(default=False)
    left_out = models.BooleanField(default=False)
    review = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="reviewed_lines")
    preview = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="previewed_lines")
    matched = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="matched_lines")
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="lines")

    class Meta:
        ordering = ["group", "position"]
        constraints = [models.UniqueConstraint(fields=["group", "mapping"], name="one_line_per_mapping")]

    def __str__(self) -> str:
        return f"{self.mapping}"

    @property
    def couples(self) -> bool:
        """Whether its records are to be coupled by criteria, alone or before all else."""
        return self.task in (self.Task.COUPLE, self.Task.COUPLE_FULL)
