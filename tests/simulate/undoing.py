"""Undo is exact: a run after the last one is taken back, and both systems are as they were before it, and stay so."""

from __future__ import annotations

from typing import Any

from jobs import approval
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.undo import propose, why_not
from syncadmin.engine.values import Side
from tests.simulate import people, runs
from tests.simulate.world import World

_OWN = ("@odata.etag", "lastModifiedDateTime", "modifiedon", "versionnumber", "systemRowVersion")


def check(world: World) -> None:
    """Somebody edits, a run carries it over, and it is undone."""
    for side in Side:
        for key in world.rows(side):
            if world.people.random() < 0.5:
                people.edit(world, key)
    people.make(world, world.people.choice([*Side]))
    before = _everything(world)
    job = runs.run(world, Job.Kind.MODIFIED)
    if why_not(job):
        return
    plan = propose(job)
    runs.carry(world, plan)
    undo = runs.carry(world, approval.carry_out(plan, checksum_of(plan)), deletes=True)
    world.counts["undone"] += 1
    _compare(world, before, f"job {undo.pk} took back job {job.pk}")
    again = runs.run(world, Job.Kind.MODIFIED)
    _compare(world, before, f"job {again.pk} after the undo of job {job.pk}")


def _everything(world: World) -> dict[str, dict[str, Any]]:
    """Both tables but for versions, moments and who touched them."""
    rows = {key: row for side in Side for key, row in world.rows(side).items()}
    return {
        key: {name: value for name, value in row.items() if name not in _OWN and name[0] != "_"}
        for key, row in rows.items()
    }


def _compare(world: World, before: dict[str, dict[str, Any]], what: str) -> None:
    now = _everything(world)
    apart = [
        f"{key} {name}: {before.get(key, {}).get(name)!r} is {now.get(key, {}).get(name)!r}"
        for key in before.keys() | now.keys()
        for name in before.get(key, {}).keys() | now.get(key, {}).keys()
        if before.get(key, {}).get(name) != now.get(key, {}).get(name)
    ]
    world.expect(not apart, "inexact_undos", f"{what}: {sorted(apart)[:6]}")
