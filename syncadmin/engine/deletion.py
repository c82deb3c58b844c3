"""What follows for a coupled record whose partner was deleted (*Resolve Deletion Conflicts*).

That the partner is gone was confirmed by its key before anything here is asked.
"""

from __future__ import annotations

from syncadmin.engine.mapping import DeletionPolicy, TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Pair, Record, Values

Operations = tuple[Operation, ...]


def decide_deleted(mapping: TableMapping, pair: Pair, policy: DeletionPolicy, restored: Operations) -> Operations:
    """The operations for a coupled pair of which a record is gone; ``restored`` are those that would create it anew."""
    survivor = next(iter(pair.there), None)
    if survivor is None:
        return (_uncoupling(pair, Problem("both_deleted")),)
    facts = {"system": SYSTEM_NAMES[survivor.side.other]}
    match policy:
        case DeletionPolicy.RESTORE if mapping.direction.flows_to(survivor.side.other):
            return restored
        case DeletionPolicy.UNCOUPLE:
            return (_uncoupling(pair, Problem("uncoupled_from_deleted", facts)),)
        case DeletionPolicy.ARCHIVE if values := mapping.archive.get(survivor.side):
            left = {name: value for name, value in values.items() if survivor.values.get(name) != value}
            if left:
                return (_writing(Action.UPDATE, pair, survivor, left),)
            return (_accounted(pair, Ending.UNCHANGED, Problem("archived", facts)),)
        case DeletionPolicy.DELETE:
            return (_writing(Action.DELETE, pair, survivor),)
    return (_accounted(pair, Ending.FAILED, Problem("partner_deleted", facts)),)


def _writing(action: Action, pair: Pair, record: Record, values: Values | None = None) -> Operation:
    return Operation(action, pair.key, record.side, record.key, values or {}, record.version)


def _uncoupling(pair: Pair, reason: Problem) -> Operation:
    return Operation(Action.UNCOUPLE, pair.key, ending=Ending.UNCOUPLED, reason=reason)


def _accounted(pair: Pair, ending: Ending, reason: Problem) -> Operation:
    return Operation(Action.NOTHING, pair.key, ending=ending, reason=reason)
