"""Records as each system last showed them, which of them are coupled, and what is wrong with them.

* A **remote record** is one row of one system as it was last read or written, per mapping. Lists and searches read
  these rows, so that they page and filter on the server whatever the size of the table. ``pending`` says that the row
  changed since a run last accounted for it; a modified run plans exactly the pending rows.
* A **coupling** ties a BC record to a Dataverse record and keeps the *base*: the mapped values both last agreed on.
  While a record is being created on one side the coupling is *creating*, and its journal says since when and with
  which values: that is what makes a create happen once.
* A **record problem** is why a record is not in step, with what a person needs to settle it; it goes when its cause
  is gone, and is the same row as long as the record has one. A **wait** is what such a record waits for: a related
  record that is not coupled yet.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from couplings.inbox_models import CauseDay, ProblemNote
from mappings.models import TableMapping
from syncadmin.connections.models import SideChoice
from syncadmin.engine.problems import Problem

__all__ = [
    "CauseDay",
    "Coupling",
    "ProblemNote",
    "RecordProblem",
    "RecordProblemQuerySet",
    "RemoteRecord",
    "Wait",
    "snoozed_now",
]


class RemoteRecord(models.Model):
    """One row of one system as it was last seen. ``orphan``: it was coupled until one of the two was deleted;
    ``left_out`` is the version at which somebody left it out then. ``origin`` is the key of our own that it was created
    with, ``parted`` that its coupling was deleted (see ``jobs.identities``), ``posted`` that it is gone because it was
    posted."""

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="records")
    side = models.CharField(max_length=10, choices=SideChoice)
    key = models.UUIDField()
    version = models.CharField(max_length=250)
    values = models.JSONField(default=dict)
    number = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=400, blank=True)
    search = models.TextField(blank=True)
    modified_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    pending = models.BooleanField(default=True)
    admitted = models.BooleanField(default=True)
    deleted = models.BooleanField(default=False)
    orphan = models.BooleanField(default=False, db_default=False)
    left_out = models.CharField(max_length=250, blank=True, default="", db_default="")
    origin = models.CharField(max_length=36, blank=True, default="", db_default="")
    parted = models.BooleanField(default=False, db_default=False)
    posted = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mapping", "side", "key"], name="one_row_per_remote_record")]
        indexes = [
            models.Index(fields=["mapping", "side", "key"], condition=Q(pending=True), name="record_pending"),
            models.Index(fields=["mapping", "side", "title"], name="record_by_title"),
            models.Index(fields=["mapping", "side", "number"], name="record_by_number"),
            models.Index(fields=["mapping", "side", "modified_at"], name="record_by_modified_at"),
            models.Index(fields=["mapping", "origin"], condition=~Q(origin=""), name="record_by_origin"),
        ]

    def __str__(self) -> str:
        return self.title or self.number or str(self.key)


class Coupling(models.Model):
    """A BC record and its Dataverse record. ``base`` is None until they were synchronized once; ``archived_at`` is when
    one of them was archived because the other was deleted."""

    class State(models.TextChoices):
        """How far the coupling has come."""

        CREATING = "creating", _("Being created")
        COUPLED = "coupled", _("Coupled")

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="couplings")
    bc_key = models.UUIDField(null=True)
    dataverse_key = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.COUPLED)
    base = models.JSONField(null=True)
    journal = models.JSONField(null=True)
    coupled_at = models.DateTimeField(auto_now_add=True)
    synchronized_at = models.DateTimeField(_("Last synchronized"), null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("coupling")
        verbose_name_plural = _("couplings")
        permissions = [
            ("couple_records", _("Can set up and delete couplings")),
            ("synchronize_records", _("Can synchronize records")),
            ("delete_records", _("Can delete records whose partner was deleted")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mapping", "bc_key"], name="one_coupling_per_bc_record"),
            models.UniqueConstraint(fields=["mapping", "dataverse_key"], name="one_coupling_per_dataverse_record"),
            models.CheckConstraint(
                condition=Q(bc_key__isnull=False) | Q(dataverse_key__isnull=False), name="coupling_has_a_record"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bc_key} – {self.dataverse_key}"


class RecordProblemQuerySet(models.QuerySet["RecordProblem"]):
    """Questions about many problems."""

    def snoozed(self) -> RecordProblemQuerySet:
        """Those somebody put aside, as long as that holds."""
        return self.filter(snoozed_now())

    def awake(self) -> RecordProblemQuerySet:
        """The others: they count, and are tried again by themselves."""
        return self.exclude(snoozed_now())

    def like(self, examples: QuerySet[RecordProblem]) -> RecordProblemQuerySet:
        """All of the same mapping and cause as any of these."""
        same = examples.filter(mapping=models.OuterRef("mapping"), code=models.OuterRef("code"))
        return self.filter(models.Exists(same.filter(cause=models.OuterRef("cause"))))


class RecordProblem(models.Model):
    """Why a record is not in step. ``verdicts`` are the fields as they stood, ``seen`` the versions they stood at.

    ``cause`` is the same for all problems that one thing solves (see ``engine.cause``). ``asked``: somebody asked for
    the counterpart of the record to be created, which trying again does as well. A problem is *snoozed* until a moment,
    or without one until the record changes. ``candidates`` are the Dataverse records it may be the same as, likeliest
    first: ``key``, ``title`` and the captions of the fields that are ``agreeing``. Somebody may have taken it on, or
    the people of a role (``assignee``, ``assigned_role``; never both).
    """

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="problems")
    coupling = models.OneToOneField(Coupling, models.CASCADE, null=True, related_name="problem")
    bc_key = models.UUIDField(null=True)
    dataverse_key = models.UUIDField(null=True)
    title = models.CharField(max_length=400, blank=True)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    cause = models.CharField(max_length=60, blank=True, default="")
    verdicts = models.JSONField(default=list)
    seen = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    asked = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)
    snoozed = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True)
    snooze_reason = models.CharField(max_length=400, blank=True, default="")
    snoozed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assigned_role = models.ForeignKey("auth.Group", models.SET_NULL, null=True, related_name="+")

    objects = RecordProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [
            models.UniqueConstraint(fields=["mapping", "bc_key"], name="one_problem_per_bc_record"),
            models.UniqueConstraint(fields=["mapping", "dataverse_key"], name="one_problem_per_dataverse_record"),
        ]
        indexes = [
            models.Index(fields=["mapping", "retry_at"], name="problem_by_retry"),
            models.Index(fields=["mapping", "code", "cause"], name="problem_by_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.code}"

    @property
    def problem(self) -> Problem:
        """The problem as the engine stated it."""
        return Problem(self.code, self.facts)

    @property
    def is_snoozed(self) -> bool:
        """Whether somebody put it aside, and that still holds."""
        return self.snoozed and (self.snoozed_until is None or self.snoozed_until > timezone.now())


def snoozed_now() -> Q:
    """Whether a problem is snoozed, as a condition of a query."""
    return Q(snoozed=True) & (Q(snoozed_until=None) | Q(snoozed_until__gt=timezone.now()))


class Wait(models.Model):
    """Something a record with a problem waits for: that the ``value`` one side has becomes known to the mapping called
    ``relation``, or to one of several (by a coupling, or an option that is mapped). ``known_at`` is when it was found
    to be known, so that the record is tried again for it once."""

    problem = models.ForeignKey(RecordProblem, models.CASCADE, related_name="waits")
    relation = models.CharField(max_length=100)
    side = models.CharField(max_length=10, choices=SideChoice)
    value = models.CharField(max_length=250)
    known_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["relation", "side", "value"], name="wait_by_value")]

    def __str__(self) -> str:
        return f"{self.relation} {self.side} {self.value}"
