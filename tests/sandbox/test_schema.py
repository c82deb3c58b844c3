"""Tables change while the services run: both services see it at once, the rows go along, a reset undoes it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from syncadmin.sandbox.catalogue import TABLES
from syncadmin.sandbox.columns import Column, Kind, Option, Table
from syncadmin.sandbox.descriptions import describe, undescribe
from syncadmin.sandbox.server import Sandbox
from syncadmin.sandbox.shapes import BadShape
from tests.sandbox.callers import error_of

THING = {"service": "dataverse", "entity": "cr_thing", "entity_set": "cr_things", "columns": [{"name": "cr_name"}]}


def test_a_removed_column_cannot_be_read_or_written(sandbox, dataverse, central, customers):
    sandbox.reshape("account", remove="fax")
    sandbox.reshape("customers", remove=["website", "email"])
    assert dataverse.get("/accounts", select="fax").status_code == 400
    assert dataverse("POST", "/accounts", body={"fax": "1"}).status_code == 400
    assert central.get(customers, filter="email eq 'x'").status_code == 400
    assert central("POST", customers, body={"website": "x"}).status_code == 400


def test_a_renamed_column_keeps_its_values(sandbox, dataverse):
    row = sandbox.add("account", name="A", fax="12")
    sandbox.reshape("account", rename={"fax": "cr_fax"})
    assert dataverse.get(f"/accounts({row['accountid']})", select="cr_fax").json()["cr_fax"] == "12"
    assert dataverse.get("/accounts", select="fax").status_code == 400


def test_a_shorter_column_refuses_what_it_took_before(sandbox, central, customers):
    row = sandbox.add("customers", displayName="Adatum Corporation")
    sandbox.reshape("customers", alter={"displayName": {"length": 10}})
    answer = central("PATCH", f"{customers}({row['id']})", body={"displayName": "x" * 11}, If_Match="*")
    assert error_of(answer) == (400, "Application_StringExceededLength")
    assert central.get(customers).json()["value"][0]["displayName"] == "Adatum Corporation"


@pytest.mark.parametrize("name", ["account", "customers"])
def test_a_column_can_become_read_only(sandbox, dataverse, central, customers, name):
    sandbox.reshape(name, alter={"name" if name == "account" else "displayName": {"writable": "never"}})
    path, caller = ("/accounts", dataverse) if name == "account" else (customers, central)
    answer = caller("POST", path, body={"name": "x"} if name == "account" else {"displayName": "x"})
    assert answer.status_code == 400


def test_a_choice_can_get_another_member(sandbox, dataverse):
    assert dataverse("POST", "/accounts", body={"customertypecode": 77}).status_code == 400
    sandbox.reshape("account", options={"customertypecode": [Option(77, "Friend")]})
    assert dataverse("POST", "/accounts", body={"customertypecode": 77}).status_code == 204


def test_an_added_column_says_its_default_in_old_rows(sandbox, dataverse, central, customers):
    sandbox.add("account"), sandbox.add("customers")
    sandbox.reshape("account", add=[Column("cr_vip", Kind.BOOLEAN, default=True), Column("cr_note", length=9)])
    sandbox.reshape("customers", add=[Column("note", length=9)])
    (row,) = dataverse.get("/accounts", select="cr_vip,cr_note").json()["value"]
    assert (row["cr_vip"], row["cr_note"]) == (True, None)
    assert central.get(customers, select="note").json()["value"][0]["note"] == ""


def test_a_table_can_come_and_go(sandbox, dataverse):
    sandbox.add_table(**THING)
    assert dataverse("POST", "/cr_things", body={"cr_name": "A"}).status_code == 204
    assert dataverse.get("/cr_things").json()["value"][0]["cr_name"] == "A"
    sandbox.drop_table("cr_thing")
    assert error_of(dataverse.get("/cr_things")) == (404, "0x8006088a")


def test_a_dropped_table_does_not_trouble_the_rules_of_others(sandbox, central, customers):
    for name in ("currencies", "paymentTerms"):
        sandbox.drop_table(name)
    assert central("POST", customers, body={"displayName": "A"}).status_code == 201
    assert central("POST", customers, body={"currencyCode": "EUR"}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"remove": "nobody"},
        {"remove": "accountid"},
        {"rename": {"fax": "telephone1"}},
        {"rename": {"fax": "TELEPHONE1"}},
        {"alter": {"name": {"nobody": 1}}},
        {"alter": {"name": {"length": "many"}}},
        {"alter": {"name": {"kind": "guid"}}},
        {"options": {"nobody": []}},
        {"add": [{"name": 'x"y'}]},
        {"add": [{"name": "fax"}]},
        {"nobody": 1},
    ],
)
def test_what_no_table_can_go_through_is_refused(sandbox, change):
    before = sandbox.store.tables["account"]
    with pytest.raises(BadShape):
        sandbox.reshape("account", **change)
    assert sandbox.store.tables["account"] is before


def test_a_reset_brings_the_tables_back(sandbox, dataverse):
    before = dict(sandbox.store.tables)
    sandbox.reshape("account", remove="fax")
    sandbox.add_table(**THING)
    sandbox.drop_table("currencies")
    sandbox.reset()
    assert sandbox.store.tables == before
    assert sandbox.count("currencies") == 3
    assert dataverse("POST", "/accounts", body={"fax": "1"}).status_code == 204


def test_changed_tables_stay_across_a_restart(tmp_path):
    path = tmp_path / "rows.sqlite3"
    first = Sandbox(customers=2, path=path)
    first.reshape("account", rename={"fax": "cr_fax"}, options={"customertypecode": [{"value": 77, "name": "Friend"}]})
    first.add_table(**THING)
    first.drop_table("currencies")
    tables = dict(first.store.tables)
    row = first.add("account", cr_fax="1", customertypecode=77)
    first.store.database.close()
    second = Sandbox(path=path)
    assert second.store.tables == tables
    assert second.row("account", row["accountid"]) == row


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_can_be_written_down_and_read_again(table):
    assert undescribe(Table, json.loads(json.dumps(describe(table)))) == table


def test_requests_under_way_see_a_table_before_or_after_and_nothing_between(sandbox, central, customers):
    key = sandbox.add("customers", displayName="A", website="w")["id"]

    def ask(number):
        return central("PATCH", f"{customers}({key})", body={"city": str(number)}, If_Match="*").status_code

    with ThreadPoolExecutor(6) as pool:
        answers = pool.map(ask, range(120))
        for number in range(10):
            old, new = ("website", "site")[:: -1 if number % 2 else 1]
            sandbox.reshape("customers", rename={old: new})
    assert set(answers) == {200}
    assert sandbox.row("customers", key)["website"] == "w"


def control(sandbox, method, path, body=None):
    return requests.request(method, f"{sandbox.url}/_sandbox/schema{path}", json=body, timeout=10)


def test_another_process_can_do_the_same(sandbox):
    assert "accounts" in control(sandbox, "GET", "").json()["dataverse"]
    assert control(sandbox, "POST", "", THING).json()["key"] == "cr_thingid"
    changed = control(sandbox, "PATCH", "/account", {"remove": ["fax"], "alter": {"name": {"length": 5}}}).json()
    lengths = {column["name"]: column.get("length") for column in changed["columns"]}
    assert ("fax" in lengths, lengths["name"]) == (False, 5)
    assert control(sandbox, "DELETE", "/cr_thing").status_code == 200
    assert control(sandbox, "GET", "/cr_thing").status_code == 404
    assert control(sandbox, "PATCH", "/account", {"remove": ["nobody"]}).status_code == 400
    assert control(sandbox, "POST", "", {"service": "nobody"}).status_code == 400
