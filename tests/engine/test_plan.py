"""A plan adds up and keeps its order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from syncadmin.engine.decide import Intent
from syncadmin.engine.plan import Plan, expected_ending, plan_pairs
from syncadmin.engine.values import Action, Ending, Operation, Pair
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
