"""``{% active_schedules connection as found %}``: how many job queue entries of a connection run by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.db.models import Count, Q

from jobs.models import Schedule
from syncadmin.connections.models import Connection

register = template.Library()


@dataclass(frozen=True)
class Active:
    """So many of so many; a connection that is not enabled runs none."""

    number: int
    total: int

    @property
    def tone(self) -> str:
        """How that looks."""
        return "good" if self.number == self.total else "warn" if self.number else "bad"


@register.simple_tag
def active_schedules(connection: Connection) -> Active:
    """Counted in one query."""
    rows = Schedule.objects.filter(mapping__connection=connection.pk)
    found = rows.aggregate(total=Count("pk"), ready=Count("pk", filter=Q(on_hold=False)))
    return Active(found["ready"] if connection.enabled else 0, found["total"])
