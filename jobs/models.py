"""A job and what it did: one **job** per run, one **job operation** per thing it planned to do to one side of a pair.

The same rows are the preview, the progress, the resume after a crash, the history with its reasons and what tests
assert on. A job is claimed by one worker at a time, under a lease that it renews while it works. At most one job of a
mapping is active; others wait in line.

A job whose plan goes beyond the brakes of its mapping stops before it writes and *waits for approval*. It is neither
active nor in line, so that later jobs of the mapping go on; the records it planned stay accounted for, so that those
jobs do not plan them again unless they change. Approved, it takes its place in line again and carries out exactly its
plan; rejected, it ends and gives its records back. A preview is carried out by a job of its own, whose ``plan`` it is.

What a job did is taken back by a plan of kind *undo* and the job that carries that out; both name the job they
take back (``undoes``).

A job that somebody cancelled (``cancelled_at``) stops at its next safe point and fails with ``CANCELLED``; one that
ended before that is none the worse. ``phase_times`` is how long each phase took and what it asked of the systems.
"""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from couplings.models import Coupling
from jobs.alerts.models import Alert, Recipient, Told
from jobs.clearing_models import Clearing
from jobs.exchange_models import FailedWrite
from jobs.group_models import GroupLine, JobGroup
from jobs.reopened_models import Reopened
from jobs.schedule_models import Schedule
from jobs.wakeups.models import WakeUps, WatchedTable
from mappings.models import TableMapping
from syncadmin.connections.models import SideChoice
from syncadmin.engine.encoding import decode_verdicts
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Ending, Verdict

__all__ = [
    "Alert",
    "Clearing",
    "FailedWrite",
    "GroupLine",
    "Job",
    "JobGroup",
    "JobOperation",
    "Recipient",
    "Reopened",
    "Schedule",
    "Told",
    "WakeUps",
    "WatchedTable",
]


