"""BC's own rule, by which records conflict and not fields."""

from __future__ import annotations

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import ConflictPolicy, Direction
from syncadmin.engine.merge import Will
from syncadmin.engine.transform import Rule, RuleKind
from syncadmin.engine.values import Action, Ending, Side
from tests.engine.builders import bc, dataverse, field_of, mapping_of, pair_of

FIELDS = (field_of("name"), field_of("city"), field_of("fax", direction=Direction.TO_DATAVERSE))
BASE = {"name": "A", "city": "A", "fax": "A"}
APART = pair_of(bc(name="B", city="A", fax="A"), dataverse(name="A", city="C", fax="A"), BASE)
ONE_WAY = pair_of(bc(name="A", city="A", fax="B"), dataverse(name="A", city="A", fax="C"), BASE)


def run(pair, policy=ConflictPolicy.ASK, **will):
    return decide(mapping_of(*FIELDS, by_record=True, policy=policy), pair, Intent(Will(**will)))


def test_different_fields_changed_on_the_two_sides_conflict():
    (operation,) = run(APART)
    assert (operation.ending, operation.reason.facts) == (Ending.CONFLICT, {"fields": "Name, City"})


@pytest.mark.parametrize(
    ("winner", "side", "values"),
    [
        (Side.BC, Side.DATAVERSE, {"dv_name": "B", "dv_city": "A"}),
        (Side.DATAVERSE, Side.BC, {"bc_name": "A", "bc_city": "C"}),
    ],
)
def test_the_policy_takes_the_whole_record(winner, side, values):
    (operation,) = run(APART, arbiter=winner)
    assert (operation.action, operation.side, operation.values) == (Action.UPDATE, side, values)


def test_the_policy_takes_each_field_with_its_own_value_whatever_their_order():
    fields = (field_of("name", rules={Side.DATAVERSE: (Rule(RuleKind.UPPERCASE),)}), field_of("city"))
    pair = pair_of(bc(name="b", city="A"), dataverse(name="A", city="C"), {"name": "A", "city": "A"})
    mapping = mapping_of(*fields, by_record=True)
    (operation,) = decide(mapping, pair, Intent(Will(arbiter=Side.BC)))
    assert operation.values == {"dv_name": "B", "dv_city": "A"}


def test_fields_that_flow_one_way_do_not_conflict():
    (operation,) = run(ONE_WAY)
    assert operation.values == {"dv_fax": "B"}


def test_a_person_settles_it_field_by_field():
    choices = {"name": Side.BC, "city": Side.DATAVERSE}
    operations = run(APART, choices=choices)
    assert {one.side: dict(one.values) for one in operations} == {
        Side.DATAVERSE: {"dv_name": "B"},
        Side.BC: {"bc_city": "C"},
    }
    (incomplete,) = run(APART, choices={"name": Side.BC})
    assert incomplete.ending is Ending.CONFLICT


def test_a_change_of_one_side_is_no_conflict():
    operations = run(pair_of(bc(name="B", city="A", fax="A"), dataverse(name="A", city="A", fax="A"), BASE))
    assert [dict(one.values) for one in operations] == [{"dv_name": "B"}]


def test_merging_writes_the_rest_and_leaves_the_contested_field():
    pair = pair_of(bc(name="B", city="B"), dataverse(name="C", city="A"), {"name": "A", "city": "A"})
    mapping = mapping_of(field_of("name"), field_of("city"), policy=ConflictPolicy.MERGE)
    update, conflict = decide(mapping, pair, Intent())
    assert (update.side, update.values) == (Side.DATAVERSE, {"dv_city": "B"})
    assert (conflict.ending, conflict.reason.facts) == (Ending.CONFLICT, {"fields": "Name"})
