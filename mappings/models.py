"""Table mappings and their field mappings, as administrators edit them.

A *table mapping* belongs to one connection and says which BC table corresponds to which Dataverse table; its *field
mappings* say which property corresponds to which column. A run uses them compiled (see ``mappings.compile``). Its
findings say what does not agree with the tables (see ``mappings.agreement``); its marks say where reading each side
goes on, and only the side's client understands them (see ``clients.contract``).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mappings.version_models import MappingVersion
from syncadmin.connections.models import Connection, SideChoice
from syncadmin.engine.links import named
from syncadmin.engine.mapping import ConflictPolicy, DeletionPolicy, Direction, UpdateMode
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

__all__ = ["FieldMapping", "MappingVersion", "OptionMapping", "TableMapping"]


class DirectionChoice(models.TextChoices):
    """A direction, with BC's captions for it."""

    BIDIRECTIONAL = Direction.BIDIRECTIONAL.value, _("Bidirectional")
    TO_DATAVERSE = Direction.TO_DATAVERSE.value, _("To Integration Table")
    TO_BC = Direction.TO_BC.value, _("From Integration Table")


class PolicyChoice(models.TextChoices):
    """What *Resolve Update Conflicts* offers."""

    ASK = ConflictPolicy.ASK.value, _("Ask a person")
    MERGE = ConflictPolicy.MERGE.value, _("Merge, and ask a person about contested fields only")
    SEND = ConflictPolicy.SEND.value, _("Send data update to integration table")
    GET = ConflictPolicy.GET.value, _("Get data update from integration table")


class DeletionChoice(models.TextChoices):
    """What *Resolve Deletion Conflicts* offers; to delete the other record as well is asked for record by record."""

    ASK = DeletionPolicy.ASK.value, _("Ask a person")
    RESTORE = DeletionPolicy.RESTORE.value, _("Restore Records")
    UNCOUPLE = DeletionPolicy.UNCOUPLE.value, _("Remove Coupling")
    ARCHIVE = DeletionPolicy.ARCHIVE.value, _("Archive the other record")


class ModeChoice(models.TextChoices):
    """When a field is written."""

    ALWAYS = UpdateMode.ALWAYS.value, _("Always")
    FILLED = UpdateMode.FILLED.value, _("Always; a blank also takes the first related record that is new")
    MARK = UpdateMode.MARK.value, _("Always; emptied when the coupling is removed")
    ON_CREATE = UpdateMode.ON_CREATE.value, _("Only on new records")
    IF_EMPTY = UpdateMode.IF_EMPTY.value, _("Only if empty")
    FIXED = UpdateMode.FIXED.value, _("Never changed; a record that differs fails")
    UNTOUCHED = UpdateMode.UNTOUCHED.value, _("Until somebody changes it there; the record is then left alone")


def _share(caption: StrPromise, default: int) -> models.PositiveSmallIntegerField[int, int]:
    """A share in percent."""
    return models.PositiveSmallIntegerField(caption, default=default, validators=[MaxValueValidator(100)])


