"""The question at the end of a full synchronization: may scheduled runs create records from now on?

A full synchronization creates although *Synch. Only Coupled Records* is on, for its own run only. Whoever wants that to
go on says so here, for the mappings that ran, or turns it off on the page of a mapping at any other time.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from jobs.group_models import GroupLine, JobGroup
from jobs.group_states import GroupStanding, standing_of
from jobs.models import Job
from mappings.models import TableMapping
from mappings.services import change_mapping, settings_of


def asks(standing: GroupStanding) -> list[TableMapping]:
    """The mappings the question is about; none if there is nothing to ask (any more)."""
    if standing.group.finished_at is None or standing.group.answer is not None:
        return []
    ran = [one.line for one in standing.lines if one.line.task == GroupLine.Task.FULL and one.line.job]
    return [one.mapping for one in ran if one.job and one.job.status != Job.Status.FAILED and one.mapping.only_coupled]


def answer(group: JobGroup, *, creates: bool) -> list[TableMapping]:
    """Keep what somebody said; the mappings whose scheduled runs create records from now on."""
    with transaction.atomic():
        locked = JobGroup.objects.select_for_update().get(pk=group.pk)
        asked = asks(standing_of(locked))
        if not asked:
            return []
        locked.answer = creates
        locked.save(update_fields=["answer"])
        for one in asked if creates else ():
            change_mapping(one, replace(settings_of(one), only_coupled=False))
    return asked if creates else []
