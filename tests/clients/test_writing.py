"""What is made of lost answers, decided without any network: a world of rows, and a script of how sending fails."""

from dataclasses import replace

import pytest

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.contract import Answer, Change, Column, ColumnKind, TableFacts, Write, Written
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.writing import Sent, all_failed, carry_out, refused
from syncadmin.engine.values import Record, Side

KEY = "5a1b2c3d-0000-4000-8000-abcdef012345"
COLUMNS = {
    "name": Column("name", ColumnKind.TEXT, length=5, caption="Name"),
    "size": Column("size", ColumnKind.INTEGER),
    "code": Column("code", ColumnKind.CODE, updatable=False),
}
TABLE = Table(Side.DATAVERSE, "account", "accounts", "accountid", "", COLUMNS, TableFacts("account", keys=(("code",),)))
CREATE = Write(1, Change.CREATE, KEY, {"name": "Ada"})
UPDATE = Write(1, Change.UPDATE, KEY, {"name": "Ada"}, "v1")
DELETE = Write(1, Change.DELETE, KEY, {}, "v1")
KEYLESS = Write(1, Change.CREATE, "", {"name": "Ada"})
BY_CODE = Write(1, Change.CREATE, "", {"name": "Ada", "code": "A1"})

LOST = errors.AnswerLost(Side.DATAVERSE)
STALE = errors.RowStale(Side.DATAVERSE)
GONE = errors.RowGone(Side.DATAVERSE)
EXISTS = errors.RowExists(Side.DATAVERSE)
TAKEN = errors.DuplicateKey(Side.DATAVERSE)
BUSY = errors.Throttled(Side.DATAVERSE)
DOWN = errors.Unreachable(Side.DATAVERSE)


def row(version="v2", name="Ada"):
    return Record(Side.DATAVERSE, "account", KEY, version, {"name": name, "code": "A1"})


def play(write, *script):
    """Send one write as scripted: each step is what sending comes to and the row that is there afterwards."""
    steps = list(script)
    there = None

    def send(writes):
        nonlocal there
        error, there = steps.pop(0)
        if error is None:
            return [Sent(Written(write.ref, Answer.DONE, there))]
        return [refused(error, one, TABLE) for one in writes]

    def look(writes):
        if there == "silent":
            raise errors.Unreachable(Side.DATAVERSE)
        return {one.ref: there for one in writes} if there else {}

    written = carry_out(TABLE, [write], send, look, lambda tries: None)[0]
    assert not steps, "not everything was sent that should have been"
    return written.answer


