"""Whether both systems call us when something changes there, and on which tables they do.

The systems keep the watches themselves (``clients.watching``); what is kept here is what was last seen of them.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.models import Connection, SideChoice
from syncadmin.connections.secrets import EncryptedField
from syncadmin.engine.problems import Problem


def new_secret() -> str:
    """What a call has to carry, long enough that nobody guesses it."""
    return secrets.token_urlsafe(32)


class WakeUps(models.Model):
    """The wake-ups of a connection: ``due_at`` is when its watches are looked after next; a problem is why the last
    time that came to nothing as a whole."""

    connection = models.OneToOneField(Connection, models.CASCADE, related_name="wake_ups")
    on = models.BooleanField(_("Wake-ups"), default=False)
    secret = EncryptedField(default=new_secret)
    due_at = models.DateTimeField(default=timezone.now)
    code = models.CharField(max_length=40, blank=True, default="")
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.connection)

    @property
    def is_wanted(self) -> bool:
        """Whether the systems are to call at all."""
        return self.on and self.connection.enabled

    @property
    def problem(self) -> Problem | None:
        """Why no watches could be kept."""
        return Problem(self.code, self.facts) if self.code else None


class WatchedTable(models.Model):
    """A table of one side that is watched, or that could not be: ``until`` is when its watch ends, ``heard_at`` when
    the system last called about it."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="watched")
    side = models.CharField(max_length=10, choices=SideChoice)
    table = models.CharField(max_length=200)
    until = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(_("Last heard"), null=True)
    code = models.CharField(max_length=40, blank=True, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["side", "table"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "side", "table"], name="one_row_per_watched_table")
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.table}"

    @property
    def problem(self) -> Problem | None:
        """Why it is not watched."""
        return Problem(self.code, self.facts) if self.code else None
