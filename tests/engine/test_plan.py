"""A plan adds up, keeps its order and can be told from another one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from syncadmin.engine.decide import Intent
from syncadmin.engine.plan import Plan, expected_ending, plan_pairs
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Ending, Operation, Pair, Side
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of

MAPPING = mapping_of(field_of("name"), field_of("city"), only_coupled=False)
BASE = {"name": "A", "city": "A"}
SAME, EDITED = bc(name="A", city="A"), bc(name="B", city="A")
PAIRS = [
    pair_of(EDITED, dataverse(name="A", city="A"), BASE, key="to dataverse"),
    pair_of(SAME, dataverse(name="A", city="A"), BASE, key="unchanged"),
    pair_of(EDITED, dataverse(name="C", city="A"), BASE, key="conflict"),
    pair_of(EDITED, dataverse(name="A", city="C"), BASE, key="both ways"),
    pair_of(SAME, dataverse(deleted=True), BASE, key="deleted"),
    replace(alone(bc(name="New")), key="new"),
]


def plan_of(pairs: list[Pair]) -> Plan:
    return plan_pairs(MAPPING, pairs, Intent())


def update(**changes: object) -> Operation:
    standard = Operation(Action.UPDATE, "p1", Side.BC, "k1", {"name": "A", "city": "B"}, "v1")
    return replace(standard, **changes)


def test_counts_are_the_operations():
    plan = plan_of(PAIRS)
    assert plan.counts == {
        Ending.UPDATED: 3,
        Ending.UNCHANGED: 1,
        Ending.CONFLICT: 1,
        Ending.FAILED: 1,
        Ending.CREATED: 1,
    }
    assert sum(plan.counts.values()) == len(plan.operations)
    assert plan.counts == Counter(expected_ending(one) for one in plan.operations)


@pytest.mark.parametrize("action", Action)
def test_each_action_has_an_ending_and_a_known_one_goes_first(action: Action):
    assert expected_ending(Operation(action, "p1")).value.startswith(action.value.replace("nothing", "unchanged"))
    assert expected_ending(Operation(action, "p1", ending=Ending.FAILED)) is Ending.FAILED


def test_the_order_is_kept():
    order = ["to dataverse", "unchanged", "conflict", "both ways", "both ways", "deleted", "new"]
    assert [one.pair for one in plan_of(PAIRS).operations] == order
    assert [one.pair for one in plan_of(PAIRS[::-1]).operations] == order[::-1]


def test_pairs_are_decided_one_by_one():
    pages = [plan_of([one]).operations for one in PAIRS]
    assert plan_of(PAIRS).operations == tuple(operation for page in pages for operation in page)


def test_an_empty_plan_counts_nothing():
    plan = plan_of([])
    assert (plan.operations, plan.counts) == ((), {})


@pytest.mark.parametrize(
    "other",
    [
        update(expects="v2"),
        update(values={"name": "A", "city": "C"}),
        update(values={"name": "A", "town": "B"}),
        update(values={"name": "A"}),
        update(values={"name": "A", "city": None}),
        update(side=Side.DATAVERSE),
        update(key="k2"),
        update(pair="p2"),
        update(action=Action.CREATE),
        update(ending=Ending.FAILED),
    ],
    ids=["version", "value", "property", "fewer", "blank", "side", "key", "pair", "action", "ending"],
)
def test_the_checksum_tells_plans_apart(other: Operation):
    assert Plan((other,)).checksum != Plan((update(),)).checksum


def test_the_checksum_is_the_same_for_the_same_plan():
    again = update(values={"city": "B", "name": "A"}, reason=Problem("not_coupled"))
    assert Plan((again,)).checksum == Plan((update(),)).checksum
    assert plan_of(PAIRS).checksum == plan_of(list(PAIRS)).checksum


def test_the_checksum_knows_order_and_number():
    one, two = update(key="k1"), update(key="k2")
    assert len({Plan(some).checksum for some in [(), (one,), (one, two), (two, one), (one, one)]}) == 5