@pytest.mark.parametrize(
    ("write", "script", "answer"),
    [
        (CREATE, [(None, row())], Answer.DONE),
        (CREATE, [(LOST, row())], Answer.DONE),
        (CREATE, [(LOST, None), (None, row())], Answer.DONE),
        (CREATE, [(LOST, None), (EXISTS, row())], Answer.DONE),
        (CREATE, [(LOST, None), (TAKEN, row())], Answer.DONE),
        (CREATE, [(LOST, None), (TAKEN, None)], Answer.REFUSED),
        (CREATE, [(LOST, "silent")], Answer.UNKNOWN),
        (CREATE, [(LOST, None)] * 4, Answer.UNKNOWN),
        (CREATE, [(EXISTS, row())], Answer.EXISTS),
        (CREATE, [(EXISTS, None)], Answer.REFUSED),
        (CREATE, [(EXISTS, "silent")], Answer.EXISTS),
        (CREATE, [(TAKEN, None)], Answer.REFUSED),
        (CREATE, [(BUSY, None), (None, row())], Answer.DONE),
        (CREATE, [(BUSY, None)] * 4, Answer.NOT_TRIED),
        (KEYLESS, [(LOST, None)], Answer.UNKNOWN),
        (KEYLESS, [(BUSY, None), (LOST, None)], Answer.UNKNOWN),
        (BY_CODE, [(LOST, row())], Answer.DONE),
        (BY_CODE, [(LOST, row(name="Eve"))], Answer.EXISTS),
        (BY_CODE, [(LOST, None), (None, row())], Answer.DONE),
        (BY_CODE, [(LOST, None), (TAKEN, row())], Answer.DONE),
        (BY_CODE, [(TAKEN, row())], Answer.REFUSED),
        (BY_CODE, [(LOST, "silent")], Answer.UNKNOWN),
        (UPDATE, [(LOST, row("v1", "Old")), (None, row())], Answer.DONE),
        (UPDATE, [(LOST, row())], Answer.DONE),
        (UPDATE, [(LOST, row(name="Eve"))], Answer.STALE),
        (UPDATE, [(LOST, None)], Answer.GONE),
        (UPDATE, [(LOST, "silent")], Answer.UNKNOWN),
        (UPDATE, [(LOST, row("v1", "Old")), (STALE, row())], Answer.DONE),
        (UPDATE, [(LOST, row("v1", "Old")), (STALE, row(name="Eve"))], Answer.STALE),
        (UPDATE, [(LOST, row("v1", "Old"))] * 4, Answer.UNKNOWN),
        (UPDATE, [(STALE, row())], Answer.STALE),
        (UPDATE, [(GONE, None)], Answer.GONE),
        (UPDATE, [(GONE, "silent")], Answer.GONE),
        (UPDATE, [(GONE, row("v1"))], Answer.REFUSED),
        (UPDATE, [(GONE, row("v2", "Eve"))], Answer.STALE),
        (CREATE, [(GONE, None)], Answer.REFUSED),
        (UPDATE, [(BUSY, row("v1")), (STALE, row())], Answer.STALE),
        (DELETE, [(LOST, None)], Answer.DONE),
        (DELETE, [(LOST, row("v1")), (GONE, None)], Answer.DONE),
        (DELETE, [(LOST, row("v1")), (None, None)], Answer.DONE),
        (DELETE, [(LOST, row("v2"))], Answer.STALE),
        (DELETE, [(GONE, None)], Answer.GONE),
    ],
)
def test_what_became_of_a_write(write, script, answer):
    assert play(write, *script) is answer


def test_an_answer_that_is_missing_counts_as_lost():
    (written,) = carry_out(TABLE, [KEYLESS], lambda writes: [], lambda writes: {}, lambda tries: None)
    assert written.answer is Answer.UNKNOWN


def test_what_was_never_sent_is_not_sent_over_and_over():
    sent = []

    def send(writes):
        sent.append(writes)
        return all_failed(DOWN, writes)

    written = carry_out(TABLE, [UPDATE], send, lambda writes: {}, lambda tries: None)[0]
    assert (written.answer, written.problem.code, len(sent)) == (Answer.NOT_TRIED, "unreachable", 1)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"colour": "red"}, "column_missing"),
        ({"size": "large"}, "value_refused"),
        ({"name": "Adatum"}, "value_too_long"),
        ({"code": "A2"}, "field_read_only"),
    ],
)
def test_what_cannot_be_sent_is_refused_alone(values, code):
    bad = Write(2, Change.UPDATE, KEY, values, "v1")

    def send(writes):
        assert [write.ref for write in writes] == [1]
        return [Sent(Written(1, Answer.DONE, row()))]

    good, refused_one = carry_out(TABLE, [UPDATE, bad], send, lambda writes: {}, lambda tries: None)
    assert (good.answer, refused_one.answer, refused_one.problem.code) == (Answer.DONE, Answer.REFUSED, code)


def test_a_line_without_its_parent_is_a_bug():
    lines = replace(TABLE, facts=TableFacts("orderline", parent="order"))
    with pytest.raises(ValueError, match="parent"):
        carry_out(lines, [CREATE], lambda writes: [], lambda writes: {}, lambda tries: None)


@pytest.mark.parametrize(
    "write",
    [
        Write(1, Change.UPDATE, KEY, {}, ""),
        Write(1, Change.UPDATE, "", {}, "v1"),
        Write(1, Change.DELETE, "1)/x(", {}, "v1"),
        Write(1, Change.CREATE, "no guid", {}),
    ],
)
def test_a_write_without_guard_is_a_bug(write):
    with pytest.raises(ValueError, match="a key|a write"):
        carry_out(TABLE, [write], lambda writes: [], lambda writes: {}, lambda tries: None)