class TableMapping(models.Model):
    """One row of Integration Table Mappings.

    As JSON: ``filters`` are conditions (side, property, caption, values, and optionally negated, operator, and new for
    records only that are not coupled); ``templates`` say what new records of a side get besides the mapped values
    (side, values, and optionally conditions on the source and a priority); ``archive`` holds, by side, what a record
    gets when its partner was deleted; ``labels``, by side and column, what the options are called that these name by
    their number (see ``labels``). ``lines`` names the mapping of the lines of a document, which are created
    together with it. ``waits_quietly``: records that follow others, and are no problem while those are not coupled.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="mappings", verbose_name=_("Connection"))
    name = models.CharField(_("Name"), max_length=20)
    bc_table = models.CharField(_("Table"), max_length=100)
    dataverse_table = models.CharField(_("Integration Table"), max_length=100)
    direction = models.CharField(_("Direction"), max_length=20, choices=DirectionChoice)
    only_coupled = models.BooleanField(_("Synch. Only Coupled Records"), default=True)
    policy = models.CharField(
        _("Resolve Update Conflicts"), max_length=10, choices=PolicyChoice, default=PolicyChoice.ASK
    )
    by_record = models.BooleanField(_("Conflicts by record, not by field"), default=False)
    deletion = models.CharField(
        _("Resolve Deletion Conflicts"), max_length=10, choices=DeletionChoice, default=DeletionChoice.ASK
    )
    archive = models.JSONField(_("Archived records get"), default=dict, blank=True)
    most_missing = models.PositiveSmallIntegerField(
        _("Rows that may disappear in a day (%)"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    loss = models.JSONField(default=dict, blank=True)
    accepted_loss = models.JSONField(default=dict, blank=True)
    most_changes = models.PositiveIntegerField(_("Records that one run may change"), default=500, null=True, blank=True)
    most_changes_share = _share(_("or this share of the coupled records (%)"), 20)
    most_blanks = models.PositiveIntegerField(_("Fields that one run may empty"), default=100, null=True, blank=True)
    most_blanks_share = _share(_("or as many as this share of the coupled records (%)"), 5)
    most_deletes = models.PositiveIntegerField(_("Records that one run may delete"), default=10, null=True, blank=True)
    most_deletes_share = _share(_("or this share of the coupled records (%)"), 5)
    synchronize_matched = models.BooleanField(_("Synchronize After Coupling"), default=False)
    match_first = models.BooleanField(_("Look for a Match Before Creating"), default=False)
    waits_quietly = models.BooleanField(_("New Records Wait Unnoticed"), default=False)
    create_unmatched = models.BooleanField(_("Create New If Unable to Find a Match"), default=False)
    filters = models.JSONField(_("Filters"), default=list, blank=True)
    templates = models.JSONField(_("Templates"), default=list, blank=True)
    dependencies = models.JSONField(_("Dependency Filter"), default=list, blank=True)
    lines = models.CharField(_("Mapping of the lines"), max_length=20, blank=True, default="")
    bc_mark = models.TextField(blank=True, default="")
    dataverse_mark = models.TextField(blank=True, default="")
    bc_read_at = models.DateTimeField(_("Synch. Int. Tbl. Mod. On Fltr."), null=True, blank=True)
    dataverse_read_at = models.DateTimeField(_("Synch. Modified On Filter"), null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(_("Checked at"), null=True, blank=True)
    labels = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("integration table mapping")
        verbose_name_plural = _("integration table mappings")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["connection", "name"], name="one_mapping_per_name")]

    def __str__(self) -> str:
        return self.name

    def table(self, side: Side) -> str:
        """The table of one side."""
        return self.bc_table if side is Side.BC else self.dataverse_table

    @property
    def is_red(self) -> bool:
        """Whether the last check found something without which runs cannot do."""
        return any(one["red"] for one in self.findings)

    @property
    def red_problem(self) -> Problem | None:
        """The first thing that is red."""
        found = next((one for one in self.findings if one["red"]), None)
        return Problem(found["code"], found["facts"]) if found else None

    @property
    def loss_problem(self) -> Problem | None:
        """What a run stopped at because too many rows seemed to be gone, until somebody accepts it or they are back."""
        facts = {name: str(fact) for name, fact in self.loss.items() if name != "side"}
        return Problem("rows_disappeared", facts) if facts else None

    def mark(self, side: Side) -> str:
        """Where reading a side goes on; blank if that is its beginning."""
        return self.bc_mark if side is Side.BC else self.dataverse_mark

    def read_at(self, side: Side) -> datetime | None:
        """When the last complete reading of a side began, by the side's own clock."""
        return self.bc_read_at if side is Side.BC else self.dataverse_read_at


