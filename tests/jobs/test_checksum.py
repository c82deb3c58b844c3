"""The checksum of a plan: the same for what does the same to the same versions, different otherwise."""

from uuid import UUID

import pytest

from jobs.checksum import checksum_of, note_checksum
from tests.jobs.builders import a_job, an_operation

KEYS = [UUID(int=1), UUID(int=2)]


def checksum(mapping, *operations):
    """That of a plan with these operations."""
    job = a_job(mapping, preview=True)
    for values in operations:
        an_operation(job, **{"ending": "", "bc_key": KEYS[0], "expects": "v1", "values": {"a": 1, "b": 2}, **values})
    note_checksum(job)
    return checksum_of(job)


@pytest.mark.parametrize(
    "other",
    [
        {"expects": "v2"},
        {"values": {"a": 1, "b": 3}},
        {"values": {"a": 1, "c": 2}},
        {"values": {"a": 1}},
        {"values": {"a": 1, "b": None}},
        {"side": "bc"},
        {"bc_key": KEYS[1]},
        {"dataverse_key": KEYS[0]},
        {"action": "create"},
        {"ending": "failed"},
        {"left_out": True},
    ],
    ids=str,
)
def test_it_tells_plans_apart(contoso, other):
    assert checksum(contoso, other) != checksum(contoso, {})


def test_it_is_the_same_for_the_same_plan(contoso):
    same = {"values": {"b": 2, "a": 1}, "title": "Another name"}
    assert checksum(contoso, same) == checksum(contoso, {})


def test_it_knows_order_and_number(contoso):
    one, two = {"bc_key": KEYS[0]}, {"bc_key": KEYS[1]}
    assert len({checksum(contoso, *some) for some in [(), (one,), (one, two), (two, one), (one, one)]}) == 5


def test_it_knows_what_is_left_out(contoso):
    plans = [({}, {"left_out": True}), ({"left_out": True}, {}), ({"left_out": True}, {"left_out": True}), ({}, {})]
    assert len({checksum(contoso, *plan) for plan in plans}) == 4
