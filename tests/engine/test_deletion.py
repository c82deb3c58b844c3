"""What follows for a record whose partner was deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.deletion import Orphans
from syncadmin.engine.mapping import Condition, DeletionPolicy, Direction
from syncadmin.engine.values import Action, Ending, Pair, Side
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of

ASK, RESTORE, UNCOUPLE, ARCHIVE, DELETE = DeletionPolicy
GONE = pair_of(bc(name="A"), dataverse(deleted=True), {"name": "A"})
NEVER_SEEN = Pair("p1", {"name": "A"}, bc(name="A"), coupled=True)
BOTH = pair_of(bc(deleted=True), dataverse(deleted=True), {"name": "A"})
LEFT_IN_DATAVERSE = pair_of(bc(deleted=True), dataverse(name="A"), {"name": "A"})
ARCHIVED = {Side.BC: {"bc_blocked": "All"}}
CLOSED = {Side.DATAVERSE: {"dv_state": 4}}
POSTED = pair_of(replace(bc(deleted=True), posted=True), dataverse(name="A", state=1), {"name": "A"})
FILTER = (Condition(Side.BC, "bc_name", "Name", ("B",)),)
ORPHAN = replace(alone(bc(name="A")), orphan=True)


def run(pair, policy, asked=None, **more):
    mapping = mapping_of(field_of(), **{"deletion": policy, "archive": ARCHIVED, **more})
    (operation,) = decide(mapping, pair, Intent(deleted=asked))
    return operation


def told(operation):
    """Action, ending and reason of an operation."""
    return operation.action, operation.ending, operation.reason and operation.reason.code


@pytest.mark.parametrize("pair", [GONE, NEVER_SEEN])
@pytest.mark.parametrize(
    ("policy", "action", "ending", "code"),
    [
        (ASK, Action.NOTHING, Ending.FAILED, "partner_deleted"),
        (RESTORE, Action.CREATE, None, "restored"),
        (UNCOUPLE, Action.UNCOUPLE, Ending.UNCOUPLED, "uncoupled_from_deleted"),
        (ARCHIVE, Action.UPDATE, None, "archived"),
        (DELETE, Action.DELETE, None, None),
    ],
)
def test_the_policy_says_what_follows(pair, policy, action, ending, code):
    assert told(run(pair, policy)) == (action, ending, code)


@pytest.mark.parametrize(
    ("policy", "more", "code"),
    [
        (RESTORE, {"direction": Direction.TO_BC}, "partner_not_restorable"),
        (ARCHIVE, {"archive": {}}, "nothing_to_archive_with"),
        (ARCHIVE, {"archive": {Side.DATAVERSE: {"dv_x": 1}}}, "nothing_to_archive_with"),
    ],
)
def test_a_policy_that_cannot_be_followed_asks_and_says_why(policy, more, code):
    assert told(run(GONE, policy, **more)) == (Action.NOTHING, Ending.FAILED, code)


def test_a_record_is_restored_from_the_one_that_is_left():
    operation = run(GONE, RESTORE)
    assert (operation.side, operation.key, operation.values) == (Side.DATAVERSE, "", {"dv_name": "A"})


def test_a_value_that_does_not_fit_is_no_restoration():
    mapping = mapping_of(field_of(dataverse_length=1), deletion=RESTORE)
    (operation,) = decide(mapping, replace(GONE, bc=bc(name="Long")), Intent())
    assert told(operation) == (Action.NOTHING, Ending.FAILED, "value_too_long")


def test_a_record_is_archived_once_and_guarded():
    operation = run(GONE, ARCHIVE)
    assert (operation.side, operation.values, operation.expects) == (Side.BC, {"bc_blocked": "All"}, "b1")
    archived = replace(GONE, bc=bc(name="Edited", blocked="All"))
    assert told(run(archived, ARCHIVE)) == (Action.NOTHING, Ending.UNCHANGED, "archived")


def test_only_what_differs_is_written_to_archive():
    half = replace(GONE, bc=bc(name="A", blocked="All"))
    operation = run(half, ARCHIVE, archive={Side.BC: {"bc_blocked": "All", "bc_kind": "old"}})
    assert operation.values == {"bc_kind": "old"}


def test_what_somebody_changed_back_is_not_archived_again():
    back = replace(GONE, archived=True)
    assert told(run(back, ARCHIVE)) == (Action.NOTHING, Ending.FAILED, "archived_and_changed_back")


@pytest.mark.parametrize("policy", DeletionPolicy)
def test_two_deleted_records_are_no_longer_coupled(policy):
    assert told(run(BOTH, policy)) == (Action.UNCOUPLE, Ending.UNCOUPLED, "both_deleted")


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (ASK, "partner_deleted"),
        (RESTORE, "filtered_out"),
        (ARCHIVE, "filtered_out"),
        (UNCOUPLE, "uncoupled_from_deleted"),
        (DELETE, None),
    ],
)
def test_nothing_is_written_for_a_record_the_filter_leaves_out_unless_a_person_deletes_it(policy, code):
    assert told(run(GONE, ASK, asked=policy, filters=FILTER))[2] == code


def test_a_record_that_is_archived_is_not_told_of_as_filtered_out():
    archived = replace(GONE, bc=bc(name="A", blocked="All"))
    assert told(run(archived, ARCHIVE, filters=FILTER))[2] == "archived"


@pytest.mark.parametrize("pair", [GONE, LEFT_IN_DATAVERSE])
def test_a_person_may_decide_otherwise(pair):
    operation = run(pair, ASK, asked=DELETE)
    (survivor,) = pair.there
    assert (operation.action, operation.key, operation.expects) == (Action.DELETE, survivor.key, survivor.version)


@pytest.mark.parametrize(
    ("intent", "left_out", "expected"),
    [
        (Intent(), False, (Ending.FAILED, "partner_was_deleted")),
        (Intent(create=True), False, (Ending.FAILED, "partner_was_deleted")),
        (Intent(), True, (Ending.EXCLUDED, "partner_left_out")),
        (Intent(create=True), True, (Ending.EXCLUDED, "partner_left_out")),
        (Intent(orphans=Orphans.LEAVE_OUT), False, (Ending.EXCLUDED, "partner_left_out")),
    ],
)
def test_a_late_edit_does_not_revive_a_deleted_record_unasked(intent, left_out, expected):
    pair, mapping = replace(ORPHAN, left_out=left_out), mapping_of(field_of(), only_coupled=False)
    (operation,) = decide(mapping, pair, intent)
    assert told(operation)[1:] == expected


@pytest.mark.parametrize("left_out", [False, True])
def test_a_person_may_have_it_created_anew(left_out):
    intent = Intent(create=True, orphans=Orphans.CREATE)
    (operation,) = decide(mapping_of(field_of()), replace(ORPHAN, left_out=left_out), intent)
    assert operation.action is Action.CREATE


def test_nobody_is_asked_about_a_record_that_would_not_be_created_anyway():
    (operation,) = decide(mapping_of(field_of()), ORPHAN, Intent())
    assert told(operation)[1:] == (Ending.EXCLUDED, "not_coupled")


@pytest.mark.parametrize("policy", [ASK, RESTORE, UNCOUPLE, ARCHIVE])
def test_the_partner_of_what_was_posted_is_closed_whatever_policy_and_filter_say(policy):
    away = (Condition(Side.DATAVERSE, "dv_name", "Name", ("B",)),)
    found = run(POSTED, policy, archive=CLOSED, filters=away)
    assert (told(found), found.values) == ((Action.UPDATE, None, "posted"), {"dv_state": 4})


def test_what_was_closed_stays_so_and_who_opens_it_is_asked():
    closed = replace(POSTED, dataverse=dataverse(name="A", state=4), archived=True)
    assert told(run(closed, ASK, archive=CLOSED)) == (Action.NOTHING, Ending.UNCHANGED, "posted")
    again = replace(POSTED, archived=True)
    assert told(run(again, ASK, archive=CLOSED)) == (Action.NOTHING, Ending.FAILED, "archived_and_changed_back")


def test_a_person_decides_about_the_partner_of_what_was_posted_as_about_any():
    assert told(run(POSTED, ASK, asked=UNCOUPLE, archive=CLOSED))[0] is Action.UNCOUPLE
    assert told(run(POSTED, ASK)) == (Action.NOTHING, Ending.FAILED, "partner_deleted")
