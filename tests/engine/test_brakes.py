"""Brakes: what a plan would do is counted, and more than is allowed is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from syncadmin.engine.brakes import Brakes, Effect, Excess, Limit, blanked
from syncadmin.engine.decide import Intent, decide
from tests.engine.builders import bc, dataverse, field_of, mapping_of, pair_of


def test_only_a_value_that_is_replaced_by_nothing_counts_as_blanked():
    left, right = {"name": "B", "city": None, "fax": None}, {"name": None, "city": "A", "fax": None}
    pair = pair_of(bc(**left), dataverse(**right), {"name": None, "city": "A", "fax": None})
    (update,) = decide(mapping_of(field_of("name"), field_of("city"), field_of("fax")), pair, Intent())
    assert blanked(update.verdicts) == 1


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


def test_what_a_plan_does_not_do_is_never_too_much():
    assert Brakes({Effect.DELETES: Limit(0)}).excesses({}, 0) == ()
