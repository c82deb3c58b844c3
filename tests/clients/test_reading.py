"""Both systems are read page by page, with only what was asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from syncadmin.connections.clients import errors
from tests.clients import builders

NAMES = ["Adatum", "Contoso", "Trey"]


@pytest.fixture
def three(sandbox):
    for name in NAMES:
        sandbox.add("customers", displayName=name)
        sandbox.add("account", name=name)


@pytest.fixture
def small_pages(sandbox):
    sandbox.options.business_central_page = sandbox.options.dataverse_page = 2


def names(pages, column):
    return sorted(record.values[column] for page in pages for record in page.records)


@pytest.mark.usefixtures("three")
def test_all_rows_are_read(bc, dv):
    assert names(bc.changes("customers", ["displayName"], ""), "displayName") == NAMES
    assert names(dv.changes("account", ["name"], ""), "name") == NAMES


@pytest.mark.usefixtures("three", "small_pages")
def test_pages_are_followed_to_the_end(bc, dv, sandbox):
    assert [len(page.records) for page in bc.changes("customers", ["displayName"], "")] == [2, 1]
    assert [len(page.records) for page in dv.changes("account", ["name"], "")][:2] == [2, 1]


@pytest.mark.usefixtures("three")
def test_only_what_is_asked_for_travels(bc, dv, sandbox):
    assert {tuple(record.values) for record in builders.read(bc, "customers", "number")} == {("number",)}
    assert "$select=id,lastModifiedDateTime,number" in builders.last_request(sandbox, "customers")
    list(dv.changes("account", ["name", "telephone1"], ""))
    assert "$select=accountid,modifiedon,name,telephone1" in builders.last_request(sandbox, "accounts")


def test_a_row_has_key_version_and_stamp(bc, dv, sandbox):
    customer, account = sandbox.add("customers", displayName="Adatum"), sandbox.add("account", name="Adatum")
    (left,) = builders.read(bc, "customers", "displayName", "blocked")
    (right,) = builders.read(dv, "account", "name", "telephone1", "statecode", "_ownerid_value")
    assert (left.key, left.version) == (customer["id"], customer["@odata.etag"])
    assert (right.key, right.version) == (account["accountid"], account["@odata.etag"])
    assert left.values == {"displayName": "Adatum", "blocked": None}
    assert {**right.values, "_ownerid_value": ""} == {
        "name": "Adatum", "telephone1": None, "statecode": 0, "_ownerid_value": ""
    }  # fmt: skip
    assert datetime.now(UTC) - left.modified_at < timedelta(minutes=1)


@pytest.mark.usefixtures("three")
def test_rows_are_found_by_key_and_missing_ones_are_left_out(bc, dv, sandbox):
    customer, account = sandbox.rows("customers")[0], sandbox.rows("account")[0]
    gone = "00000000-0000-4000-8000-000000000001"
    found = bc.by_keys("customers", ["displayName"], [customer["id"].upper(), gone])
    assert {key: record.values["displayName"] for key, record in found.items()} == {
        customer["id"]: customer["displayName"]
    }
    assert list(dv.by_keys("account", ["name"], [gone, account["accountid"]])) == [account["accountid"]]
    assert bc.by_keys("customers", ["displayName"], []) == {}


def test_many_keys_take_few_requests(bc, dv, sandbox):
    builders.add_many(sandbox, "customers", "displayName", 250)
    builders.add_many(sandbox, "account", "name", 1500)
    customers = [row["id"] for row in sandbox.rows("customers")]
    accounts = [row["accountid"] for row in sandbox.rows("account")]
    with builders.counting(sandbox, "customers") as sent:
        assert len(bc.by_keys("customers", ["displayName"], customers)) == 250
    assert len(sent) == 3
    with builders.counting(sandbox, "accounts") as sent:
        assert len(dv.by_keys("account", ["name"], accounts)) == 1500
    assert len(sent) == 2


def test_rows_alike_carry_exactly_these_values(bc, sandbox):
    for name, city in [("O'Hara & Söhne", "Bonn"), ("O'Hara & Söhne", "Köln"), ("o'hara & söhne", "Bonn")]:
        sandbox.add("customers", displayName=name, city=city)
    found = bc.alike("customers", ["city"], {"displayName": "O'Hara & Söhne", "city": "Bonn", "email": None}, None)
    assert [record.values["city"] for record in found] == ["Bonn"]
    later = datetime.now(UTC) + timedelta(days=1)
    assert bc.alike("customers", ["city"], {"city": "Bonn"}, later) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 503}, {"kind": "reset"}, {"kind": "html"}, {"kind": "truncate"}]
)
def test_a_read_survives_a_fault(bc, dv, sandbox, fault):
    sandbox.misbehave("GET", "customers", times=1, **fault)
    sandbox.misbehave("GET", "accounts", times=1, **fault)
    assert names(bc.changes("customers", ["displayName"], ""), "displayName") == NAMES
    assert names(dv.changes("account", ["name"], ""), "name") == NAMES


@pytest.mark.usefixtures("three")
def test_a_throttled_read_waits_as_told_and_goes_on(bc, sandbox, clock):
    sandbox.misbehave("GET", "customers", status=429, retry_after=7, times=1)
    assert names(bc.changes("customers", ["displayName"], ""), "displayName") == NAMES
    assert clock.slept == [7]


def test_an_unknown_table_or_column_is_told(bc, dv):
    with pytest.raises(errors.TableMissing):
        bc.describe("planets")
    with pytest.raises(errors.TableMissing):
        dv.describe("planet")
    with pytest.raises(errors.ColumnMissing):
        list(bc.changes("customers", ["colour"], ""))


def test_columns_are_described(bc, dv):
    customers, accounts = bc.describe("customers"), dv.describe("account")
    assert (customers["displayName"].length, customers["number"].kind) == (100, "code")
    assert (accounts["name"].length, accounts["name"].caption) == (160, "Account Name")
    assert accounts["statecode"].options == {0: "Active", 1: "Inactive"}
    assert accounts["customertypecode"].options[3] == "Customer"
    assert accounts["_ownerid_value"].kind == "lookup"
    assert not accounts["modifiedon"].creatable


def test_the_time_is_that_of_the_service(bc, dv):
    for remote in (bc, dv):
        assert abs(remote.now() - datetime.now(UTC)) < timedelta(seconds=5)
        assert remote.now().microsecond == 0
