"""State and status reason in Dataverse belong together: whoever writes one of them writes both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from syncadmin.connections.clients.contract import Write
from syncadmin.connections.clients.metadata import Table

STATE, REASON = "statecode", "statuscode"


def lacks_half(writes: Sequence[Write]) -> bool:
    """Whether some write has one of the two only."""
    return any((STATE in write.values) != (REASON in write.values) for write in writes)


def completed(described: Table, writes: Sequence[Write]) -> list[Write]:
    """The writes with both, by the options of the table: the state of a reason, the first reason of a state."""
    reasons = described.columns[REASON].states if REASON in described.columns else {}
    first = {state: reason for reason, state in sorted(reasons.items(), reverse=True)}
    return [_completed(write, reasons, first) for write in writes]


def _completed(write: Write, states: Mapping[int, int], first: Mapping[int, int]) -> Write:
    state, reason = write.values.get(STATE), write.values.get(REASON)
    if reason is None and isinstance(state, int) and state in first:
        return replace(write, values={**write.values, REASON: first[state]})
    if state is None and isinstance(reason, int) and reason in states:
        return replace(write, values={**write.values, STATE: states[reason]})
    return write
