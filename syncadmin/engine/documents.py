"""Documents: headers that are created with their lines, all of it or nothing.

``decide`` says that a header is to be created; here its lines are carried over by a mapping of their own and travel
with it. A line that cannot be carried over holds the whole document, and says so with its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Line, Operation, Pair, Record, Side, Unlinked

_CREATE = Intent(create=True)


@dataclass(frozen=True)
class Lines:
    """The lines of documents of both sides, by the key of their document; ``numbers`` is by what people know them."""

    mapping: TableMapping
    numbers: Mapping[Side, str]
    below: Mapping[str, Sequence[Record]]
    links: Links = field(default_factory=lambda: NO_LINKS)


def with_lines(plan: Plan, pairs: Iterable[Pair], lines: Lines) -> Plan:
    """The plan with the lines of each document that is created, or the reason why it is not."""
    known = {one.key: one for one in pairs}
    return Plan(tuple(_with_lines(one, known[one.pair], lines) for one in plan.operations))


def alone(record: Record) -> Pair:
    """A line that is not coupled."""
    return Pair(record.key, bc=record) if record.side is Side.BC else Pair(record.key, dataverse=record)


def _with_lines(operation: Operation, pair: Pair, lines: Lines) -> Operation:
    if operation.action is not Action.CREATE:
        return operation
    header = pair.there[0]
    decided = [(_number(one, place, lines), *_decided(one, lines)) for place, one in _numbered(header, lines)]
    if held := [(number, one) for number, _, one in decided if one.ending and one.ending is not Ending.EXCLUDED]:
        return _held(operation, held)
    made = [
        Line(source.key, number, one.values, one.verdicts)
        for number, source, one in decided
        if one.action is Action.CREATE
    ]
    if not made:
        reason = Problem("document_without_lines", {"system": SYSTEM_NAMES[header.side]})
        return _left(operation, Ending.FAILED, reason)
    return replace(operation, lines=tuple(made))


def _numbered(header: Record, lines: Lines) -> Iterable[tuple[int, Record]]:
    """The lines in the order of their numbers, with their places."""
    name = lines.numbers[header.side]
    found = sorted(lines.below.get(header.key, ()), key=lambda one: (one.values.get(name) is None, _order(one, name)))
    return enumerate(found, start=1)


def _order(one: Record, name: str) -> int:
    number = one.values.get(name)
    return number if isinstance(number, int) else 0


def _number(one: Record, place: int, lines: Lines) -> str:
    found = one.values.get(lines.numbers[one.side])
    return str(place if found is None else found)


def _decided(record: Record, lines: Lines) -> tuple[Record, Operation]:
    """What becomes of a line: it is created, the filter of its mapping leaves it out, or it cannot be carried over."""
    return record, decide(lines.mapping, alone(record), _CREATE, lines.links)[0]


def _held(operation: Operation, held: Sequence[tuple[str, Operation]]) -> Operation:
    """A document that waits, or fails, for the first line that does; it waits for everything its lines wait for."""
    number, first = next((one for one in held if one[1].ending is not Ending.WAITING), held[0])
    assert first.reason is not None
    assert first.ending is not None
    reason = Problem(first.reason.code, {**first.reason.facts, "line": number})
    waits = tuple(dict.fromkeys(wait for _, one in held for wait in one.waits))
    return _left(operation, first.ending, reason, waits if first.ending is Ending.WAITING else ())


def _left(operation: Operation, ending: Ending, reason: Problem, waits: tuple[Unlinked, ...] = ()) -> Operation:
    verdicts = operation.verdicts
    return Operation(Action.NOTHING, operation.pair, verdicts=verdicts, ending=ending, reason=reason, waits=waits)
