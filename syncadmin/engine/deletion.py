"""What follows for a coupled record whose partner was deleted (*Resolve Deletion Conflicts*) or posted, and later for a
record that is left of a coupling which ended so.

That the partner is gone was confirmed by its key before anything here is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from syncadmin.engine.mapping import DeletionPolicy, TableMapping
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Pair, Record, Values

Operations = tuple[Operation, ...]
# Why a record gets the values of archived records.
ARCHIVING = frozenset({"archived", "posted"})


class Orphans(StrEnum):
    """What a run does about records whose former partner was deleted: asks, or what a person decided for them."""

    ASK = "ask"
    CREATE = "create"
    LEAVE_OUT = "leave_out"


def decide_deleted(
    mapping: TableMapping, pair: Pair, asked: DeletionPolicy | None, refused: Problem | None, restored: Operations
) -> Operations:
    """The operations for a coupled pair of which a record is gone.

    ``asked`` is what a person wants instead of the mapping's policy, ``refused`` why the filter leaves the other record
    out, ``restored`` are the operations that would create the deleted one anew.
    """
    survivor = next(iter(pair.there), None)
    if survivor is None:
        return (_uncoupling(pair, Problem("both_deleted")),)
    facts = {"system": SYSTEM_NAMES[survivor.side.other]}
    policy = asked or mapping.deletion
    values = mapping.archive.get(survivor.side) or {}
    if pair.posted and values and asked is None:
        return (_after_posting(pair, survivor, values, facts),)
    if policy is DeletionPolicy.DELETE:
        return (_writing(Action.DELETE, pair, survivor),)
    if policy is DeletionPolicy.UNCOUPLE:
        return (_uncoupling(pair, Problem("uncoupled_from_deleted", facts)),)
    if policy is DeletionPolicy.ARCHIVE and values and _has(survivor, values):
        return (_accounted(pair, Ending.UNCHANGED, Problem("archived", facts)),)
    restorable = mapping.direction.flows_to(survivor.side.other)
    return _written(pair, survivor, policy, values, refused, restored if restorable else ())


def _written(
    pair: Pair, survivor: Record, policy: DeletionPolicy, values: Values, refused: Problem | None, restored: Operations
) -> Operations:
    """What a policy writes for the record that is left, or why it writes nothing and a person is asked."""
    facts = {"system": SYSTEM_NAMES[survivor.side.other]}
    if refused and policy is not DeletionPolicy.ASK:
        return (_accounted(pair, Ending.EXCLUDED, refused),)
    if policy is DeletionPolicy.RESTORE and restored:
        return restored
    if policy is DeletionPolicy.ARCHIVE and values and not pair.archived:
        return (_writing(Action.UPDATE, pair, survivor, values, Problem("archived", facts)),)
    return (_accounted(pair, Ending.FAILED, Problem(_question(policy, values), facts)),)


def decide_orphan(pair: Pair, wanted: Orphans) -> Operations:
    """Why a record whose former partner was deleted gets no new one; nothing if it does."""
    if wanted is Orphans.CREATE:
        return ()
    if wanted is Orphans.LEAVE_OUT or pair.left_out:
        return (_accounted(pair, Ending.EXCLUDED, Problem("partner_left_out")),)
    return (_accounted(pair, Ending.FAILED, Problem("partner_was_deleted")),)


def _after_posting(pair: Pair, survivor: Record, values: Values, facts: Mapping[str, str]) -> Operation:
    """What a record gets whose partner was posted, whatever the policy and the filter say: its work is done."""
    if _has(survivor, values):
        return _accounted(pair, Ending.UNCHANGED, Problem("posted", facts))
    if pair.archived:
        return _accounted(pair, Ending.FAILED, Problem("archived_and_changed_back", facts))
    return _writing(Action.UPDATE, pair, survivor, values, Problem("posted", facts))


def _question(policy: DeletionPolicy, values: Values) -> str:
    """As what a person is asked, by what the policy could not do."""
    if policy is DeletionPolicy.RESTORE:
        return "partner_not_restorable"
    if policy is DeletionPolicy.ARCHIVE:
        return "archived_and_changed_back" if values else "nothing_to_archive_with"
    return "partner_deleted"


def _has(record: Record, values: Values) -> bool:
    return all(record.values.get(name) == value for name, value in values.items())


def _writing(
    action: Action, pair: Pair, record: Record, values: Values | None = None, reason: Problem | None = None
) -> Operation:
    left = {name: value for name, value in (values or {}).items() if record.values.get(name) != value}
    return Operation(action, pair.key, record.side, record.key, left, record.version, reason=reason)


def _uncoupling(pair: Pair, reason: Problem) -> Operation:
    return Operation(Action.UNCOUPLE, pair.key, ending=Ending.UNCOUPLED, reason=reason)


def _accounted(pair: Pair, ending: Ending, reason: Problem) -> Operation:
    return Operation(Action.NOTHING, pair.key, ending=ending, reason=reason)
