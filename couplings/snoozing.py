"""Putting problems aside, with a reason, until a moment or until the record changes; and taking them up again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from couplings.models import ProblemNote, RecordProblem
from couplings.notes import add_notes

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_AWAKE = {"snoozed": False, "snoozed_until": None, "snooze_reason": "", "snoozed_by": None}


def snooze(rows: QuerySet[RecordProblem], *, reason: str, until: datetime | None = None, by: User | None = None) -> int:
    """Try these records again neither by themselves nor count them until then (without it: until they change); how many
    they are. They close as any other if their cause goes."""
    length = RecordProblem._meta.get_field("snooze_reason").max_length
    with transaction.atomic():
        keys = list(rows.order_by().values_list("pk", flat=True))
        number = rows.update(snoozed=True, snoozed_until=until, snooze_reason=reason[:length], snoozed_by=by)
        add_notes(keys if number == len(keys) else [], ProblemNote.Kind.SNOOZED, reason, by)
    return number


def wake_up(rows: QuerySet[RecordProblem], *, by: User | None = None) -> int:
    """End the snooze of those of the problems that have one; how many they were."""
    asleep = rows.filter(snoozed=True)
    with transaction.atomic():
        keys = list(asleep.order_by().values_list("pk", flat=True))
        number = asleep.update(**_AWAKE)
        add_notes(keys if number == len(keys) else [], ProblemNote.Kind.WOKEN, "", by)
    return number
