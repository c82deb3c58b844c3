"""Derived columns are read, found, described and written like any other; they cost nothing unless asked for."""

from contextlib import closing

import pytest

from syncadmin.connections.clients.contract import Change, ColumnKind, Write
from syncadmin.connections.remote import open_remote
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side
from tests.clients.builders import counting

FACTS = {"local_currency": "NOK", "base_currency": "NOK"}


@pytest.fixture
def bc(connection):
    """Business Central, with what is known of the connection."""
    connection.facts = dict(FACTS)
    with closing(open_remote(connection, Side.BC)) as remote:
        yield remote


def person(sandbox, partner, **values):
    """A person in the company of a customer or vendor."""
    links = [one for one in sandbox.rows("contactsInformation") if one["relatedId"] == partner["id"]]
    number = next(one["contactNumber"] for one in links if one["contactType"] == "Company")
    given = {"type": "Person", "displayName": "Ada Lund", "companyNumber": number, **values}
    return sandbox.add("contacts", **given)


def read(remote, table, column):
    """The values of a column by key."""
    pages = remote.changes(table, [column], "")
    return {one.key: one.values[column] for page in pages for one in page.records}


def test_a_contact_is_related_to_the_customer_or_vendor_behind_its_company(bc, sandbox):
    customer, vendor = sandbox.add("customers", displayName="Adatum"), sandbox.add("vendors", displayName="Litware")
    ada, bo = person(sandbox, customer), person(sandbox, vendor)
    lone = sandbox.add("contacts", type="Person", displayName="Nobody's")
    found = read(bc, "contacts", "relatedId")
    assert (found[ada["id"]], found[bo["id"]], found[lone["id"]]) == (customer["id"], vendor["id"], None)
    assert bc.by_keys("contacts", ["relatedId"], [ada["id"]])[ada["id"]].values == {"relatedId": customer["id"]}


def test_a_customer_whose_name_is_not_that_of_its_contact_is_found_all_the_same(bc, sandbox):
    customer = sandbox.add("customers", displayName="Adatum")
    ada = person(sandbox, customer)
    for one in sandbox.rows("contacts"):
        sandbox.change("contacts", one["id"], companyName="Adatum of old")
    assert read(bc, "contacts", "relatedId")[ada["id"]] == customer["id"]


def test_a_relation_that_is_written_becomes_the_company_of_the_contact(bc, sandbox):
    customer, other = (sandbox.add("customers", displayName=name) for name in ("Adatum", "Contoso"))
    ada = person(sandbox, customer)
    known = bc.by_keys("contacts", ["relatedId"], [ada["id"]])[ada["id"]]
    change = Write(1, Change.UPDATE, known.key, {"relatedId": other["id"]}, known.version)
    (written,) = bc.write("contacts", ["displayName"], [change])
    assert written.record.values == {"displayName": "Ada Lund", "relatedId": other["id"]}
    assert sandbox.row("contacts", ada["id"])["companyName"] == "Contoso"


def test_a_relation_to_whom_no_contact_stands_for_is_refused(bc, sandbox):
    (setup,) = sandbox.rows("integrationSetup")
    sandbox.change("integrationSetup", setup["id"], customerRelationCode="")
    customer = sandbox.add("customers", displayName="Adatum")
    create = Write(1, Change.CREATE, values={"displayName": "Ada Lund", "type": "Person", "relatedId": customer["id"]})
    (written,) = bc.write("contacts", [], [create])
    assert (written.answer, written.problem.code) == ("refused", "no_company_contact")
    assert written.problem.facts["record"] == "Adatum"
    assert sandbox.rows("contacts") == []


def test_an_opportunity_is_related_by_its_contact(bc, sandbox):
    customer, vendor = sandbox.add("customers", displayName="Adatum"), sandbox.add("vendors", displayName="Litware")
    ours, theirs = (
        sandbox.add("opportunities", description="Lamps", contactNumber=person(sandbox, one)["number"])
        for one in (customer, vendor)
    )
    assert read(bc, "opportunities", "relatedId") == {ours["id"]: customer["id"], theirs["id"]: vendor["id"]}
    assert read(bc, "opportunities", "relatedCustomerId") == {ours["id"]: customer["id"], theirs["id"]: None}


def test_nothing_is_asked_besides_where_no_derived_column_is_asked_for(bc, sandbox):
    customer = sandbox.add("customers", displayName="Adatum")
    for _ in range(40):
        person(sandbox, customer)
    with counting(sandbox, "contactsInformation") as sent:
        assert list(bc.changes("contacts", ["displayName"], ""))
    assert sent == []
    with counting(sandbox, "contactsInformation") as sent:
        assert len(read(bc, "contacts", "relatedId")) == 41
    assert len(sent) == 1


def test_derived_columns_are_described_found_and_not_counted(bc, sandbox):
    customer = sandbox.add("customers", displayName="Adatum")
    ada = person(sandbox, customer)
    column = bc.describe("contacts")["relatedId"]
    assert (column.kind, column.derived, column.updatable) == (ColumnKind.GUID, True, True)
    assert not bc.columns("currencies")["exchangeRate"].creatable
    found = bc.find("contacts", ["displayName"], "relatedId", [customer["id"]])
    assert ada["id"] in {one.key for one in found}
    assert bc.count("contacts", [Condition(Side.BC, "relatedId", "", (None,), True)]) is None
    assert bc.count("contacts", [Condition(Side.BC, "type", "", ("Person",))]) == 1


def test_a_table_without_those_it_is_worked_out_from_has_no_such_column(bc, sandbox):
    sandbox.options.extension = False
    bc.forget_metadata()
    assert {"price", "stock"} <= bc.columns("items").keys()
    assert not {"baseUnitId", "unitGroupId", "vendorName"} & bc.columns("items").keys()


def test_without_the_extension_a_name_is_taken_apart_and_put_together_as_business_central_does(bc, sandbox):
    assert not bc.columns("contacts")["surname"].derived
    sandbox.options.extension = False
    bc.forget_metadata()
    ada = sandbox.add("contacts", type="Person", displayName="Ada Maria King Lund")
    names = ["firstName", "middleName", "surname"]
    known = bc.by_keys("contacts", names, [ada["id"]])[ada["id"]]
    assert known.values == {"firstName": "Ada Maria", "middleName": "King", "surname": "Lund"}
    writes = [
        Write(1, Change.UPDATE, known.key, {"surname": "Byron", "city": "Oslo"}, known.version),
        Write(2, Change.CREATE, values={"type": "Person", "firstName": "Madonna"}),
    ]
    written = {one.ref: one.record.values for one in bc.write("contacts", names, writes)}
    assert [written[1][name] for name in names] == ["Ada Maria", "King", "Byron"]
    assert (written[1]["city"], [written[2][name] for name in names]) == ("Oslo", ["Madonna", None, None])
    assert sandbox.row("contacts", ada["id"])["displayName"] == "Ada Maria King Byron"


def test_rows_are_alike_if_their_derived_values_are(bc, sandbox):
    customer, other = (sandbox.add("customers", displayName=name) for name in ("Adatum", "Contoso"))
    ada, _namesake = person(sandbox, customer), person(sandbox, other)
    found = bc.alike("contacts", ["number"], {"displayName": "Ada Lund", "relatedId": customer["id"]}, None)
    assert [one.key for one in found] == [ada["id"]]
