"""In which state the lines of a job group are, and the group with them: derived from their jobs, never stored.

A line waits for the lines of the mappings it depends on. What those have to reach depends on the group: modified runs
wait for the end of a job, however it ended; in a full synchronization a job that failed as a whole holds up what
depends on it (as in BC), and nothing else. A job that waits for approval holds up nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jobs.group_models import GroupLine, JobGroup
from jobs.models import Job


class State(StrEnum):
    """How far a line has come. Once its job is there, the state of the line is the status of the job."""

    LEFT_OUT = "left_out"
    NOTHING = "nothing"
    REVIEWING = "reviewing"
    NOT_REVIEWED = "not_reviewed"
    READY = "ready"
    WAITS = "waits"
    HELD_UP = "held_up"
    JOB = "job"


class GroupState(StrEnum):
    """How far a group has come."""

    REVIEW = "review"
    RUNNING = "running"
    HELD_UP = "held_up"
    FINISHED = "finished"
    ERRORS = "errors"
    RESET = "reset"


@dataclass(frozen=True)
class LineStanding:
    """A line with its state; ``before`` are the lines it waits for."""

    line: GroupLine
    state: State
    before: tuple[GroupLine, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to the line by itself."""
        if self.state is State.JOB:
            return self.line.job is not None and self.line.job.finished
        return self.state in (State.LEFT_OUT, State.NOTHING)

    @property
    def can_start(self) -> bool:
        """Whether its turn has come."""
        return self.state is State.READY


@dataclass(frozen=True)
class GroupStanding:
    """A group with all its lines, in the order of running."""

    group: JobGroup
    lines: tuple[LineStanding, ...]

    @property
    def over(self) -> bool:
        """Whether every line is over."""
        return all(one.over for one in self.lines)

    @property
    def stuck(self) -> bool:
        """Whether it goes on only after somebody has dealt with a job that failed."""
        waiting = [one for one in self.lines if not one.over]
        return self.group.running and bool(waiting) and all(one.state is State.HELD_UP for one in waiting)

    @property
    def moving(self) -> bool:
        """Whether something will happen by itself: jobs at work, or lines whose turn is still to come."""
        reviewing = any(one.state is State.REVIEWING for one in self.lines)
        previewing = any(one.line.preview and not one.line.preview.finished for one in self.lines)
        return reviewing or previewing or (self.group.running and not self.stuck)

    @property
    def state(self) -> GroupState:
        """How far it has come."""
        if self.group.in_review:
            return GroupState.REVIEW
        if self.group.finished_at is None:
            return GroupState.HELD_UP if self.stuck else GroupState.RUNNING
        if not self.over:
            return GroupState.RESET
        jobs = [one.line.job for one in self.lines if one.line.job]
        return GroupState.FINISHED if all(one.status == Job.Status.FINISHED for one in jobs) else GroupState.ERRORS

    @property
    def done(self) -> int:
        """How many lines that take part are over."""
        return sum(one.over for one in self.taking_part)

    @property
    def taking_part(self) -> list[LineStanding]:
        """The lines that have something to do."""
        return [one for one in self.lines if one.state not in (State.LEFT_OUT, State.NOTHING)]


def standing_of(group: JobGroup) -> GroupStanding:
    """The group as it stands, in two queries."""
    lines = list(group.lines.select_related("mapping__connection", "job", "review", "preview").order_by("position"))
    return standing_with(group, lines)


def standing_with(group: JobGroup, lines: Iterable[GroupLine]) -> GroupStanding:
    """The same of lines that are at hand, jobs included."""
    lines = list(lines)
    by_name = {one.mapping.name: one for one in lines}
    held_up: set[str] = set()
    found = []
    for line in lines:  # in waves: what a line waits for is before it
        before = tuple(one for name in line.waits_for if (one := by_name.get(name)) and not _lets_pass(group, one))
        state = _state(group, line, before, held_up)
        if state is State.HELD_UP:
            held_up.add(line.mapping.name)
        found.append(LineStanding(line, state, before))
    return GroupStanding(group, tuple(found))


def _lets_pass(group: JobGroup, line: GroupLine) -> bool:
    """Whether what depends on a line may go on."""
    if line.left_out or line.task == GroupLine.Task.NOTHING:
        return True
    if line.job is None or not line.job.finished:
        return False
    return group.kind == JobGroup.Kind.MODIFIED or line.job.status != Job.Status.FAILED


def _state(group: JobGroup, line: GroupLine, before: tuple[GroupLine, ...], held_up: set[str]) -> State:
    if line.job:
        return State.JOB
    if line.left_out:
        return State.LEFT_OUT
    if line.review and not line.review.finished:
        return State.REVIEWING
    if line.task in _WITHOUT_JOB:
        return _WITHOUT_JOB[line.task]
    if not before or group.started_at is None:
        return State.READY
    failed = any(one.job and one.job.status == Job.Status.FAILED for one in before)
    return State.HELD_UP if failed or held_up & {one.mapping.name for one in before} else State.WAITS


_WITHOUT_JOB: Mapping[str, State] = {"": State.NOT_REVIEWED, GroupLine.Task.NOTHING: State.NOTHING}