class FieldMapping(models.Model):
    """One row of Integration Field Mapping. A row takes part when it is enabled and nothing stands in its way.

    As JSON: ``rules`` are transformation rules in their order (the side the value flows to, kind, settings). There may
    be several related mappings, separated by commas.
    """

    class Status(models.TextChoices):
        """Whether the administrator wants the row."""

        ENABLED = "enabled", _("Enabled")
        DISABLED = "disabled", _("Disabled")

    class Obstacle(models.TextChoices):
        """Why a row cannot take part yet."""

        NONE = "", _("None")
        NO_PROPERTY = "no_property", _("Only the syncadmin extension of Business Central offers this field.")
        OPTION = "option", _("The option values cannot be coupled yet.")

    mapping = models.ForeignKey(TableMapping, models.CASCADE, related_name="fields")
    position = models.PositiveIntegerField(_("No."))
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.ENABLED)
    obstacle = models.CharField(_("Not active because"), max_length=20, choices=Obstacle, blank=True, default="")
    caption = models.CharField(_("Field Name"), max_length=100, blank=True)
    bc_property = models.CharField(_("Property"), max_length=100, blank=True)
    dataverse_column = models.CharField(_("Integration Field Name"), max_length=100)
    direction = models.CharField(_("Direction"), max_length=20, choices=DirectionChoice)
    owner = models.CharField(_("Owner"), max_length=10, choices=SideChoice, blank=True, default="")
    mode = models.CharField(_("Written"), max_length=10, choices=ModeChoice, default=ModeChoice.ALWAYS)
    rules = models.JSONField(_("Transformation Rules"), default=list, blank=True)
    constant = models.CharField(_("Constant Value"), max_length=100, blank=True)
    related_mapping = models.CharField(_("Related mapping"), max_length=100, blank=True)
    default = models.CharField(_("Default for what is not coupled"), max_length=100, blank=True, default="")
    validate_field = models.BooleanField(_("Validate Field"), default=False)
    validate_integration_field = models.BooleanField(_("Validate Integration Table Fld"), default=False)
    clear_on_failure = models.BooleanField(_("Clear Value on Failed Sync"), default=False)
    not_null = models.BooleanField(_("Not Null"), default=False)
    match_on = models.BooleanField(_("Use For Match-Based Coupling"), default=False)
    match_case_sensitive = models.BooleanField(_("Case-sensitive Matching"), default=False)
    match_priority = models.PositiveSmallIntegerField(_("Match Priority"), default=0)

    class Meta:
        verbose_name = _("integration field mapping")
        verbose_name_plural = _("integration field mappings")
        ordering = ["mapping", "position"]
        constraints = [models.UniqueConstraint(fields=["mapping", "position"], name="one_field_per_position")]

    def __str__(self) -> str:
        return f"{self.caption or self.constant} – {self.dataverse_column}"

    @property
    def active(self) -> bool:
        """Whether runs use the row."""
        return self.status == self.Status.ENABLED and not self.obstacle

    @property
    def relations(self) -> tuple[str, ...]:
        """The names of the related mappings, in the order in which they are asked."""
        return named(self.related_mapping)

    @property
    def field_id(self) -> str:
        """What the field is called in a compiled mapping, in bases and in operations."""
        return f"{self.bc_property}/{self.dataverse_column}"


class OptionMapping(models.Model):
    """One line of *Dataverse Option Mapping*: a value of Business Central and the option of Dataverse it stands for.

    ``name`` is what field rows call it as their related mapping; the lines of one name in a connection belong together.
    The captions are those of the day on which the line was saved.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="option_mappings")
    name = models.CharField(_("Name"), max_length=20)
    bc_value = models.CharField(_("Value"), max_length=100)
    bc_caption = models.CharField(_("Caption"), max_length=200, blank=True)
    option = models.IntegerField(_("Option"))
    option_caption = models.CharField(_("Option Caption"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("option mapping")
        verbose_name_plural = _("option mappings")
        ordering = ["connection", "name", "bc_value"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "name", "bc_value"], name="one_option_per_value"),
            models.UniqueConstraint(fields=["connection", "name", "option"], name="one_value_per_option"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.bc_caption or self.bc_value}"
