"""Brakes: what a plan would do is counted, and more than is allowed is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from syncadmin.engine.brakes import Brakes, Effect, Excess, Limit, effects
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import DeletionPolicy
from syncadmin.engine.values import Action, Operation, Side
from tests.engine.builders import bc, dataverse, field_of, mapping_of, pair_of

NAME, CITY = field_of("name"), field_of("city")


def test_effects_are_counted_from_the_operations():
    pair = pair_of(bc(name="B", city=None), dataverse(name="A", city="A"), {"name": "A", "city": "A"})
    update = decide(mapping_of(NAME, CITY), pair, Intent())
    gone = pair_of(bc(name="A"), dataverse(deleted=True), {})
    delete = decide(mapping_of(NAME), gone, Intent(deleted=DeletionPolicy.DELETE))
    create = [Operation(Action.CREATE, "p", Side.BC)]
    assert effects([*update, *delete, *create]) == {Effect.CHANGES: 1, Effect.BLANKS: 1, Effect.DELETES: 1}


@pytest.mark.parametrize(
    ("limit", "records", "count", "allowed"),
    [
        (Limit(10), 1000, 10, None),
        (Limit(10), 1000, 11, 10),
        (Limit(10, Fraction(5, 100)), 1000, 50, None),
        (Limit(10, Fraction(5, 100)), 1000, 51, 50),
        (Limit(10, Fraction(5, 100)), 100, 10, None),
        (Limit(0), 0, 1, 0),
        (Limit(0), 0, 0, None),
    ],
)
def test_more_than_the_number_and_the_share_is_too_much(limit: Limit, records: int, count: int, allowed: int | None):
    found = Brakes({Effect.DELETES: limit}).excesses({Effect.DELETES: count, Effect.CHANGES: 9999}, records)
    assert found == (() if allowed is None else (Excess(Effect.DELETES, count, allowed),))
