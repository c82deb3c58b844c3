"""Who is told, what there was to tell, and who was told of what.

An **alert** is a sentence of Home that asks for somebody (see ``jobs.standing``) from when it was first seen until it
is seen no more. Its key is what it is about, so that a number that changes in it makes no other alert.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.secrets import EncryptedField


class Recipient(models.Model):
    """Somebody who is told, by mail or by a call. ``after`` is for how many minutes a thing has to stand before it is
    told. The address is a secret: who knows that of a channel can write there. ``busy_until`` is the lease of the
    worker that tells right now, ``trouble`` why the last message did not get through."""

    class Kind(models.TextChoices):
        """How somebody is told."""

        MAIL = "mail", _("E-mail")
        TEAMS = "teams", _("Microsoft Teams (workflow)")
        WEBHOOK = "webhook", _("Webhook (JSON; Slack, Mattermost and others)")

    class Least(models.TextChoices):
        """Of what somebody is told."""

        WARN = "warn", _("Whatever needs a person")
        BAD = "bad", _("Only what keeps runs from going on")

    kind = models.CharField(_("Told by"), max_length=10, choices=Kind, default=Kind.MAIL)
    name = models.CharField(_("Name"), max_length=100)
    address = EncryptedField(_("Address"))
    least = models.CharField(_("Told of"), max_length=10, choices=Least, default=Least.WARN)
    after = models.PositiveIntegerField(_("After minutes"), default=5)
    on = models.BooleanField(_("On"), default=True)
    busy_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(_("Last message"), null=True)
    trouble = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it goes, as far as it is no secret."""
        return self.address if self.kind == self.Kind.MAIL else urlsplit(self.address).hostname or ""


class Alert(models.Model):
    """Something that needs somebody, or did."""

    key = models.CharField(max_length=300)
    tone = models.CharField(max_length=10)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at=None), name="one_open_alert_of_a_thing")
        ]

    def __str__(self) -> str:
        return self.text


class Told(models.Model):
    """That a recipient was told of an alert, and perhaps of its end."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="told")
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="told")
    at = models.DateTimeField(default=timezone.now)
    of_end = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "alert"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.alert}"
