"""A lost answer loses nothing and doubles nothing."""

import pytest

from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import answers, counting, create, delete, read, update

LOST = [{"kind": "lose_answer"}, {"kind": "reset"}, {"kind": "truncate"}, {"kind": "html"}, {"status": 500}]
lost = pytest.mark.parametrize("fault", LOST, ids=lambda fault: str(next(iter(fault.values()))))


@lost
def test_a_lost_create_in_dataverse_is_found_or_made(dv, sandbox, fault):
    dv.describe("account")
    sandbox.misbehave("POST", r"\$batch", times=1, **fault)
    (written,) = dv.write("account", ["name"], [create(1, "new", name="Adatum")])
    assert (written.answer, written.record.values["name"]) == (Answer.DONE, "Adatum")
    assert len(sandbox.rows("account")) == 1


@lost
def test_lost_bulk_creates_in_dataverse_are_found_or_made(dv, sandbox, fault):
    dv.describe("account")
    sandbox.misbehave("POST", "CreateMultiple", times=1, **fault)
    written = dv.write("account", ["name"], [create(ref, "new", name=f"Name {ref}") for ref in range(300)])
    assert {one.answer for one in written} == {Answer.DONE}
    assert len(sandbox.rows("account")) == 300


@lost
def test_a_lost_create_in_business_central_stays_unknown_without_a_key_of_ours(bc, sandbox, fault):
    sandbox.options.extension = False
    sandbox.misbehave("POST", r"\$batch", times=1, **fault)
    with counting(sandbox, "$batch") as sent:
        (written,) = bc.write("customers", ["displayName"], [create(1, displayName="Adatum")])
    assert (written.answer, len(sent)) == (Answer.UNKNOWN, 1)
    assert len(sandbox.rows("customers")) <= 1


@lost
@pytest.mark.parametrize("side", ["bc", "dv"])
def test_a_lost_update_is_found_or_made(request, sandbox, side, fault):
    remote, table, name = place(request, side)
    sandbox.add(table, **{name: "Old"})
    (old,) = read(remote, table, name)
    sandbox.misbehave("POST", r"\$batch", times=1, **fault)
    (written,) = remote.write(table, [name], [update(old, **{name: "New"})])
    (row,) = sandbox.rows(table)
    assert (written.answer, written.record.version, row[name]) == (Answer.DONE, row["@odata.etag"], "New")


@lost
@pytest.mark.parametrize("side", ["bc", "dv"])
def test_a_lost_delete_is_found_or_made(request, sandbox, side, fault):
    remote, table, name = place(request, side)
    sandbox.add(table, **{name: "Old"})
    (old,) = read(remote, table, name)
    sandbox.misbehave("POST", r"\$batch", times=1, **fault)
    assert answers(remote.write(table, [name], [delete(old)])) == {1: "done"}
    assert sandbox.rows(table) == []


def test_an_answer_that_stays_lost_is_unknown_if_nobody_can_look(dv, sandbox):
    dv.describe("account")
    sandbox.misbehave("POST", r"\$batch", kind="lose_answer")
    sandbox.misbehave("GET", "accounts", status=500)
    (written,) = dv.write("account", ["name"], [create(1, "new", name="Adatum")])
    assert (written.answer, written.problem.code) == (Answer.UNKNOWN, "answer_lost")


@pytest.mark.parametrize("side", ["bc", "dv"])
def test_throttling_that_goes_on_leaves_a_write_untried(request, sandbox, side, clock):
    remote, table, name = place(request, side)
    remote.describe(table)
    sandbox.misbehave("POST", r"\$batch", status=429, retry_after=2)
    (written,) = remote.write(table, [name], [create(1, "" if side == "bc" else "new", **{name: "Adatum"})])
    assert (written.answer, written.problem.code) == (Answer.NOT_TRIED, "throttled")
    assert clock.slept == [2] * 5
    assert sandbox.rows(table) == []


def test_a_token_that_expires_mid_run_is_renewed(bc, dv, sandbox):
    sandbox.add("customers", displayName="Adatum")
    (old,) = read(bc, "customers", "displayName")
    sandbox.expire_tokens()
    with counting(sandbox, "token") as sent:
        assert answers(bc.write("customers", ["displayName"], [update(old, displayName="Contoso")])) == {1: "done"}
    assert len(sent) == 1


def place(request, side):
    """Remote, table and name column of a side."""
    names = {"bc": ("customers", "displayName"), "dv": ("account", "name")}
    return request.getfixturevalue(side), *names[side]
