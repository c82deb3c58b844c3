"""Records as each system last showed them, which of them are coupled, and what is wrong with them.

* A **remote record** is one row of one system as it was last read or written, per mapping. Lists and searches read
  these rows, so that they page and filter on the server whatever the size of the table. ``pending`` says that the row
  changed since a run last accounted for it; a modified run plans exactly the pending rows.
* A **coupling** ties a BC record to a Dataverse record and keeps the *base*: the mapped values both last agreed on.
  While a record is being created on one side the coupling is *creating*, and its journal says since when and with
  which values: that is what makes a create happen once.
* A **record problem** is why a record is not in step, with what a person needs to settle it; it goes when its cause
  is gone. A **wait** is what such a record waits for: a related record that is not coupled yet.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping
from syncadmin.connections.models import SideChoice
from syncadmin.engine.problems import Problem


class RemoteRecord(models.Model):
    """One row of one system as it was last seen. ``orphan``: it was coupled, and its partner was deleted."""

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
    orphan = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mapping", "side", "key"], name="one_row_per_remote_record")]
        indexes = [
            models.Index(fields=["mapping", "side", "key"], condition=Q(pending=True), name="record_pending"),
            models.Index(fields=["mapping", "side", "title"], name="record_by_title"),
            models.Index(fields=["mapping", "side", "number"], name="record_by_number"),
            models.Index(fields=["mapping", "side", "modified_at"], name="record_by_modified_at"),
        ]

    def __str__(self) -> str:
        return self.title or self.number or str(self.key)


class Coupling(models.Model):
    """A BC record and its Dataverse record. ``base`` is None until they were synchronized once."""

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

    class Meta:
        verbose_name = _("coupling")
        verbose_name_plural = _("couplings")
        permissions = [
            ("couple_records", _("Can set up and delete couplings")),
            ("synchronize_records", _("Can synchronize records")),
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


class RecordProblem(models.Model):
    """Why a record is not in step. ``verdicts`` are the fields as they stood, ``seen`` the versions they stood at.

    ``candidates`` are the Dataverse records it may be the same as, likeliest first: ``key``, ``title`` and the captions
    of the fields that are ``agreeing``.
    """

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="problems")
    coupling = models.OneToOneField(Coupling, models.CASCADE, null=True, related_name="problem")
    bc_key = models.UUIDField(null=True)
    dataverse_key = models.UUIDField(null=True)
    title = models.CharField(max_length=400, blank=True)
    code = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    verdicts = models.JSONField(default=list)
    seen = models.JSONField(default=dict)
    candidates = models.JSONField(default=list)
    attempts = models.PositiveIntegerField(default=1)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        constraints = [
            models.UniqueConstraint(fields=["mapping", "bc_key"], name="one_problem_per_bc_record"),
            models.UniqueConstraint(fields=["mapping", "dataverse_key"], name="one_problem_per_dataverse_record"),
        ]
        indexes = [models.Index(fields=["mapping", "retry_at"], name="problem_by_retry")]

    def __str__(self) -> str:
        return f"{self.title}: {self.code}"

    @property
    def problem(self) -> Problem:
        """The problem as the engine stated it."""
        return Problem(self.code, self.facts)


class Wait(models.Model):
    """Something a record with a problem waits for: that the ``value`` one side has becomes known to the mapping called
    ``relation`` (by a coupling, or an option that is mapped)."""

    problem = models.ForeignKey(RecordProblem, models.CASCADE, related_name="waits")
    relation = models.CharField(max_length=20)
    side = models.CharField(max_length=10, choices=SideChoice)
    value = models.CharField(max_length=250)

    class Meta:
        indexes = [models.Index(fields=["relation", "side", "value"], name="wait_by_value")]

    def __str__(self) -> str:
        return f"{self.relation} {self.side} {self.value}"
