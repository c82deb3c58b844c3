"""States and the reasons for them: which belong together, which may follow, and which keep a row as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...columns import Kind, Table
from ...values import Reason, Refused

if TYPE_CHECKING:
    from ...store import Row

STATE, STATUS = "statecode", "statuscode"
FIRST: Mapping[str, int] = {"product": 2, "opportunity": 0, "salesorder": 0, "invoice": 0}
# Which states may follow a state. Tables that are not named here go from any state to any.
FOLLOWING: Mapping[str, Mapping[int, tuple[int, ...]]] = {
    "product": {2: (0,), 0: (1, 3), 1: (0,), 3: (0, 1)},
    "opportunity": {0: (1, 2), 1: (0,), 2: (0,)},
    "salesorder": {0: (1, 2, 3, 4), 1: (0, 2, 3, 4), 2: (0,), 3: (0, 1, 4), 4: (0,)},
    "invoice": {0: (1, 2, 3), 1: (0,), 2: (0,), 3: (0,)},
}
# The states in which a row refuses changes.
LOCKED: Mapping[str, frozenset[int]] = {
    "product": frozenset({1}),
    "opportunity": frozenset({1, 2}),
    "salesorder": frozenset({1, 2, 3, 4}),
    "invoice": frozenset({1, 2, 3}),
}


def complete_state(table: Table, row: Row, given: Row, before: Row | None) -> None:
    """State and status of a row about to be stored; raises `Refused`."""
    if STATE not in table.by_name or STATUS not in table.by_name:
        return
    status = table.by_name[STATUS]
    fitting = [option.value for option in status.options if option.state == row[STATE]]
    if STATE in given and STATUS not in given and (before is None or before[STATE] != row[STATE]):
        row[STATUS] = fitting[0] if fitting else row[STATUS]
    if row[STATUS] not in fitting:
        raise Refused(Reason.STATE, status, row[STATUS])
    _check_path(table, row, before)
    if before is not None and is_locked(table, before) and is_locked(table, row):
        _check_untouched(table, row, given, before)


def is_locked(table: Table, row: Row) -> bool:
    """Whether a row is in a state in which it refuses changes."""
    return row[STATE] in LOCKED.get(table.name, ())


def check_active(table: Table, before: Row) -> None:
    """Refuse a change of an inactive row, where the organisation wants that; raises `Refused`."""
    if before.get(STATE) == 1 and table.name not in LOCKED:
        raise _locked(table, before)


def _check_path(table: Table, row: Row, before: Row | None) -> None:
    """Whether the state may follow the one before."""
    state = row[STATE]
    if before is None:
        if state != FIRST.get(table.name, state):
            raise Refused(Reason.STATE, table.by_name[STATE], state)
        return
    old = int(str(before[STATE]))
    following = FOLLOWING.get(table.name, {})
    if state != old and following and state not in following.get(old, ()):
        raise Refused(Reason.STATE, table.by_name[STATE], state)


def _check_untouched(table: Table, row: Row, given: Row, before: Row) -> None:
    """Only the state may change, and references may be cleared."""
    for name in given:
        cleared = row[name] is None and table.by_name[name].kind is Kind.LOOKUP
        if name not in (STATE, STATUS) and row[name] != before[name] and not cleared:
            raise _locked(table, before)


def _locked(table: Table, before: Row) -> Refused:
    names = {option.value: option.name for option in table.by_name[STATE].options}
    state = names.get(int(str(before[STATE])), before[STATE])
    return Refused(Reason.RULE, detail=f"This {table.label or table.entity} is {state} and cannot be updated.")
