"""State and status reason in Dataverse: always written together, and in steps where a row does not take all at once.

A new row is in the first state of its table. A closed row takes no other values until it is open again, and not every
state can follow every other. Here is which steps lead where; how they are sent is in ``staging``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncadmin.connections.clients.contract import Write
from syncadmin.connections.clients.deep import later
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.values import Record, Values

STATE, REASON = "statecode", "statuscode"
BOTH = (STATE, REASON)
# What a row is given one after the other.
Steps = tuple[Values, ...]


@dataclass(frozen=True)
class States:
    """The states of a table: the ``first`` of new rows, those in which a row is ``open`` to other values, and which may
    be ``following`` which; any, where nothing is said."""

    first: int = 0
    open: frozenset[int] = frozenset({0})
    following: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def way(self, start: int, ends: frozenset[int]) -> tuple[int, ...] | None:
        """The states to pass through to the nearest of these ends, which is the last; None if there is no way."""
        ways: dict[int, tuple[int, ...]] = {start: ()}
        for state in (queue := [start]):
            if state in ends:
                return ways[state]
            found = [one for one in self.following.get(state, sorted(ends)) if one not in ways]
            ways |= {one: (*ways[state], one) for one in found}
            queue += found
        return None


_ANY_WAY = States()
_OF_TABLE = {
    "product": States(2, frozenset({0, 2, 3}), {2: (0,), 0: (1, 3), 1: (0,), 3: (0, 1)}),
    "opportunity": States(following={0: (1, 2), 1: (0,), 2: (0,)}),
    "salesorder": States(following={0: (1, 2, 3, 4), 1: (0, 2, 3, 4), 2: (0,), 3: (0, 1, 4), 4: (0,)}),
    "invoice": States(following={0: (1, 2, 3), 1: (0,), 2: (0,), 3: (0,)}),
}


def lacks_half(writes: Sequence[Write]) -> bool:
    """Whether some write has one of the two only."""
    return any((STATE in write.values) != (REASON in write.values) for write in writes)


def completed(described: Table, writes: Sequence[Write]) -> list[Write]:
    """The writes with both, by the options of the table: the state of a reason, the first reason of a state."""
    states, first = _reasons(described), first_reasons(described)
    return [_completed(write, states, first) for write in writes]


def first_reasons(described: Table) -> dict[int, int]:
    """The first reason of each state of a table."""
    return {state: reason for reason, state in sorted(_reasons(described).items(), reverse=True)}


def begins_otherwise(table: Table, write: Write) -> bool:
    """Whether a new row is to have another state than new rows have."""
    return write.values.get(STATE) not in (None, _states(table).first)


def steps_of_create(described: Table, write: Write) -> Steps:
    """What a row is created with, what it takes only once it is there, and the states that lead to the one it is to
    have; none where no way leads there."""
    moves: Steps = ()
    values = write.values
    if begins_otherwise(described, write):
        moves, values = _moves(described, _states(described).first, values), _other(values)
        if not moves:
            return ()
    after = later(described, values)
    first = {name: value for name, value in values.items() if name not in after}
    return (first, *([after] if after else []), *moves)


def steps_of_update(described: Table, write: Write, row: Record) -> Steps:
    """What gives a row these values whatever its state, which is afterwards the one that is wanted or that it had; none
    where no way leads there."""
    states, others = _states(described), _other(write.values)
    now, wanted = row.values.get(STATE), {name: write.values.get(name, row.values.get(name)) for name in BOTH}
    if not isinstance(now, int):
        return ()
    opening = states.way(now, states.open) if others else ()
    if opening is None:
        return ()
    there = opening[-1] if opening else now
    settled = not opening and all(row.values.get(name) == value for name, value in wanted.items())
    closing = () if settled else _moves(described, there, wanted)
    return (*_through(described, opening), *([others] if others else []), *closing) if settled or closing else ()


def around(described: Table, row: Record) -> tuple[Steps, Steps]:
    """What opens a row, and what closes it again as it was; nothing for one that is open, or cannot be opened."""
    states, now = _states(described), row.values.get(STATE)
    opening = states.way(now, states.open) if isinstance(now, int) else None
    if not opening:
        return (), ()
    closing = _moves(described, opening[-1], {name: row.values.get(name) for name in BOTH})
    return (_through(described, opening), closing) if closing else ((), ())


def _moves(described: Table, start: int, wanted: Values) -> Steps:
    """The steps from one state to another with its reason; none where no way leads there."""
    state = wanted[STATE]
    way = _states(described).way(start, frozenset({state})) if isinstance(state, int) else None
    if way is None:
        return ()
    return (*_through(described, way[:-1]), {name: wanted[name] for name in BOTH})


def _through(described: Table, states: Sequence[int]) -> Steps:
    first = first_reasons(described)
    return tuple({STATE: state, **({REASON: first[state]} if state in first else {})} for state in states)


def _other(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in BOTH}


def _states(table: Table) -> States:
    return _OF_TABLE.get(table.name, _ANY_WAY)


def _reasons(described: Table) -> Mapping[int, int]:
    return described.columns[REASON].states if REASON in described.columns else {}


def _completed(write: Write, states: Mapping[int, int], first: Mapping[int, int]) -> Write:
    state, reason = write.values.get(STATE), write.values.get(REASON)
    if reason is None and isinstance(state, int) and state in first:
        return replace(write, values={**write.values, REASON: first[state]})
    if state is None and isinstance(reason, int) and reason in states:
        return replace(write, values={**write.values, STATE: states[reason]})
    return write
