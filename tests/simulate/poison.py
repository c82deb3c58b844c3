"""A poisoned record: one that its system refuses to change, whatever is asked. It must not keep others from being in
step, and has to be listed."""

from __future__ import annotations

from syncadmin.engine.values import Side
from tests.simulate import people
from tests.simulate.world import FIELDS, World, key_of


def spread(world: World) -> None:
    """From now on one coupled customer, or every account that is not our own, is refused; somebody edits its partner,
    so that it is to be written."""
    pairs = sorted(world.pairs().items())
    if not pairs:
        return
    customer, account = world.people.choice(pairs)
    if world.people.random() < 0.5:
        pattern = rf"customers\({key_of(customer)}\)"
        for inside in (True, False):
            how = {"status": 400, "code": "Application_DialogException", "inside": inside}
            world.sandbox.misbehave("PATCH", pattern, **how)
        world.poisoned |= {customer, account}
        people.edit(world, account)
    else:
        world.sandbox.withdraw(**{"account:write": "user"})
        strangers = _of_others(world)
        world.poisoned |= strangers | {bc for bc, dataverse in pairs if dataverse in strangers}
        people.edit(world, customer)
    for key in world.people.choice(pairs):
        people.edit(world, key)
    world.counts["poisoned"] += 1
    world.say(f"poisoned: {sorted(world.poisoned)}")


def is_listed(world: World, keys: tuple[str, str], listed: set[str]) -> bool:
    """Whether a poisoned pair that is not in step says so."""
    customer, account = map(world.row, keys)
    apart = any(world.value(Side.BC, customer, one) != world.value(Side.DATAVERSE, account, one) for one in FIELDS)
    return not apart or bool({*keys} & listed)


def _of_others(world: World) -> set[str]:
    from syncadmin.sandbox.identity import EDITOR_ID

    return {key for key, row in world.rows(Side.DATAVERSE).items() if row["_ownerid_value"] != EDITOR_ID}
