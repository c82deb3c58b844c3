"""What is recommended before a full synchronization, by what there is on both sides."""

from __future__ import annotations

import pytest

from syncadmin.engine.advice import Census, advice, reason
from syncadmin.engine.mapping import Direction
from syncadmin.engine.one_way import one_way
from syncadmin.engine.values import Side
from tests.engine.builders import field_of, mapping_of

BOTH, THERE, BACK = Direction.BIDIRECTIONAL, Direction.TO_DATAVERSE, Direction.TO_BC


def census(bc: int, dataverse: int, coupled: int = 0, matches: int = 0, doubts: int = 0, chosen: bool = True) -> Census:
    records = {Side.BC: bc, Side.DATAVERSE: dataverse}
    free = {side: number - coupled for side, number in records.items()}
    return Census(records, free, matches, doubts, ("Name",), chosen)


@pytest.mark.parametrize(
    ("found", "direction", "why", "recommended"),
    [
        (census(0, 0), BOTH, "both_empty", "nothing"),
        (census(0, 9), THERE, "source_empty", "nothing"),
        (census(9, 0), BACK, "source_empty", "nothing"),
        (census(0, 9), BOTH, "one_side", "full"),
        (census(9, 0), THERE, "one_side", "full"),
        (census(9, 9, 9), BOTH, "all_coupled", "full"),
        (census(9, 12, 9), THERE, "all_coupled", "full"),
        (census(9, 12, 9), BOTH, "one_side", "full"),
        (census(9, 9, matches=7), BOTH, "would_match", "couple"),
        (census(9, 9, matches=1, doubts=1), THERE, "would_match", "couple"),
        (census(9, 9, doubts=1), BOTH, "doubtful", "couple"),
        (census(9, 9, 3), BOTH, "none_matches", "full"),
        (census(9, 9, chosen=False), BOTH, "no_criteria", "couple"),
    ],
)
def test_the_recommendation_follows_from_what_is_not_coupled(
    found: Census, direction: Direction, why: str, recommended: str
) -> None:
    assert reason(found, direction) == why
    assert advice(reason(found, direction)) == recommended


@pytest.mark.parametrize(
    ("direction", "creates"),
    [
        (BOTH, {Side.BC: 5, Side.DATAVERSE: 3}),
        (THERE, {Side.BC: 0, Side.DATAVERSE: 3}),
        (BACK, {Side.BC: 5, Side.DATAVERSE: 0}),
    ],
)
def test_what_would_be_created_is_what_is_not_coupled_on_the_other_side(
    direction: Direction, creates: dict[Side, int]
) -> None:
    assert census(4, 6, 1).creates(direction) == creates


def test_a_run_in_one_direction_leaves_out_what_only_flows_the_other_way() -> None:
    fields = (field_of("a"), field_of("b", direction=BACK), field_of("c", direction=THERE))
    found = one_way(mapping_of(*fields), Side.BC)
    assert [(one.id, one.direction) for one in found.fields] == [("a", THERE), ("c", THERE)]
    assert found.direction is THERE
