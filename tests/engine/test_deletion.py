"""What follows for a record whose partner was deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import DeletionPolicy, Direction
from syncadmin.engine.values import Action, Ending, Pair, Side
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of

GONE = pair_of(bc(name="A"), dataverse(deleted=True), {"name": "A"})
NEVER_SEEN = Pair("p1", {"name": "A"}, bc(name="A"), coupled=True)
BOTH = pair_of(bc(deleted=True), dataverse(deleted=True), {"name": "A"})
ARCHIVED = {Side.BC: {"bc_blocked": "All"}}


def run(pair, policy, **more):
    (operation,) = decide(mapping_of(field_of(), deletion=policy, archive=ARCHIVED, **more), pair, Intent())
    return operation


@pytest.mark.parametrize("pair", [GONE, NEVER_SEEN])
@pytest.mark.parametrize(
    ("policy", "action", "ending", "code"),
    [
        (DeletionPolicy.ASK, Action.NOTHING, Ending.FAILED, "partner_deleted"),
        (DeletionPolicy.RESTORE, Action.CREATE, None, None),
        (DeletionPolicy.UNCOUPLE, Action.UNCOUPLE, Ending.UNCOUPLED, "uncoupled_from_deleted"),
        (DeletionPolicy.ARCHIVE, Action.UPDATE, None, None),
        (DeletionPolicy.DELETE, Action.DELETE, None, None),
    ],
)
def test_the_policy_says_what_follows(pair, policy, action, ending, code):
    operation = run(pair, policy)
    assert (operation.action, operation.ending, operation.reason and operation.reason.code) == (action, ending, code)


def test_a_record_is_restored_from_the_one_that_is_left():
    operation = run(GONE, DeletionPolicy.RESTORE)
    assert (operation.side, operation.key, operation.values) == (Side.DATAVERSE, "", {"dv_name": "A"})


def test_a_record_is_not_restored_against_the_direction():
    operation = run(GONE, DeletionPolicy.RESTORE, direction=Direction.TO_BC)
    assert (operation.ending, operation.reason.code) == (Ending.FAILED, "partner_deleted")


def test_a_record_is_archived_once_and_guarded():
    operation = run(GONE, DeletionPolicy.ARCHIVE)
    assert (operation.side, operation.values, operation.expects) == (Side.BC, {"bc_blocked": "All"}, "b1")
    archived = replace(GONE, bc=bc(name="Edited", blocked="All"))
    assert run(archived, DeletionPolicy.ARCHIVE).ending is Ending.UNCHANGED


def test_nothing_to_archive_with_asks():
    left = pair_of(bc(deleted=True), dataverse(name="A"), {"name": "A"})
    assert run(left, DeletionPolicy.ARCHIVE).reason.code == "partner_deleted"


@pytest.mark.parametrize("policy", DeletionPolicy)
def test_two_deleted_records_are_no_longer_coupled(policy):
    operation = run(BOTH, policy)
    assert (operation.action, operation.ending) == (Action.UNCOUPLE, Ending.UNCOUPLED)


def test_a_person_may_decide_otherwise():
    (operation,) = decide(mapping_of(field_of()), GONE, Intent(deleted=DeletionPolicy.DELETE))
    assert (operation.action, operation.key, operation.expects) == (Action.DELETE, "bc-key", "b1")


def test_a_late_edit_does_not_revive_a_deleted_record_unasked():
    pair, mapping = replace(alone(bc(name="A")), orphan=True), mapping_of(field_of(), only_coupled=False)
    (asked,) = decide(mapping, pair, Intent())
    assert (asked.ending, asked.reason.code) == (Ending.FAILED, "partner_was_deleted")
    (created,) = decide(mapping, pair, Intent(create=True))
    assert created.action is Action.CREATE
