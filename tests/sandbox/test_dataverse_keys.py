"""Alternate keys of Dataverse: several per table, usable once their index is built, unique but for nulls."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.callers import error_of

PROJECTS = "/new_projects"
KEYS = "/EntityDefinitions(LogicalName='new_project')/Keys"


@pytest.fixture
def account(sandbox):
    return sandbox.add("account", name="Adatum")["accountid"]


def test_a_table_has_several_keys_of_one_or_more_columns(dataverse):
    found = dataverse.get(KEYS).json()["value"]
    assert [one["KeyAttributes"] for one in found] == [["new_code"], ["new_name", "new_accountid"]]
    assert {one["EntityKeyIndexStatus"] for one in found} == {"Active"}


def test_a_row_is_found_by_each_key(dataverse, sandbox, account):
    key = sandbox.add("new_project", new_name="A", new_code="P-1", new_accountid=account)["new_projectid"]
    for address in ("new_code='P-1'", f"new_name='A',_new_accountid_value={account}"):
        assert dataverse.get(f"{PROJECTS}({address})").json()["new_projectid"] == key


def test_no_two_rows_share_a_key(dataverse, sandbox, account):
    sandbox.add("new_project", new_name="A", new_code="P-1", new_accountid=account)
    bind = {"new_AccountId@odata.bind": f"/accounts({account})"}
    for body in ({"new_code": "p-1"}, {"new_name": "A", **bind}):
        assert error_of(dataverse("POST", PROJECTS, body=body)) == (412, "0x80060892")
    assert dataverse("POST", PROJECTS, body={"new_name": "B", **bind}).status_code == 204


def test_a_change_cannot_take_the_key_of_another_row_but_keep_its_own(dataverse, sandbox):
    first, second = (sandbox.add("new_project", new_code=code)["new_projectid"] for code in ("P-1", "P-2"))
    assert error_of(dataverse("PATCH", f"{PROJECTS}({second})", body={"new_code": "P-1"})) == (412, "0x80060892")
    assert dataverse("PATCH", f"{PROJECTS}({first})", body={"new_code": "P-1"}).status_code == 204


def test_nulls_are_not_unique(dataverse):
    for _ in range(2):
        assert dataverse("POST", PROJECTS, body={"new_name": "A", "new_code": ""}).status_code == 204


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Failed"])
def test_a_key_works_only_when_its_index_is_built(dataverse, sandbox, status):
    sandbox.add("new_project", new_name="A", new_code="P-1")
    sandbox.options.key_status = status
    assert {one["EntityKeyIndexStatus"] for one in dataverse.get(KEYS).json()["value"]} == {status}
    assert dataverse.get(f"{PROJECTS}(new_code='P-1')").status_code == 400
    assert dataverse("POST", PROJECTS, body={"new_code": "P-1"}).status_code == 204


def test_of_many_at_once_only_one_gets_the_key(dataverse, sandbox):
    def create(_):
        return dataverse("POST", PROJECTS, body={"new_code": "P-1"}).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(create, range(32)))
    assert answers == [204] + [412] * 31
