"""One schedule from its beginning to its verdict: everything that happens under one seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from jobs.models import Job
from tests.simulate import backup, desk, judgement, people, poison, runs, undoing, weather
from tests.simulate.report import VIOLATIONS
from tests.simulate.world import World, Worlds


@dataclass
class Outcome:
    """What a schedule ended with; its story is told if something did not hold."""

    violations: dict[str, int]
    faults: Counter[str]
    met: Counter[str]
    places: list[str]
    rounds: int
    story: list[str] = field(default_factory=list)


def play(worlds: Worlds, seed: int, number: int) -> Outcome:
    """The schedule of this number."""
    world = worlds.make(f"{seed}/{number}")
    world.troubles.happen = partial(people.meddle, world)
    people.begin(world)
    for _ in range(world.weather.choice([1, 2, 2, 3])):
        weather.change(world)
        runs.run(world, Job.Kind.MODIFIED)
        people.work(world)
        desk.work(world)
        backup.keep_or_restore(world)
    weather.calm_down(world)
    runs.run(world, Job.Kind.SWEEP)
    if world.terms.poisoned:
        poison.spread(world)
    elif world.weather.random() < 0.3:
        judgement.compare_preview(world)
    rounds = judgement.converge(world)
    judgement.judge(world)
    if world.weather.random() < 0.2 and not world.terms.poisoned:
        undoing.check(world)
    return _outcome(world, rounds)


def _outcome(world: World, rounds: int) -> Outcome:
    violations = {kind: world.counts.pop(kind, 0) for kind in VIOLATIONS}
    met = world.counts
    met["takeovers"] = world.stage.takeovers
    return Outcome(violations, world.troubles.struck, +met, world.stage.places, rounds, world.happened)
