"""A create in Business Central that carries a unique key is looked up by it after a lost answer (facts 0.11, 4.13).

Where our extension is installed each create carries a key of ours.
"""

import pytest

from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import answers, counting, create, path_of

LOST = [{"kind": "lose_answer"}, {"kind": "reset"}, {"kind": "truncate"}, {"status": 500}, {"status": 504}]
lost = pytest.mark.parametrize("fault", LOST, ids=lambda fault: str(next(iter(fault.values()))))


@lost
def test_a_lost_create_is_found_by_our_own_key_or_made(bc, sandbox, fault):
    sandbox.misbehave("POST", r"\$batch", times=1, **fault)
    written = bc.write("customers", ["displayName"], [create(ref, displayName="Adatum") for ref in range(50)])
    assert {one.answer for one in written} == {Answer.DONE}
    assert len({one.record.key for one in written}) == len(sandbox.rows("customers")) == 50
    assert set(written[0].record.values) == {"displayName"}


def test_a_row_somebody_edited_after_a_lost_answer_is_still_ours(bc, sandbox):
    bc.columns("customers")
    sandbox.misbehave("POST", r"\$batch", times=1, kind="lose_answer")
    sandbox.misbehave("GET", "customers", times=1, kind="drift")
    (written,) = bc.write("customers", ["displayName"], [create(1, displayName="Adatum")])
    assert (written.answer, written.record.key) == (Answer.DONE, sandbox.rows("customers")[0]["id"])


@lost
def test_without_the_extension_a_lost_create_is_found_by_its_number_or_made(bc, sandbox, fault):
    sandbox.options.extension = False
    sandbox.misbehave("POST", r"\$batch", times=1, **fault)
    writes = [create(ref, number=f"N{ref}", displayName=f"O'Hara {ref}") for ref in range(50)]
    written = bc.write("customers", ["displayName"], writes)
    assert {one.answer for one in written} == {Answer.DONE}
    assert len({one.record.key for one in written}) == len(sandbox.rows("customers")) == 50


def test_a_row_that_had_the_number_before_is_told_apart(bc, sandbox):
    sandbox.options.extension = False
    sandbox.add("customers", number="N1", displayName="Old")
    sandbox.misbehave("POST", r"\$batch", times=1, kind="reset")
    (written,) = bc.write("customers", ["displayName"], [create(1, number="N1", displayName="New")])
    assert (written.answer, written.record.values["displayName"]) == (Answer.EXISTS, "Old")


def test_a_create_without_a_key_stays_unknown(bc, sandbox):
    sandbox.options.extension = False
    sandbox.misbehave("POST", r"\$batch", times=1, kind="lose_answer")
    assert answers(bc.write("customers", [], [create(1, displayName="Adatum")])) == {1: "unknown"}


def test_many_lost_creates_are_looked_up_in_few_requests(bc, sandbox):
    bc.columns("customers")
    sandbox.misbehave("POST", r"\$batch", times=1, kind="lose_answer")
    with counting(sandbox, "customers?") as asked:
        bc.write("customers", [], [create(ref, displayName="Adatum") for ref in range(100)])
    assert len(asked) == 5
    assert "integrationId eq " in path_of(asked[0])
