"""Test Connection names every right that is missing: on which table, in which system, and what to do."""

import pytest

from syncadmin.connections.clients import privileges
from syncadmin.engine.values import Side
from tests.connections.pages import failures, press_test, steps, words
from tests.family import customer_mapping


@pytest.fixture
def mapped(client, alice, connection):
    """A connection with mappings; Alice is signed in."""
    client.force_login(alice)
    customer_mapping(connection)
    return connection


def rights_of(connection, side):
    """The findings about rights of one side, as tables and rights."""
    connection.refresh_from_db()
    found = [one for one in connection.checks if one["side"] == side and one["step"] == "rights" and "code" in one]
    return {(one["facts"]["table"], one["facts"].get("right", one["code"])) for one in found}


@pytest.mark.parametrize(
    ("side", "table", "right", "told"),
    [
        ("dataverse", "account", "write", "Write"),
        ("dataverse", "account", "create", "Create"),
        ("bc", "customers", "write", "Write"),
        ("bc", "customers", "create", "Create"),
    ],
)
def test_a_right_to_write_that_is_missing(client, mapped, sandbox, side, table, right, told):
    sandbox.options.set({"rights": {f"{table}:{right}": "none"}})
    page = words(press_test(client, mapped))
    assert rights_of(mapped, side) == {(table, told)}
    assert f"does not give the application the right “{told}” on the table {table}." in page
    grant = f"prv{told}Account" if side == "dataverse" else {"Write": "Modify", "Create": "Insert"}[told]
    assert f"Give “{grant}” to the application there" in page


def test_each_missing_right_is_a_finding_of_its_own_and_the_test_goes_on(client, mapped, sandbox):
    sandbox.options.set({"rights": {"account:write": "none", "account:create": "none", "customers:write": "none"}})
    press_test(client, mapped)
    assert rights_of(mapped, "dataverse") == {("account", "Write"), ("account", "Create")}
    assert rights_of(mapped, "bc") == {("customers", "Write")}
    assert ("dataverse", "clock", "") in steps(mapped)


@pytest.mark.parametrize(("side", "table"), [("bc", "customers"), ("dataverse", "account")])
def test_a_table_that_may_not_be_read(client, mapped, sandbox, side, table):
    sandbox.options.set({"rights": {f"{table}:read": "none"}})
    page = words(press_test(client, mapped))
    assert (side, "tables", "table_unreadable") in failures(mapped)
    assert f"The table {table}" in page


def test_rows_that_stay_hidden_are_warned_of(client, mapped, sandbox):
    sandbox.options.set({"rights": {"account:read": "user"}})
    page = words(press_test(client, mapped))
    assert rights_of(mapped, "dataverse") == {("account", "rows_hidden")}
    assert "rows that it may not see look deleted" in page
    assert "With warnings" in page


def test_asking_for_rights_changes_no_row(client, mapped, sandbox):
    before = {name: sandbox.rows(name) for name in ("customers", "account")}
    press_test(client, mapped)
    assert {name: sandbox.rows(name) for name in before} == before


@pytest.mark.parametrize(("held", "told"), [("entity", True), ("", False)])
def test_metadata_that_may_not_be_read_are_warned_of(held, told):
    rights = {"prvreadentity": "Global"} if held else {}
    found = list(privileges._metadata(Side.DATAVERSE, rights))
    assert [one.problem.facts["grant"] for one in found if one.warning] == (
        ["prvReadAttribute", "prvReadRelationship", "prvReadOptionSet"] if told else []
    )


def test_what_only_reads_needs_no_right_to_write(client, mapped, sandbox):
    mapped.mappings.update(direction="to_dataverse")
    sandbox.options.set({"rights": {"customers:write": "none", "customers:create": "none"}})
    press_test(client, mapped)
    assert rights_of(mapped, "bc") == set()


def test_the_local_currency_must_exist_in_dataverse(client, mapped, sandbox):
    setup = sandbox.rows("generalLedgerSetup")[0]
    sandbox.change("generalLedgerSetup", setup["id"], localCurrencyCode="CHF")
    page = words(press_test(client, mapped))
    assert ("dataverse", "currency", "currency_missing") in failures(mapped)
    assert "The local currency CHF of Business Central does not exist in Dataverse." in page


@pytest.mark.parametrize(
    ("installed", "told"), [(True, "is installed."), (False, "Not installed: mappings that need it stay off.")]
)
def test_the_extension_is_found_or_not(client, mapped, sandbox, installed, told):
    sandbox.options.extension = installed
    page = words(press_test(client, mapped))
    assert told in page
    assert failures(mapped) == []


def test_a_clock_that_is_wrong_is_warned_of(client, mapped, sandbox):
    sandbox.clock.skew("dataverse", minutes=-11)
    page = words(press_test(client, mapped))
    sandbox.clock.skew("dataverse")
    assert ("dataverse", "clock", "clock_differs") in steps(mapped)
    assert "The clock of Dataverse and that of this computer differ by 11 minutes." in page
