"""Bulk creates and batch sizes: what is refused whole is halved, what works is remembered (facts 2.5, 2.6, 3.5)."""

import pytest

from syncadmin.connections.clients import catalogues
from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import answers, counting, create, read, update


def accounts(count):
    return [create(ref, "new", name=f"Name {ref}") for ref in range(count)]


def test_one_bad_row_in_bulk_is_found_by_halving(dv, sandbox):
    taken = sandbox.add("account", name="Old")["accountid"]
    dv.columns("account")
    writes = accounts(200)
    writes[137] = create(137, taken, name="New")
    with counting(sandbox, "CRM.CreateMultiple") as bulk, counting(sandbox, "$batch") as batches:
        found = answers(dv.write("account", ["name"], writes))
    assert found == {**dict.fromkeys(range(200), "done"), 137: "exists"}
    assert len(bulk) <= 1 + 2 * 5
    assert len(batches) == 1


def test_many_bad_rows_are_not_halved_for_ever(dv, sandbox):
    taken = sandbox.add("account", name="Old")["accountid"]
    writes = [create(ref, taken, name="New") if ref % 5 == 0 else one for ref, one in enumerate(accounts(400))]
    with counting(sandbox) as sent:
        found = answers(dv.write("account", ["name"], writes))
    assert found == {ref: "exists" if ref % 5 == 0 else "done" for ref in range(400)}
    assert len(sent) < 60


@pytest.mark.parametrize("status", [400, 404, 501])
def test_a_table_without_the_bulk_message_is_remembered(dv, sandbox, status):
    code = "0x80040800" if status == 400 else "0x8006088a"
    sandbox.misbehave("POST", "CreateMultiple", status=status, code=code)
    with counting(sandbox, "CRM.CreateMultiple") as sent:
        for _ in range(2):
            assert set(answers(dv.write("account", ["name"], accounts(20))).values()) == {"done"}
    assert len(sent) == 1


def test_the_service_is_asked_once_which_tables_take_the_message(dv, sandbox):
    with counting(sandbox, "sdkmessagefilters") as sent:
        for table in ("account", "contact"):
            dv.write(
                table,
                [],
                [create(ref, "new", lastname="X") for ref in range(10)] if table == "contact" else accounts(10),
            )
    assert len(sent) == 1


def test_updates_are_never_sent_in_bulk_as_that_has_no_guard(dv, sandbox):
    sandbox.add_many("account", [{"name": f"Name {ref}"} for ref in range(30)])
    writes = [update(row, ref, name=f"Other {ref}") for ref, row in enumerate(read(dv, "account", "name"))]
    with counting(sandbox, "Multiple") as sent:
        assert set(answers(dv.write("account", ["name"], writes)).values()) == {"done"}
    assert sent == []


@pytest.mark.parametrize(("status", "kind"), [(413, "too large"), (504, "timed out"), (408, "timed out")])
def test_a_batch_that_is_too_much_is_halved_and_the_size_remembered(bc, sandbox, status, kind):
    bc.columns("customers")
    sandbox.misbehave("POST", r"\$batch", status=status, times=1)
    writes = [create(ref, number=f"N{ref}", displayName=f"Name {ref}") for ref in range(100)]
    with counting(sandbox, "$batch") as sent:
        assert set(answers(bc.write("customers", ["displayName"], writes)).values()) == {"done"}
    assert len(sent) == 3, kind
    more = [create(ref, number=f"M{ref}", displayName=f"Name {ref}") for ref in range(100)]
    with counting(sandbox, "$batch") as sent:
        bc.write("customers", ["displayName"], more)
    assert len(sent) == 2
    assert len(sandbox.rows("customers")) == 200


def test_bulk_that_is_too_large_is_halved_and_the_size_remembered(dv, sandbox):
    dv.columns("account")
    sandbox.misbehave("POST", "CreateMultiple", status=413, times=1)
    for calls in (3, 2):
        with counting(sandbox, "CRM.CreateMultiple") as sent:
            assert set(answers(dv.write("account", ["name"], accounts(200))).values()) == {"done"}
        assert len(sent) == calls


def test_a_single_write_that_is_too_large_is_refused_alone(bc, sandbox):
    sandbox.misbehave("POST", r"\$batch", status=413)
    (written,) = bc.write("customers", ["displayName"], [create(1, displayName="Adatum")])
    assert (written.answer, written.problem.code) == (Answer.REFUSED, "request_refused")


def test_the_size_that_works_is_tried_anew_after_a_while(bc, sandbox, clock):
    sandbox.misbehave("POST", r"\$batch", status=413, times=1)
    bc.write("customers", [], [create(ref, number=f"N{ref}") for ref in range(100)])
    clock.time += 2 * 3600
    catalogues.forget_all()
    with counting(sandbox, "$batch") as sent:
        bc.write("customers", [], [create(ref, number=f"M{ref}") for ref in range(100)])
    assert len(sent) == 1
