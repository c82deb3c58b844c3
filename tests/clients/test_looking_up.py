"""Keys, counts, look-ups of many values and lines below their parents, each in few requests."""

import json

import pytest

from syncadmin.connections.clients.auth import Basic
from syncadmin.connections.clients.business_central.reads import BusinessCentralReads
from syncadmin.connections.clients.conditions import exact_filter, held_values
from syncadmin.connections.clients.contract import Column, ColumnKind, TableFacts
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side
from tests.clients.builders import add_many, counting, path_of
from tests.clients.scripted import Reply

NOWHERE = "00000000-0000-4000-8000-000000000001"


def named(records, column):
    """The values of a column, in order."""
    return sorted(record.values[column] for record in records)


def condition(side, name, *values, negated=False):
    return Condition(side, name, name, values, negated)


def test_keys_are_read_and_nothing_else(bc, dv, sandbox):
    add_many(sandbox, "customers", "displayName", 5)
    add_many(sandbox, "account", "name", 5)
    sandbox.options.business_central_page = sandbox.options.dataverse_page = 2
    for remote, table, key in ((bc, "customers", "id"), (dv, "account", "accountid")):
        pages = list(remote.keys(table))
        assert [len(page) for page in pages] == [2, 2, 1]
        assert {one for page in pages for one in page} == {row[key] for row in sandbox.rows(table)}
        asked = [one for one in sandbox.requests if "$select" in path_of(one)][-1]
        assert f"$select={key}" in path_of(asked).split("&")[0]
        assert "," not in path_of(asked).split("&")[0]


def test_business_central_counts_to_the_end_and_dataverse_to_its_limit(bc, dv, sandbox):
    add_many(sandbox, "customers", "displayName", 7)
    add_many(sandbox, "account", "name", 7)
    assert (bc.count("customers"), dv.count("account")) == (7, 7)
    sandbox.options.count_cap = 5
    assert (bc.count("customers"), dv.count("account")) == (7, None)


def test_rows_are_counted_by_conditions(bc, dv, sandbox):
    for city, blocked in (("Oslo", "_x0020_"), ("Oslo", "All"), ("Bonn", "All"), ("", "Ship")):
        sandbox.add("customers", displayName="Adatum", city=city, blocked=blocked)
    for kind in (3, 3, None):
        sandbox.add("account", name="Adatum", customertypecode=kind)
    oslo = condition(Side.BC, "city", "Oslo", None)
    assert bc.count("customers", [oslo]) == 3
    assert bc.count("customers", [condition(Side.BC, "city", "Oslo", negated=True)]) == 2
    assert bc.count("customers", [oslo, condition(Side.BC, "blocked", "All", "Ship")]) == 2
    assert dv.count("account", [condition(Side.DATAVERSE, "customertypecode", 3)]) == 2
    assert dv.count("account", [condition(Side.DATAVERSE, "customertypecode", 3, negated=True)]) == 1
    assert dv.count("account", [condition(Side.DATAVERSE, "customertypecode", 3, None)]) == 3


CASES = {
    "text": ColumnKind.TEXT,
    "number": ColumnKind.DECIMAL,
    "option": ColumnKind.OPTION,
    "many": ColumnKind.OPTIONS,
    "key": ColumnKind.GUID,
}


@pytest.mark.parametrize(
    ("side", "name", "values", "negated", "expected"),
    [
        (Side.BC, "text", ("O'Hara", None), False, "(text eq 'O''Hara' or text eq '')"),
        (Side.BC, "text", ("a", "b"), True, "(text ne 'a' and text ne 'b')"),
        (Side.BC, "option", ("All",), False, "(option eq 'All')"),
        (Side.BC, "option", ("All", None), False, None),  # a filter on the blank member fails at times
        (Side.BC, "number", (None,), False, None),  # a number is never blank there
        (Side.DATAVERSE, "option", (1, None), False, "(option eq 1 or option eq null)"),
        (Side.DATAVERSE, "option", (1,), True, "(option ne 1 or option eq null)"),
        (Side.DATAVERSE, "option", (1, None), True, "(option ne 1 and option ne null)"),
        (Side.DATAVERSE, "key", (NOWHERE,), False, f"(key eq {NOWHERE})"),
        (Side.DATAVERSE, "text", ("Oslo",), False, None),  # it would let OSLO pass as well
        (Side.DATAVERSE, "text", ("4711",), False, "(text eq '4711')"),
        (Side.DATAVERSE, "many", ("1,2",), False, None),
        (Side.BC, "text", (), False, None),
    ],
)
def test_a_condition_becomes_a_filter_where_the_service_understands_it_alike(side, name, values, negated, expected):
    table = Table(side, "t", "t", "id", "", {name: Column(name, kind) for name, kind in CASES.items()})
    assert exact_filter(table, [condition(side, name, *values, negated=negated)]) == expected


def test_conditions_of_the_other_side_are_not_for_this_one():
    table = Table(Side.BC, "t", "t", "id", "", {"text": Column("text", ColumnKind.TEXT)})
    assert exact_filter(table, [condition(Side.DATAVERSE, "text", "4711")]) is None


