"""The steps of the guided set-up and how far each has come, worked out from what there is: nothing is kept about it.

So a step may be done here or on its own page, in any order, and taken back: the next look finds it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.group_models import JobGroup
from jobs.group_states import State as LineState
from jobs.group_states import standing_of
from jobs.models import Job
from jobs.people import coupling_counts
from jobs.schedule_models import Schedule
from syncadmin.connections.findings import has_passed
from syncadmin.connections.models import Connection, Ownership
from syncadmin.connections.needs import missing_settings
from syncadmin.engine.values import Side


class Step(StrEnum):
    """The steps in their order."""

    CONNECT = "connect"
    CHECK = "check"
    MAPPINGS = "mappings"
    SALESPEOPLE = "salespeople"
    REVIEW = "review"
    RUN = "run"
    SCHEDULE = "schedule"


class State(StrEnum):
    """How far a step has come. *Later* steps wait for the one that is to be done now."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


CAPTIONS: Mapping[Step, Promise] = {
    Step.CONNECT: gettext_lazy("Connect both systems"),
    Step.CHECK: gettext_lazy("Test Connection"),
    Step.MAPPINGS: gettext_lazy("Choose mappings"),
    Step.SALESPEOPLE: gettext_lazy("Couple Salespeople"),
    Step.REVIEW: gettext_lazy("Review the first synchronization"),
    Step.RUN: gettext_lazy("Synchronize"),
    Step.SCHEDULE: gettext_lazy("Set the schedule"),
}


@dataclass(frozen=True)
class StepLine:
    """A step as it stands; ``note`` says what of it was found."""

    step: Step
    state: State
    note: str = ""

    @property
    def caption(self) -> Promise:
        """What it is called."""
        return CAPTIONS[self.step]


def steps_of(connection: Connection | None) -> list[StepLine]:
    """All steps: done, or the first that is not, or later."""
    found = {step: judge(connection) if connection else (False, "") for step, judge in _JUDGES.items()}
    now = next((step for step, (done, _note) in found.items() if not done), None)
    return [
        StepLine(step, State.DONE if done else State.NOW if step is now else State.LATER, note)
        for step, (done, note) in found.items()
    ]


def current(lines: list[StepLine]) -> Step | None:
    """The step to be done now; None when all are done."""
    return next((one.step for one in lines if one.state is State.NOW), None)


def latest_group(connection: Connection) -> JobGroup | None:
    """The latest full synchronization of all mappings that was begun or can still be; not one whose review was ended
    without it."""
    groups = JobGroup.objects.filter(connection=connection, mapping=None, kind=JobGroup.Kind.FULL)
    return groups.exclude(started_at=None, finished_at__isnull=False).order_by("-pk").first()


def _connected(connection: Connection) -> tuple[bool, str]:
    missing = [one for side in Side for one in missing_settings(connection, side)]
    text = ngettext("%(number)d setting is missing", "%(number)d settings are missing", len(missing))
    return not missing, text % {"number": len(missing)} if missing else connection.name


def _checked(connection: Connection) -> tuple[bool, str]:
    passed = has_passed(connection)
    if connection.checks and not passed:
        return False, _("The last test failed")
    return passed, connection.bc_company_name if passed else ""


def _mapped(connection: Connection) -> tuple[bool, str]:
    number = connection.mappings.count()
    text = ngettext("%(number)d mapping", "%(number)d mappings", number) % {"number": number} if number else ""
    if number and not connection.enabled:
        text = _("The connection is not enabled")
    return connection.enabled and bool(number), text


def _peopled(connection: Connection) -> tuple[bool, str]:
    if connection.ownership == Ownership.TEAM:
        return _mapped(connection)[0], _("Not needed: a team owns the records")
    counts = coupling_counts(connection)
    if not counts.salespeople:
        return False, _("Not read yet") if connection.enabled else ""
    return bool(counts.coupled), _("%(coupled)d of %(people)d salespeople") % {
        "coupled": counts.coupled,
        "people": counts.salespeople,
    }


def _reviewed(connection: Connection) -> tuple[bool, str]:
    group = latest_group(connection)
    if group is None:
        return has_run(connection), ""
    if group.started_at:
        return True, ""
    waiting = [one for one in standing_of(group).lines if one.state in (LineState.REVIEWING, LineState.NOT_REVIEWED)]
    return not waiting, _("Both systems are being counted") if waiting else ""


def _synchronized(connection: Connection) -> tuple[bool, str]:
    group = latest_group(connection)
    if group and group.running:
        return False, _("In Process")
    return has_run(connection), ""


def has_run(connection: Connection) -> bool:
    """Whether a run of a whole mapping wrote what it had to."""
    jobs = Job.objects.filter(mapping__connection=connection, kind__in=Job.WHOLE_MAPPING, preview=False)
    return jobs.filter(status__in=(Job.Status.FINISHED, Job.Status.ERRORS)).exists()


def _scheduled(connection: Connection) -> tuple[bool, str]:
    number = Schedule.objects.filter(mapping__connection=connection, on_hold=False).count()
    text = ngettext("%(number)d entry is ready", "%(number)d entries are ready", number) % {"number": number}
    return bool(number), text if number else ""


_JUDGES: Mapping[Step, Callable[[Connection], tuple[bool, str]]] = {
    Step.CONNECT: _connected,
    Step.CHECK: _checked,
    Step.MAPPINGS: _mapped,
    Step.SALESPEOPLE: _peopled,
    Step.REVIEW: _reviewed,
    Step.RUN: _synchronized,
    Step.SCHEDULE: _scheduled,
}
