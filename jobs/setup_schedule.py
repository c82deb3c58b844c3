"""The schedule of the set-up: which mappings run by themselves from now on, and how often; all of them in one step."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jobs.group_models import GroupLine
from jobs.schedule_models import EVERY, LONGEST, Schedule
from jobs.schedule_table import schedule_of
from jobs.scheduling import save_schedule, set_on_hold, set_ready
from jobs.setup_mappings import mapping_groups
from jobs.setup_steps import latest_group
from mappings.documents import documents_among
from mappings.models import TableMapping
from syncadmin.connections.models import Connection


class SetUpScheduleForm(forms.Form):
    """The mappings that are to run by themselves, and how often."""

    every = forms.IntegerField(
        label=_("No. of Minutes between Runs"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("For all that are chosen here; blank: each keeps the rhythm it has under Job Queue Entries."),
    )
    mappings = forms.ModelMultipleChoiceField(
        label=_("Mappings that run by themselves"),
        queryset=TableMapping.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one mapping.")},
    )

    def __init__(self, data: Any = None, *, connection: Connection) -> None:
        super().__init__(data, label_suffix="")
        rows = schedulable(connection)
        field = self.fields["mappings"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type
        field.queryset = TableMapping.objects.filter(pk__in=[one.pk for one in rows]).order_by("name")
        self.initial["mappings"] = [one.pk for one in proposed(connection, rows)]
        rhythms = set(Schedule.objects.filter(mapping__in=rows, on_hold=False).values_list("every", flat=True))
        self.initial["every"] = None if len(rhythms) > 1 else next(iter(rhythms), EVERY)


def schedulable(connection: Connection) -> list[TableMapping]:
    """The mappings that have runs of their own, and so job queue entries."""
    rows = list(connection.mappings.select_related("schedule"))
    lines = documents_among(rows)
    return [one for one in rows if one.pk not in lines]


def proposed(connection: Connection, rows: Collection[TableMapping]) -> list[TableMapping]:
    """Those that are ready; before the first is, those that the defaults schedule, that can run here, and that nobody
    left out of the first synchronization."""
    ready = [one for one in rows if (found := schedule_of(one)) and not found.on_hold]
    if ready:
        return ready
    can_run = {line.mapping.pk for group in mapping_groups(connection) for line in group.lines if line.runs}
    left_out = GroupLine.objects.filter(group=latest_group(connection), left_out=True)
    wanted = can_run - set(left_out.values_list("mapping", flat=True))
    return [one for one in rows if schedule_of(one) and one.pk in wanted]


@transaction.atomic
def schedule_mappings(
    connection: Connection, chosen: Collection[TableMapping], *, every: int | None, user: User
) -> None:
    """Let these run by themselves from now on, each in its own rhythm if none is named, and put the others on hold."""
    keys = {one.pk for one in chosen}
    for one in schedulable(connection):
        schedule = schedule_of(one)
        if one.pk in keys:
            minutes = every or (schedule.every if schedule else EVERY)
            idle_after = schedule.idle_after if schedule else 0
            save_schedule(one, every=minutes, idle_after=idle_after if idle_after >= minutes else 0, user=user)
            set_ready(one, user)
        elif schedule and not schedule.on_hold:
            set_on_hold(one, user)