def test_many_business_keys_are_looked_up_in_few_requests(bc, dv, sandbox):
    add_many(sandbox, "customers", "displayName", 300)
    add_many(sandbox, "account", "name", 300)
    with counting(sandbox, "customers") as sent:
        found = bc.find("customers", ["displayName"], "number", [f"n{number}" for number in range(50, 350)])
    assert len(found) == 250
    assert len(sent) == 3
    with counting(sandbox, "accounts") as sent:
        found = dv.find("account", ["name"], "name", [f"Name {number}" for number in range(50, 350)])
    assert len(found) == 250
    assert len(sent) == 1


@pytest.mark.parametrize(
    "name",
    ["O'Hara & Söhne", "100 % sure_", "a[b]*?", "x, y; (z)", "#1 + 1 = 2", "日本 “x”", "https://x.example/?a=b#c"],
)
def test_what_people_type_finds_itself_and_nothing_else(bc, dv, sandbox, name):
    for one in (name, name.lower(), name.upper(), "100 percent sure!", "abcd"):
        sandbox.add("customers", displayName=one)
        sandbox.add("account", name=one)
    assert set(named(bc.find("customers", ["displayName"], "displayName", [name]), "displayName")) == {name}
    assert set(named(dv.find("account", ["name"], "name", [name]), "name")) == {name}


def test_values_of_other_kinds_and_blanks_are_looked_up(bc, dv, sandbox):
    sandbox.add("customers", displayName="Free", blocked="_x0020_", creditLimit=10)
    sandbox.add("customers", displayName="Held", blocked="All", creditLimit=20)
    sandbox.add("account", name="None", customertypecode=None, creditlimit=None)
    sandbox.add("account", name="Three", customertypecode=3, creditlimit=20)
    for column, values, expected in (
        ("blocked", [None], ["Free"]),
        ("blocked", ["All", None], ["Free", "Held"]),
        ("creditLimit", [20, 30], ["Held"]),
    ):
        assert named(bc.find("customers", ["displayName"], column, values), "displayName") == expected
    for column, values, expected in (
        ("customertypecode", [None], ["None"]),
        ("customertypecode", [3, None], ["None", "Three"]),
        ("creditlimit", [20], ["Three"]),
    ):
        assert named(dv.find("account", ["name"], column, values), "name") == expected


def test_what_a_column_cannot_hold_is_the_value_of_no_row():
    table = Table(Side.BC, "t", "t", "id", "", {"number": Column("number", ColumnKind.DECIMAL)})
    assert held_values(table, "number", ["x", 1, "1.0"]) == [1]


def order(sandbox, lines):
    """An order in Business Central with so many lines; its key."""
    customer = sandbox.add("customers", displayName="Adatum")
    item = sandbox.add("items", displayName="Bicycle")
    head = sandbox.add("salesOrders", customerId=customer["id"])
    for number in range(lines):
        sandbox.add(
            "salesOrderLines", documentId=head["id"], lineType="Item", itemId=item["id"], description=f"Line {number}"
        )
    return head["id"]


def test_lines_of_business_central_are_read_below_their_parents_in_one_request(bc, sandbox):
    two, none = order(sandbox, 2), order(sandbox, 0)
    bc.columns("salesOrderLines")
    with counting(sandbox, "salesOrders") as sent:
        found = bc.lines("salesOrderLines", ["description"], [two, none, NOWHERE])
    assert {key: named(lines, "description") for key, lines in found.items()} == {two: ["Line 0", "Line 1"], none: []}
    assert len(sent) == 1
    assert {line.key for line in found[two]} == {row["id"] for row in sandbox.rows("salesOrderLines")}
    assert all(line.version for line in found[two])


def test_lines_of_dataverse_are_read_by_the_lookup_to_their_parents(dv, sandbox):
    account = sandbox.add("account", name="Adatum")["accountid"]
    orders = [sandbox.add("salesorder", name=name, _customerid_value=account) for name in ("Two", "None")]
    two, none = (one["salesorderid"] for one in orders)
    for number in range(2):
        sandbox.add("salesorderdetail", _salesorderid_value=two, productdescription=f"Line {number}")
    found = dv.lines("salesorderdetail", ["productdescription"], [two, none, NOWHERE])
    texts = {key: named(lines, "productdescription") for key, lines in found.items()}
    assert texts == {two: ["Line 0", "Line 1"], none: []}
    assert set(found[two][0].values) == {"productdescription"}


def test_lines_that_did_not_fit_below_their_parent_are_fetched(server, clock):
    parent, (first, second) = NOWHERE, (NOWHERE[:-1] + "2", NOWHERE[:-1] + "3")
    head = {"id": parent, "lines": [{"id": first, "a": "1"}], "lines@odata.nextLink": f"{server.url}/more"}
    pages = ({"value": [head]}, {"value": [{"id": second, "a": "2"}]})
    server.replies = [Reply(body=json.dumps(page).encode()) for page in pages]
    http = Http(Side.BC, server.url, Basic("anna", "hush"), clock=clock, sleep=clock.sleep)
    columns = {name: Column(name, ColumnKind.TEXT) for name in ("id", "a")}
    table = Table(Side.BC, "lines", "lines", "id", "", columns, TableFacts("lines", parent="heads"))
    found = BusinessCentralReads(http, Lanes(http), "companies(1)").lines(table, ["a"], [parent])
    assert named(found[parent], "a") == ["1", "2"]
    http.close()
