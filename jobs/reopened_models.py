"""What a run may have left half done: an order that was reopened to be changed and has to be released again.

It is noted before anything is sent, and gone once the record shows what it is to show (``jobs.reopened``).
"""

from __future__ import annotations

from django.db import models

from couplings.models import Coupling


class Reopened(models.Model):
    """The record in Business Central of a coupling; ``tries`` is how often a run tried to finish it."""

    coupling = models.OneToOneField(Coupling, models.CASCADE, related_name="+")
    noted_at = models.DateTimeField(auto_now=True)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.coupling_id)
