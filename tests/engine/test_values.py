"""What crosses the borders: frozen values that know their side."""

from __future__ import annotations

import pytest

from syncadmin.engine.decide import Intent
from syncadmin.engine.mapping import Condition, Direction, FieldMapping, TableMapping
from syncadmin.engine.merge import Will
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem, ProblemKind
from syncadmin.engine.values import Operation, Pair, Record, Side, Verdict
from tests.engine.builders import bc, dataverse, field_of, mapping_of, pair_of

CROSSING = [Record, Pair, Verdict, Operation, Problem, ProblemKind, Plan, Intent, Will]
CROSSING += [FieldMapping, TableMapping, Condition]


@pytest.mark.parametrize("kind", CROSSING)
def test_what_crosses_a_border_is_frozen(kind: type):
    assert kind.__dataclass_params__.frozen


@pytest.mark.parametrize(("side", "other"), [(Side.BC, Side.DATAVERSE), (Side.DATAVERSE, Side.BC)])
def test_each_side_has_the_other_across(side: Side, other: Side):
    assert side.other is other


@pytest.mark.parametrize(
    ("side", "table", "column", "length", "record"),
    [(Side.BC, "customers", "bc_name", 100, "bc-key"), (Side.DATAVERSE, "accounts", "dv_name", 160, "dv-key")],
)
def test_a_mapping_and_a_pair_are_asked_by_side(side: Side, table: str, column: str, length: int, record: str):
    one = field_of("name", bc_length=100, dataverse_length=160)
    assert mapping_of(one).table(side) == table
    assert (one.on(side), one.length(side)) == (column, length)
    assert pair_of(bc(), dataverse()).record(side).key == record


@pytest.mark.parametrize(
    ("direction", "reached"),
    [
        (Direction.BIDIRECTIONAL, [Side.BC, Side.DATAVERSE]),
        (Direction.TO_BC, [Side.BC]),
        (Direction.TO_DATAVERSE, [Side.DATAVERSE]),
    ],
)
def test_a_direction_reaches(direction: Direction, reached: list[Side]):
    assert [side for side in Side if direction.flows_to(side)] == reached


def test_a_field_of_no_record_is_blank():
    assert field_of().of(None) is None
