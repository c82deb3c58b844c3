"""The change log: one row for each change of the configuration, kept by the services that make it.

Values are kept as they were stored, and put into words by whoever shows them. What a mapping was like is kept by its
versions, so that a change of a mapping only names the version.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Change(models.Model):
    """Something that was changed: ``key`` is the primary key of what it was, ``subject`` what it was called, ``who``
    the sign-in name of the person, blank where nobody was at work. ``edits`` are lists of a field's name with its old
    and its new value, or of the name alone where the value is secret."""

    class Kind(models.TextChoices):
        """What was changed."""

        CONNECTION = "connection", _("Connection")
        MAPPING = "mapping", _("Integration Table Mapping")
        SCHEDULE = "schedule", _("Job Queue Entry")
        USER = "user", _("User")
        SETTINGS = "settings", _("Settings")

    class Event(models.TextChoices):
        """What happened to it, in BC's words where it has some."""

        CREATED = "created", pgettext_lazy("type of change", "Insertion")
        CHANGED = "changed", pgettext_lazy("type of change", "Modification")
        DELETED = "deleted", pgettext_lazy("type of change", "Deletion")
        ENABLED = "enabled", pgettext_lazy("type of change", "Enabled")
        DISABLED = "disabled", pgettext_lazy("type of change", "Disabled")
        PASSWORD = "password", pgettext_lazy("type of change", "Password was set")  # noqa: S105 (the name of a choice)
        LINK = "link", pgettext_lazy("type of change", "Password link was made")
        SIGNED_OUT = "signed_out", pgettext_lazy("type of change", "Signed out everywhere")

    at = models.DateTimeField(_("Date and Time"), default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    who = models.CharField(_("User ID"), max_length=150, blank=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    key = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("Name"), max_length=200)
    event = models.CharField(_("Type of Change"), max_length=20, choices=Event)
    edits = models.JSONField(_("What changed"), default=list)
    version = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        permissions = [("manage_users", _("Can manage users and roles"))]
        indexes = [models.Index(fields=["kind", "key"], name="change_by_what")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.event}"
