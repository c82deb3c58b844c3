"""What moves runs of several mappings along: begin one, decide about its lines, start what has its turn.

A group has no worker. Each step takes down in one transaction which job was started for which line, so whoever comes
next (the tick, a page, a command) goes on from there; ``advance`` may be called at any time by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jobs.group_models import GroupLine, JobGroup
from jobs.group_states import LineStanding, State, standing_of
from jobs.models import Job
from jobs.requests import FullRun, MatchRecords, Request
from jobs.services import ConnectionDisabled, start
from mappings.criteria import criteria_of
from mappings.documents import document_of
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side
from syncadmin.engine.waves import arrange

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def synchronize_all(
    connection: Connection, *, user: User | None = None, trigger: Job.Trigger = Job.Trigger.PERSON
) -> JobGroup:
    """*Synchronize Modified Records* of all mappings of a connection, in waves; one that is running already is given
    back. Raises ConnectionDisabled."""
    with transaction.atomic():
        group, new = _found_or_made(connection, None, JobGroup.Kind.MODIFIED, user, trigger)
        if new:
            group.started_at = timezone.now()
            group.save(update_fields=["started_at"])
            group.lines.update(task=GroupLine.Task.MODIFIED)
        advance(group)
    return group


def review(
    connection: Connection,
    mapping: TableMapping | None = None,
    *,
    user: User | None = None,
    trigger: Job.Trigger = Job.Trigger.PERSON,
) -> JobGroup:
    """Begin the review of a full synchronization, of one mapping or of all; one that is not over is given back. Both
    systems are read, and nothing is written. Raises ConnectionDisabled."""
    with transaction.atomic():
        group, new = _found_or_made(connection, mapping, JobGroup.Kind.FULL, user, trigger)
        for line in group.lines.select_related("mapping__connection") if new else ():
            _review(line)
    return group


def begin(group: JobGroup) -> None:
    """*Sync All*: start the lines that wait for none, and let the others follow."""
    with transaction.atomic():
        JobGroup.objects.filter(pk=group.pk, started_at=None, finished_at=None).update(started_at=timezone.now())
        group.refresh_from_db()
        advance(group)


def hindrances(group: JobGroup) -> list[LineStanding]:
    """The lines because of which a review cannot begin: not reviewed (yet), or to be coupled by no criteria."""
    waiting = (State.REVIEWING, State.NOT_REVIEWED)
    return [one for one in standing_of(group).lines if one.state in waiting or lacks_criteria(one.line)]


def lacks_criteria(line: GroupLine) -> bool:
    """Whether records are to be coupled, and nobody has said by what."""
    takes_part = line.couples and not line.left_out
    return takes_part and line.job is None and not criteria_of(line.mapping)


def advance(group: JobGroup) -> None:
    """Start the lines whose turn has come, and close the group after the last. A connection that was disabled
    meanwhile holds the group up until it is enabled."""
    with transaction.atomic():
        locked = JobGroup.objects.select_for_update(of=("self",)).select_related("connection").get(pk=group.pk)
        if not locked.running:
            return
        _go_on(locked)
        for one in standing_of(locked).lines if locked.connection.hold is None else ():
            if one.can_start:
                _start(locked, one.line)
        if standing_of(locked).over:
            locked.finished_at = timezone.now()
            locked.save(update_fields=["finished_at"])
    group.refresh_from_db()


def running() -> list[JobGroup]:
    """The groups that go on by themselves."""
    return list(JobGroup.objects.filter(started_at__isnull=False, finished_at=None).order_by("pk"))


def leave_out(line: GroupLine, *, out: bool) -> bool:
    """Leave a mapping out of the run, or take it in again; one whose job failed is left out for those that wait for
    it. False if it is past that."""
    return _change(line, lambda one: _set(one, left_out=out), if_failed=True)


def choose(line: GroupLine, task: GroupLine.Task, winner: Side | None, *, unconditional: bool) -> bool:
    """What is done for a mapping, and which way; False if it has begun already."""
    values = {"task": task.value, "winner": winner.value if winner else "", "unconditional": unconditional}
    return _change(line, lambda one: _set(one, **values))


def review_again(line: GroupLine) -> bool:
    """Read and count once more; False if the group has begun already. Raises ConnectionDisabled."""
    return line.group.in_review and _change(line, _review)


def preview(line: GroupLine, user: User | None = None) -> Job | None:
    """Plan the full synchronization of a line and write nothing; None if it is not to be synchronized in full."""
    if line.task != GroupLine.Task.FULL:
        return None
    with transaction.atomic():
        job = start(line.mapping, Job.Kind.FULL, full_run(line), user=user, preview=True)
        _set(line, preview=job)
    return job


def restart(line: GroupLine) -> bool:
    """*Restart*: start a line whose job is over once more; False if it is not."""
    with transaction.atomic():
        group = JobGroup.objects.select_for_update().get(pk=line.group_id)
        current = GroupLine.objects.select_related("job").get(pk=line.pk)
        if current.job is None or not current.job.finished:
            return False
        _set(current, job=None)
        group.finished_at = group.answer = None
        group.save(update_fields=["finished_at", "answer"])
        advance(group)
    return True


def reset(group: JobGroup, user: User | None = None) -> JobGroup | None:
    """*Reset*: end a group and begin its review afresh; None while jobs of it are at work. Raises
    ConnectionDisabled."""
    with transaction.atomic():
        locked = JobGroup.objects.select_for_update(of=("self",)).select_related("connection").get(pk=group.pk)
        if any(one.state is State.JOB and not one.over for one in standing_of(locked).lines):
            return None
        if locked.finished_at is None:
            locked.finished_at = timezone.now()
            locked.save(update_fields=["finished_at"])
        return review(locked.connection, locked.mapping, user=user)


def drop(group: JobGroup) -> bool:
    """End a review that is not to be begun; False if it has begun, or is over."""
    reviews = JobGroup.objects.filter(pk=group.pk, started_at=None, finished_at=None)
    return bool(reviews.update(finished_at=timezone.now()))


def full_run(line: GroupLine) -> FullRun:
    """What a full synchronization of a line is asked for."""
    return FullRun(Side(line.winner) if line.winner else None, line.unconditional)


def _found_or_made(
    connection: Connection, mapping: TableMapping | None, kind: JobGroup.Kind, user: User | None, trigger: Job.Trigger
) -> tuple[JobGroup, bool]:
    """The group of this kind and extent that is not over, else a new one with its lines."""
    locked = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
    if problem := locked.hold:
        raise ConnectionDisabled(problem)
    found = JobGroup.objects.filter(connection=locked, mapping=mapping, kind=kind, finished_at=None).first()
    if found:
        return found, False
    asked = {"requested_by": user, "trigger": trigger.value}
    group = JobGroup.objects.create(connection=locked, mapping=mapping, kind=kind, **asked)
    _make_lines(group, [mapping] if mapping else [one for one in locked.mappings.all() if not document_of(one)])
    return group, True


def _make_lines(group: JobGroup, mappings: Sequence[TableMapping]) -> None:
    by_name = {one.name: one for one in mappings}
    places = arrange({one.name: tuple(one.dependencies) for one in mappings})
    GroupLine.objects.bulk_create(
        GroupLine(
            group=group,
            mapping=by_name[one.name],
            position=position,
            wave=one.wave,
            waits_for=list(one.waits_for),
            unknown=list(one.unknown),
            circle=list(one.circle),
        )
        for position, one in enumerate(places, start=1)
    )


def _go_on(group: JobGroup) -> None:
    """Have the lines that coupled first synchronize in full now, if nothing is left to choose: a record with several
    candidates would be created once more."""
    coupled = group.lines.filter(task=GroupLine.Task.COUPLE_FULL, job__status=Job.Status.FINISHED)
    for line in coupled.exclude(job__operations__code="doubtful_match").select_related("job"):
        _set(line, matched=line.job, job=None, task=GroupLine.Task.FULL.value)


def _start(group: JobGroup, line: GroupLine) -> None:
    kind, request = _asked(line)
    job = start(line.mapping, kind, request, user=group.requested_by, trigger=Job.Trigger(group.trigger))
    _set(line, job=job)


def _asked(line: GroupLine) -> tuple[Job.Kind, Request | None]:
    """What job does what a line is for."""
    if line.task == GroupLine.Task.FULL:
        return Job.Kind.FULL, full_run(line)
    if line.couples:
        after = line.mapping
        wanted = MatchRecords(criteria_of(after), (), after.create_unmatched, after.synchronize_matched)
        return Job.Kind.MATCH, wanted
    return Job.Kind.MODIFIED, None


def _review(line: GroupLine) -> None:
    trigger = Job.Trigger(line.group.trigger)
    job = start(line.mapping, Job.Kind.REVIEW, user=line.group.requested_by, trigger=trigger)
    _set(line, review=job, task="", advised="", why="", census={})


def _change(line: GroupLine, act: Callable[[GroupLine], None], *, if_failed: bool = False) -> bool:
    """Do something to a line that has not begun, or failed; the group goes on if that lets it."""
    related = ("mapping__connection", "group__requested_by", "job")
    with transaction.atomic():
        group = JobGroup.objects.select_for_update().get(pk=line.group_id)
        current = GroupLine.objects.select_related(*related).get(pk=line.pk)
        failed = if_failed and current.job and current.job.status == Job.Status.FAILED
        if group.finished_at or (current.job and not failed):
            return False
        act(current)
        advance(group)
    return True


def _set(line: GroupLine, **values: object) -> None:
    for name, value in values.items():
        setattr(line, name, value)
    line.save(update_fields=list(values))
