"""How the states of jobs and of their operations look; imported when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobs.group_states import GroupState, State
from jobs.models import Job, JobOperation
from jobs.scheduling import ScheduleState
from syncadmin.engine.values import Action, Ending
from syncadmin.ui.badges import bad, busy, good, info, neutral, register, waiting, warn

register(
    "job",
    {
        Job.Status.WAITING: waiting(_("Waiting"), "queue-list"),
        Job.Status.QUEUED: waiting(_("Queued")),
        Job.Status.RUNNING: busy(_("In Process")),
        Job.Status.FINISHED: good(_("Success")),
        Job.Status.ERRORS: warn(_("With errors")),
        Job.Status.FAILED: bad(_("Error")),
        Job.Status.APPROVAL: warn(_("Needs approval"), "hand-raised"),
        Job.CANCELLED: neutral(_("Cancelled"), "no-symbol"),
        Job.REJECTED: neutral(_("Rejected"), "hand-raised"),
    },
)
register(
    "ending",
    {
        Ending.CREATED: good(_("Inserted"), "plus-circle"),
        Ending.UPDATED: good(_("Modified"), "pencil-square"),
        Ending.COUPLED: good(pgettext_lazy("counter", "Coupled"), "link"),
        Ending.UNCOUPLED: good(pgettext_lazy("counter", "Uncoupled"), "link-slash"),
        Ending.DELETED: good(_("Deleted"), "trash"),
        Ending.UNCHANGED: neutral(_("Unchanged"), "check"),
        Ending.EXCLUDED: neutral(_("Skipped"), "no-symbol"),
        Ending.WAITING: waiting(_("Waiting")),
        Ending.CONFLICT: warn(_("Conflict"), "scale"),
        Ending.FAILED: bad(_("Failed")),
    },
)
# An operation that has not ended yet.
register(
    "operation",
    {
        JobOperation.State.PLANNED: waiting(_("Planned")),
        JobOperation.State.SENT: busy(_("Sent")),
    },
)
# A job queue entry.
register(
    "schedule",
    {
        ScheduleState.ON_HOLD: neutral(_("On Hold"), "pause"),
        ScheduleState.READY: good(_("Ready"), "clock"),
        ScheduleState.RUNNING: busy(_("In Process")),
        ScheduleState.IDLE: info(_("On Hold with Inactivity Timeout"), "moon"),
        ScheduleState.ERROR: bad(_("Error")),
        ScheduleState.DISABLED: neutral(_("Connection is disabled"), "no-symbol"),
    },
)
# A mapping in a job group, as long as it has no job, and the group.
register(
    "group_line",
    {
        State.LEFT_OUT: neutral(_("Left out"), "no-symbol"),
        State.NOTHING: neutral(_("Nothing to do"), "check"),
        State.REVIEWING: busy(_("Reviewing")),
        State.NOT_REVIEWED: bad(_("Not reviewed")),
        State.READY: info(_("Ready")),
        "lacks_criteria": warn(_("Not ready")),
        State.WAITS: waiting(_("Waiting")),
        State.HELD_UP: warn(_("Held up")),
    },
)
register(
    "group",
    {
        GroupState.REVIEW: info(_("In review"), "eye"),
        GroupState.RUNNING: busy(_("In Process")),
        GroupState.HELD_UP: warn(_("Held up")),
        GroupState.FINISHED: good(_("Success")),
        GroupState.ERRORS: warn(_("With errors")),
        GroupState.RESET: neutral(_("Reset"), "arrow-uturn-left"),
    },
)
# Whether somebody may sign in.
register("user", {"True": good(_("Active")), "False": neutral(_("Not active"), "no-symbol")})
register("wake_ups", {"True": good(_("On")), "False": neutral(_("Off"), "bell-slash")})
# What Home says besides its first sentence.
register("statement", {"bad": bad(_("Error")), "warn": warn(_("Attention"))})
# What a plan says an operation would do.
register(
    "planned",
    {
        Action.CREATE: info(_("Would be inserted"), "plus-circle"),
        Action.UPDATE: info(_("Would be modified"), "pencil-square"),
        Action.COUPLE: info(_("Would be coupled"), "link"),
        Action.UNCOUPLE: info(_("Would be uncoupled"), "link-slash"),
        Action.DELETE: info(_("Would be deleted"), "trash"),
        "left_out": neutral(_("Left out"), "no-symbol"),
    },
)
