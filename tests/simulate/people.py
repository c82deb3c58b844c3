"""What people do in both systems: make, edit, block and delete records, between runs and in the middle of them.

What they do in syncadmin is in ``desk``. Everything is written into the ledger.
"""

from __future__ import annotations

from syncadmin.engine.values import Side
from syncadmin.sandbox.disturbances import LateRow, Spot
from syncadmin.sandbox.faults import Asked
from tests.simulate.world import FIELDS, KEYS, TABLES, World, key_of, name_of, side_of

_NAMES = [*FIELDS, "city"]


def begin(world: World) -> None:
    """Records on both sides, some of them alike."""
    for _ in range(world.people.randint(1, 6)):
        make(world, Side.BC)
    for _ in range(world.people.randint(0, 4)):
        make(world, Side.DATAVERSE)


def work(world: World) -> None:
    """Between two runs."""
    world.remember_bases()
    chance = world.people
    pairs = world.pairs()
    for pair in pairs.items():
        for key in pair:
            if chance.random() < 0.35:
                edit(world, key)
    if chance.random() < 0.4:
        make(world, chance.choice([*Side]))
    if pairs and chance.random() < 0.2:
        delete(world, chance.choice(chance.choice(sorted(pairs.items()))))
    if chance.random() < 0.2 and (key := anybody(world, Side.BC)):
        world.sandbox.change("customers", key_of(key), blocked=chance.choice(["All", "_x0020_"]))
    if chance.random() < 0.1 and (key := anybody(world, Side.DATAVERSE)):
        world.sandbox.change("account", key_of(key), statecode=chance.choice([0, 1]))


def meddle(world: World, asked: Asked) -> None:
    """Before a request of a run: now and then somebody works. Not on a record that we made and do not know of yet where
    it is recognised by its values only (decision 4)."""
    if world.busy or world.weather.random() >= world.meddling:
        return
    world.busy = True
    what = world.weather.random()
    if what < 0.08 and asked.method == "GET":
        _come_late(world)
    elif what < 0.14:
        make(world, world.people.choice([*Side]))
        world.counts["made during a run"] += 1
    else:
        side = world.people.choice([*Side])
        key = anybody(world, side)
        if key and (side is Side.DATAVERSE or key in world.ledger.made or key in world.bases):
            edit(world, key)
            world.counts["edited during a run"] += 1
    world.busy = False


def make(world: World, side: Side) -> str:
    """A new record with some values."""
    chance = world.people
    values = {name: _value(world, name) for name in FIELDS if chance.random() < 0.7}
    title = chance.choice(["Twin", f"Record {chance.randint(1, 9)}"])
    if side is Side.BC:
        more = {"displayName": title, **({"blocked": "All"} if chance.random() < 0.07 else {})}
        row = world.sandbox.add("customers", **more, **values)
    else:
        columns = {FIELDS[name]: value for name, value in values.items()}
        row = world.sandbox.add("account", name=title, customertypecode=3, **columns)
    key = name_of(side, row[KEYS[side]])
    world.ledger.made.add(key)
    for name, value in values.items():
        world.ledger.wrote(key, name, value)
    world.say(f"somebody makes {key}: {values}")
    return key


def anybody(world: World, side: Side) -> str | None:
    """Some record of a side."""
    keys = [*world.rows(side)]
    return world.people.choice(keys) if keys else None


def edit(world: World, key: str) -> None:
    """Write a new value into a field, or nothing."""
    name = world.people.choice(_NAMES)
    value = "" if world.people.random() < 0.12 else _value(world, name)
    if world.row(key) is None or {key, *world.partners(key)} & world.late:
        return
    _supersede(world, key, name)
    column, shown = (name, value) if side_of(key) is Side.BC else (FIELDS[name], value or None)
    world.sandbox.change(TABLES[side_of(key)], key_of(key), **{column: shown})
    world.ledger.wrote(key, name, value)
    world.say(f"somebody writes {key} {name}: {value!r}")


def delete(world: World, key: str) -> None:
    """Delete a record; its partner stays, and nothing comes back."""
    if world.sandbox.remove(TABLES[side_of(key)], key_of(key)):
        world.ledger.deleted.add(key)
        for partner in world.partners(key):  # from now on a record of its own
            world.ledger.made.add(partner)
            world.ledger.apart.add(partner)
        world.counts["deleted"] += 1
        world.say(f"somebody deletes {key}")


def arrive(world: World) -> None:
    """What was written late is there by now."""
    world.sandbox.late_rows.commit(float("inf"))
    world.late.clear()


def _come_late(world: World) -> None:
    """A change is stamped now and committed later, after runs may have read beyond its stamp."""
    key = anybody(world, Side.BC)
    if key is None or key in world.late or key not in world.ledger.made | world.bases.keys():
        return
    name, store = world.people.choice(_NAMES), world.sandbox.store
    value, table = _value(world, name), store.tables["customers"]
    _supersede(world, key, name)
    values = {name: value, table.modified: world.sandbox.clock.now(table.service)}
    world.sandbox.late_rows.add(LateRow(world.sandbox.clock.ticks() + 5.0, Spot(store, table, key_of(key)), values))
    world.ledger.wrote(key, name, value)
    world.late.add(key)
    world.counts["came late"] += 1
    world.say(f"somebody writes {key} {name}: {value!r}, which shows 5 seconds later")


def _supersede(world: World, key: str, name: str) -> None:
    """Whoever edits a field on which all agree sees the latest value; the edits before it have had their day."""
    for customer, (account, base) in world.bases.items():
        if key not in (customer, account):
            continue
        one, other = world.row(customer), world.row(account)
        agreed = base.get(f"{name}/{FIELDS[name]}", "?") or ""
        if one and other and one[name] == (other[FIELDS[name]] or "") == agreed:
            world.ledger.supersede(account if key == customer else customer, name)


def _value(world: World, name: str) -> str:
    """A value nobody wrote before."""
    number = world.people.getrandbits(40)
    return {"phoneNumber": f"555-{number:013}", "city": f"City {number}", "email": f"a{number}@example.com"}[name]
