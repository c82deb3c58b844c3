"""The weather of a run: which faults are in force, what else is wrong with the systems meanwhile, and that it passes.

What a fault is and how often it strikes is in ``faults``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from syncadmin.sandbox.columns import BUSINESS_CENTRAL, DATAVERSE
from tests.simulate import people
from tests.simulate.clock import CLOCK
from tests.simulate.faults import kind_of, nasty_rules, some_rules
from tests.simulate.process import restart
from tests.simulate.world import World

_RIGHTS = ("account:write", "account:create", "account:read", "customers:write", "customers:create", "customers:read")

_COLUMNS = (("account", "creditlimit"), ("customers", "creditLimit"))


def change(world: World) -> None:
    """Time passes, some faults come up and others cease."""
    chance, sandbox = world.weather, world.sandbox
    clear_up(world)
    CLOCK.sleep(chance.choice([1, 60, 400, 90_000]))
    rules = some_rules(chance, chance.choice([0.02, 0.1, 0.3])) + nasty_rules(chance)
    for rule in rules if chance.random() < 0.9 else ():
        more = {name: value for name, value in rule.items() if name not in ("method", "path")}
        sandbox.misbehave(rule.get("method", "*"), rule.get("path", ""), **more)
    world.meddling = chance.choice([0.02, 0.1, 0.3])
    if chance.random() < 0.2:
        restart()
    if chance.random() < 0.12:
        chance.choice(_LASTING)(world)
    world.say(f"weather: {', '.join(kind_of(one, one.service) for one in sandbox.faults)}")


def calm_down(world: World) -> None:
    """All goes well from now on, and nobody works in the systems any more."""
    clear_up(world)
    world.meddling = 0
    world.sandbox.options.set({"dataverse_limit": None, "business_central_limit": None})
    CLOCK.sleep(3600)
    world.say("all goes well")


def clear_up(world: World) -> None:
    """What was under way arrives, and what was wrong is right again."""
    people.arrive(world)
    world.sandbox.behave()
    while world.repairs:
        world.repairs.pop()()


def _lose_right(world: World) -> None:
    right = world.weather.choice(_RIGHTS)
    world.sandbox.withdraw(**{right: "none"})
    _note(world, "right withdrawn", right, lambda: world.sandbox.options.set({"rights": {}}))


def _rename_column(world: World) -> None:
    """A column that the mapping reads has another name for a while."""
    sandbox, (table, column) = world.sandbox, world.weather.choice(_COLUMNS)
    sandbox.reshape(table, rename={column: f"{column}x"})
    _note(world, "column renamed", column, lambda: sandbox.reshape(table, rename={f"{column}x": column}))


def _set_clock_wrong(world: World) -> None:
    service, seconds = world.weather.choice([BUSINESS_CENTRAL, DATAVERSE]), world.weather.choice([-90, 90])
    world.sandbox.clock.skew(service, seconds=seconds)
    _note(world, "clock wrong", f"{service} {seconds}", lambda: world.sandbox.clock.skew(service))


def _note(world: World, kind: str, what: Any, repair: Callable[[], object]) -> None:
    world.repairs.append(repair)
    world.troubles.struck[kind] += 1
    world.say(f"{kind}: {what}")


_LASTING = (_lose_right, _rename_column, _set_clock_wrong)