class Job(models.Model):
    """One run. ``request`` says what was asked for (see ``jobs.requests``), ``counts`` how many records ended how."""

    class Kind(models.TextChoices):
        """What a job is asked to do."""

        MODIFIED = "modified", _("Synchronize Modified Records")
        RECORDS = "records", _("Synchronize Now")
        COUPLE = "couple", _("Set Up Coupling")
        UNCOUPLE = "uncouple", _("Delete Coupling")
        SETTLE = "settle", _("Settle conflict")
        READ = "read", _("Read records")
        CARRY_OUT = "carry_out", _("Carry out a plan")
        MATCH = "match", _("Match-Based Coupling")
        FULL = "full", _("Full Synchronization")
        REVIEW = "review", _("Full Synch. Review")
        UNDO = "undo", _("Undo")
        SWEEP = "sweep", _("Find Deleted Records")

    class Status(models.TextChoices):
        """How far a job has come."""

        WAITING = "waiting", _("Waiting")
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("In Process")
        FINISHED = "finished", _("Success")
        ERRORS = "errors", _("Finished with errors")
        FAILED = "failed", _("Error")
        APPROVAL = "approval", _("Waiting for approval")

    class Trigger(models.TextChoices):
        """Who or what started a job."""

        PERSON = "person", _("By hand")
        COMMAND = "command", _("Command line")
        SCHEDULE = "schedule", _("Schedule")

    class Phase(models.TextChoices):
        """What a running job is busy with."""

        READING = "reading", _("Reading")
        PLANNING = "planning", _("Planning")
        WRITING = "writing", _("Writing")

    ACTIVE = (Status.QUEUED, Status.RUNNING)
    UNFINISHED = (Status.WAITING, Status.QUEUED, Status.RUNNING)
    ONLY_READ = (Kind.READ, Kind.REVIEW)
    WHOLE_MAPPING = (Kind.MODIFIED, Kind.FULL, Kind.SWEEP)
    # Jobs that failed with one of these failed because somebody wanted it so.
    CANCELLED, REJECTED = "job_cancelled", "plan_rejected"
    WANTED = (CANCELLED, REJECTED)

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="jobs")
    kind = models.CharField(_("Type"), max_length=10, choices=Kind)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.QUEUED)
    trigger = models.CharField(_("Trigger"), max_length=10, choices=Trigger, default=Trigger.PERSON)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="jobs")
    request = models.JSONField(default=dict)
    preview = models.BooleanField(default=False)
    phase = models.CharField(max_length=10, choices=Phase, blank=True)
    phase_began_at = models.DateTimeField(null=True)
    phase_times = models.JSONField(default=dict)
    records_read = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(_("Start Date/Time"), null=True)
    finished_at = models.DateTimeField(_("Finish Date/Time"), null=True)
    claim = models.UUIDField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    plan = models.OneToOneField("self", models.SET_NULL, null=True, related_name="carrying_out")
    checksum = models.CharField(max_length=64, blank=True)
    excesses = models.JSONField(default=list)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="undone_by")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("integration synchronization job")
        verbose_name_plural = _("integration synchronization jobs")
        ordering = ["-id"]
        permissions = [
            ("run_job", _("Can start synchronization jobs")),
            ("undo_job", _("Can undo the jobs of others")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mapping"], condition=Q(status__in=["queued", "running"]), name="one_active_job_per_mapping"
            )
        ]
        indexes = [
            models.Index(fields=["status", "lease_until"], name="job_by_status"),
            models.Index(fields=["mapping", "id"], name="job_by_mapping"),
            models.Index(fields=["finished_at"], name="job_by_finish"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def look(self) -> str:
        """The status as it is shown: whether somebody wanted that it failed."""
        wanted = self.status == self.Status.FAILED and self.code in self.WANTED
        return self.code if wanted else self.status

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status not in self.UNFINISHED

    @property
    def shows_plan(self) -> bool:
        """Whether what it has planned is still only a plan."""
        return self.preview or self.status == self.Status.APPROVAL

    @property
    def is_exact(self) -> bool:
        """Whether it carries out a plan that somebody saw, and nothing else."""
        return self.kind == self.Kind.CARRY_OUT or self.approved_at is not None

    @property
    def problem(self) -> Problem | None:
        """Why the whole job failed, if it did."""
        return Problem(self.code, self.facts) if self.code else None


class JobOperationQuerySet(models.QuerySet["JobOperation"]):
    """Questions about many operations."""

    def counts(self) -> dict[str, int]:
        """How many operations ended how."""
        ended = self.exclude(ending="").order_by().values_list("ending")
        return dict(ended.annotate(number=models.Count("pk")))


class JobOperation(models.Model):
    """One thing a job does to one side of a pair, or the reason why it does nothing to it.

    ``values`` is what is written, ``lines`` are those of a document that are created with it, ``verdicts`` is each
    field's base and both sides' values, so before and after can be read from them. ``expects`` is the version planned
    on. An operation that is ``sent`` may or may not have arrived; one that is ``left_out`` of the plan by a person is
    not carried out. ``undo`` is what taking it back needs to know (``jobs.undo_notes``), and whether it was
    ``taken_back``; ``restores`` is which operations one takes back, and what it puts back of their coupling
    (``jobs.undo_plans``).
    """

    class State(models.TextChoices):
        """How far an operation has come."""

        PLANNED = "planned", _("Planned")
        SENT = "sent", _("Sent")
        ENDED = "ended", _("Done")

    ENDINGS = [(one.value, one.value) for one in Ending]

    job = models.ForeignKey(Job, models.CASCADE, related_name="operations")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    action = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Action])
    side = models.CharField(max_length=10, choices=SideChoice, blank=True)
    coupling = models.ForeignKey(Coupling, models.SET_NULL, null=True, related_name="operations")
    bc_key = models.UUIDField(null=True)
    dataverse_key = models.UUIDField(null=True)
    title = models.CharField(max_length=400, blank=True)
    values = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    verdicts = models.JSONField(default=list)
    expects = models.CharField(max_length=250, blank=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    left_out = models.BooleanField(default=False)
    undo = models.JSONField(default=dict)
    taken_back = models.BooleanField(default=False)
    restores = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)
    code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    objects = JobOperationQuerySet.as_manager()

    class Meta:
        verbose_name = _("operation")
        verbose_name_plural = _("operations")
        ordering = ["job", "position"]
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="one_operation_per_position")]
        indexes = [
            models.Index(fields=["job", "state", "position"], name="operation_by_state"),
            models.Index(fields=["job", "ending", "side"], name="operation_by_ending"),
            models.Index(fields=["job", "position"], condition=Q(left_out=True), name="operation_left_out"),
            models.Index(fields=["job"], condition=Q(state="sent"), name="operation_sent"),
            models.Index(fields=["-id"], condition=Q(ending__in=["failed", "conflict"]), name="operation_troubled"),
            models.Index(fields=["bc_key"], name="operation_by_bc_key"),
            models.Index(fields=["dataverse_key"], name="operation_by_dataverse_key"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.side} {self.title}"

    @cached_property
    def judged(self) -> tuple[Verdict, ...]:
        """The verdicts as values, as they were when first asked for: decoding them takes as long as deciding them."""
        return decode_verdicts(self.verdicts)

    @property
    def reason(self) -> Problem | None:
        """Why the operation ended as it did, if it is not plain success."""
        return Problem(self.code, self.facts) if self.code else None
