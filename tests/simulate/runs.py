"""How jobs run: with faults, edits and deaths on their way, to their end; and what has to hold after each of them."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from jobs.models import Job
from jobs.requests import Request
from jobs.run import run_job
from jobs.services import start
from syncadmin.engine.values import Side
from tests.simulate import process
from tests.simulate.stage import Actor
from tests.simulate.world import World

DEATHS = 4
LONGEST = 240


def run(world: World, kind: Job.Kind, request: Request | None = None, *, preview: bool = False) -> Job:
    """A job from its start to its end."""
    return carry(world, start(world.mapping, kind, request, preview=preview))


def carry(world: World, job: Job, *, deletes: bool = False) -> Job:
    """A job to its end: its workers may die at any step and are succeeded, also while they still live. Whether it was
    asked to delete records is said by who started it."""
    world.remember_bases()
    before = {side: set(world.rows(side)) for side in Side}
    for _ in range(DEATHS):
        if not world.meddling or world.weather.random() > 0.5:
            break
        _attempt(world, job.pk)
        if Job.objects.get(pk=job.pk).finished:
            break
        _expire(job.pk)
    run_job(job.pk)
    job.refresh_from_db()
    world.say(f"job {job.pk} {job.kind} {'preview ' * job.preview}is {job.status} {job.code} {job.counts}")
    for one in job.operations.exclude(ending="unchanged").order_by("position"):
        keys = f"{one.bc_key or '-'} {one.dataverse_key or '-'}"
        world.say(f"    {one.action} {one.side} {keys} {one.values or ''} {one.ending} {one.code}")
    world.ledger.paired(world.pairs().items())
    _check(world, job, {} if deletes else before)
    return job


def _attempt(world: World, pk: int) -> None:
    """A worker that may die, or is joined by another one."""
    chance, stage = world.weather, world.stage
    first = Actor(lambda: run_job(pk), dies_at=chance.randint(1, LONGEST) if chance.random() < 0.7 else None)
    second = None
    if chance.random() < 0.4:
        first.joined_at = chance.randint(1, LONGEST)
        dies_at = chance.randint(1, LONGEST) if chance.random() < 0.4 else None
        second = Actor(lambda: _take_over(pk), dies_at=dies_at)
    deaths = len(stage.places)
    stage.play(first, second)
    if len(stage.places) > deaths:
        world.say(f"a worker of job {pk} dies at {', '.join(stage.places[deaths:])}")
        process.restart()
    assert not connection.in_atomic_block


def _take_over(pk: int) -> None:
    _expire(pk)
    run_job(pk)


def _expire(pk: int) -> None:
    """Nobody has renewed the lease of the job for a while."""
    Job.objects.filter(pk=pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def _check(world: World, job: Job, before: dict[Side, set[str]]) -> None:
    """Whatever happened: the job is over, all it planned has an ending, its counts are those of its rows, and nothing
    was deleted that people did not delete."""
    rows = job.operations.all()
    counts = rows.counts()
    world.expect(job.finished, "broken", f"job {job.pk} is {job.status}")
    world.expect(job.code != "internal_error", "broken", f"job {job.pk} stopped with an internal error")
    world.expect(job.counts == counts, "miscounted", f"job {job.pk} counts {job.counts} and has {counts}")
    planned = job.preview or job.status == Job.Status.APPROVAL
    whole = planned or sum(job.counts.values()) == rows.count()
    world.expect(whole, "miscounted", f"job {job.pk} ends with {rows.count()} operations and counts {job.counts}")
    for side, keys in before.items():
        gone = keys - world.rows(side).keys() - world.ledger.deleted
        world.ledger.deleted |= gone & world.doomed
        gone -= world.doomed
        world.expect(not gone, "unasked_deletes", f"job {job.pk} deleted {gone}")
