"""Metadata drift: what is known of a table is renewed when a request is refused because of it."""

import pytest

from syncadmin.connections.clients.contract import Answer
from syncadmin.connections.clients.errors import ColumnMissing, TableMissing
from tests.clients.builders import counting, create, read, update


@pytest.fixture(params=["bc", "dv"])
def place(request, sandbox):
    """Remote, table, a column that may go, and the name column."""
    remote = request.getfixturevalue(request.param)
    table, column, name = ("customers", "city", "displayName") if request.param == "bc" else ("account", "fax", "name")
    remote.columns(table)
    return remote, table, column, name


def new(remote, **values):
    return create(1, "" if remote.side == "bc" else "new", **values)


def test_reading_a_column_that_was_removed_says_so(place, sandbox):
    remote, table, column, name = place
    sandbox.reshape(table, remove=[column])
    with pytest.raises(ColumnMissing) as missing:
        read(remote, table, name, column)
    assert missing.value.problem.facts["field"] == column


def test_writing_a_column_that_was_removed_says_so(place, sandbox):
    remote, table, column, name = place
    sandbox.reshape(table, remove=[column])
    (written,) = remote.write(table, [name], [new(remote, **{name: "Adatum", column: "X"})])
    assert (written.answer, written.problem.code) == (Answer.REFUSED, "column_missing")


def test_other_columns_are_read_and_written_all_the_same(place, sandbox):
    remote, table, column, name = place
    sandbox.reshape(table, remove=[column])
    (written,) = remote.write(table, [name], [new(remote, **{name: "Adatum"})])
    (row,) = read(remote, table, name)
    (changed,) = remote.write(table, [name], [update(row, **{name: "Contoso"})])
    assert (written.answer, changed.answer) == (Answer.DONE, Answer.DONE)


def test_a_length_that_changed_is_known_after_forgetting(place, sandbox):
    remote, table, _column, name = place
    sandbox.reshape(table, alter={name: {"length": 5}})
    remote.forget_metadata()
    (written,) = remote.write(table, [name], [new(remote, **{name: "Adatum"})])
    assert (written.problem.code, written.problem.facts["limit"]) == ("value_too_long", "5")


def test_a_table_that_was_dropped_is_missing(place, sandbox):
    remote, table, _column, name = place
    sandbox.drop_table(table)
    remote.forget_metadata()
    with pytest.raises(TableMissing):
        read(remote, table, name)


def test_an_extension_that_was_taken_away_leaves_the_standard_pages(bc, sandbox):
    sandbox.add("customers", displayName="Adatum")
    bc.columns("customers")
    sandbox.options.extension = False
    assert [row.values["displayName"] for row in read(bc, "customers", "displayName")] == ["Adatum"]


def test_a_field_that_turns_out_to_be_read_only_is_named_and_not_sent_again(bc, sandbox):
    sandbox.add("customers", displayName="Adatum")
    (row,) = read(bc, "customers", "displayName")
    sandbox.reshape("customers", alter={"website": {"writable": "never"}})
    for requests in (1, 0):
        with counting(sandbox, "$batch") as sent:
            (written,) = bc.write("customers", ["displayName"], [update(row, website="x.example")])
        assert (written.answer, written.problem.code) == (Answer.REFUSED, "field_read_only")
        assert written.problem.facts["field"] == "website"
        assert len(sent) == requests
