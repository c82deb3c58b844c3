"""A plan: the ordered operations for a set of pairs, and what they count up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.links import NO_LINKS, Links
from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.values import Action, Ending, Operation, Pair

_ENDING_OF = {
    Action.CREATE: Ending.CREATED,
    Action.UPDATE: Ending.UPDATED,
    Action.COUPLE: Ending.COUPLED,
    Action.UNCOUPLE: Ending.UNCOUPLED,
    Action.DELETE: Ending.DELETED,
    Action.NOTHING: Ending.UNCHANGED,
}


@dataclass(frozen=True)
class Plan:
    """The operations of a run, or of a page of it."""

    operations: tuple[Operation, ...]

    @property
    def counts(self) -> Mapping[Ending, int]:
        """How many operations end how, if all goes well."""
        return Counter(expected_ending(one) for one in self.operations)


def plan_pairs(mapping: TableMapping, pairs: Iterable[Pair], intent: Intent, links: Links = NO_LINKS) -> Plan:
    """Decide pair by pair, in the order given."""
    found: list[Operation] = []
    for pair in pairs:
        found += decide(mapping, pair, intent, links)
    return Plan(tuple(found))


def expected_ending(operation: Operation) -> Ending:
    """How an operation ends if all goes well."""
    return operation.ending or _ENDING_OF[operation.action]
