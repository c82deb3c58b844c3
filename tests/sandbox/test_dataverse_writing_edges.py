"""Writing to Dataverse beyond the everyday: alternate keys, binds, impersonation, duplicate rules, bulk messages."""

import uuid
from urllib.parse import quote

import pytest

from tests.sandbox.callers import error_of, targets

PROJECTS = "/new_projects"
KIND = "Microsoft.Dynamics.CRM.new_project"
BULK = "Microsoft.Dynamics.CRM"


@pytest.fixture
def account(sandbox):
    return sandbox.add("account", name="Adatum")


@pytest.fixture
def composite(account):
    """The address of a project by its name and the account it is for."""
    return f"{PROJECTS}(new_name='Roof',_new_accountid_value={account['accountid']})"


def test_a_row_is_made_and_found_by_an_alternate_key_of_several_columns(dataverse, sandbox, composite, account):
    assert error_of(dataverse.get(composite)) == (404, "0x80060891")
    assert dataverse("PATCH", composite, body={"new_hours": 5}).status_code == 204
    (row,) = sandbox.rows("new_project")
    assert (row["new_name"], row["_new_accountid_value"]) == ("Roof", account["accountid"])
    assert dataverse("PATCH", composite, body={"new_hours": 6}, If_Match="*").status_code == 204
    assert dataverse("DELETE", composite).status_code == 204
    assert error_of(dataverse("PATCH", composite, body={}, If_Match="*")) == (404, "0x80040217")


def test_key_columns_in_the_body_count_only_for_a_new_row(dataverse, sandbox):
    path = f"{PROJECTS}(new_code='P1')"
    dataverse("PATCH", path, body={"new_name": "A", "new_code": "P2"})
    dataverse("PATCH", f"{PROJECTS}(new_code='P2')", body={"new_name": "B", "new_code": "P3"})
    (row,) = sandbox.rows("new_project")
    assert (row["new_name"], row["new_code"]) == ("B", "P2")


@pytest.mark.parametrize("sign", list("/<>*%&:\\?+"))
def test_some_values_do_not_work_in_a_key(dataverse, sandbox, sign):
    sandbox.add("new_project", new_name="A", new_code=f"P{sign}1")
    coded = quote(f"P{sign}1", safe="")
    assert dataverse.get(f"{PROJECTS}(new_code='{coded}')").status_code in (400, 404)
    found = dataverse.get(PROJECTS, filter=f"new_code eq 'P{sign}1'")
    assert len(found.json()["value"]) == 1


@pytest.mark.parametrize(
    "key",
    ["new_code=5", "new_code='A',new_name='B'", "new_name='A'", "new_code='A',", "new_code", "'A'", "new_code='A''"],
)
def test_other_keys_are_refused(dataverse, key):
    assert error_of(dataverse.get(f"{PROJECTS}({key})")) == (400, "0x80060888")


def test_a_lookup_is_bound_by_alternate_key_and_by_the_name_of_its_target(dataverse, sandbox):
    sandbox.options.alternate_key = True
    row = sandbox.add("account", name="A", accountnumber="A1")
    person = sandbox.add("contact", firstname="Ann")
    body = {"new_name": "X", "new_AccountId@odata.bind": "accounts(accountnumber='A1')"}
    body["new_SponsorId_contact@odata.bind"] = f"{dataverse.root}/contacts({person['contactid']})"
    assert dataverse("POST", PROJECTS, body=body).status_code == 204
    (made,) = sandbox.rows("new_project")
    assert (made["_new_accountid_value"], made["_new_sponsorid_value"]) == (row["accountid"], person["contactid"])
    body["new_AccountId@odata.bind"] = "accounts(accountnumber='B2')"
    assert error_of(dataverse("POST", PROJECTS, body=body)) == (404, "0x80060891")
    wrong = {"new_name": "Y", "new_SponsorId_contact@odata.bind": f"/accounts({row['accountid']})"}
    assert error_of(dataverse("POST", PROJECTS, body=wrong)) == (400, "0x80048d19")


def test_a_taken_alternate_key_is_refused(dataverse, sandbox):
    sandbox.add("new_project", new_name="A", new_code="P1")
    assert error_of(dataverse("POST", PROJECTS, body={"new_name": "B", "new_code": "P1"})) == (412, "0x80060892")


def test_one_may_write_on_behalf_of_another_user(dataverse, sandbox, account):
    me = dataverse.get("/WhoAmI").json()["UserId"]
    other = next(row["systemuserid"] for row in sandbox.rows("systemuser") if row["systemuserid"] != me)
    identity = str(uuid.uuid4())
    sandbox.change("systemuser", other, azureactivedirectoryobjectid=identity)
    path = f"/accounts({account['accountid']})"
    assert dataverse("PATCH", path, body={"fax": "1"}, CallerObjectId=identity).status_code == 204
    row = sandbox.row("account", account["accountid"])
    assert (row["_modifiedby_value"], row["_modifiedonbehalfby_value"]) == (other, me)
    dataverse("PATCH", path, body={"fax": "3"})
    assert sandbox.row("account", account["accountid"])["_modifiedonbehalfby_value"] is None
    assert dataverse("PATCH", path, body={"fax": "2"}, CallerObjectId=str(uuid.uuid4())).status_code == 400


def test_duplicates_are_minded_only_when_asked_to(dataverse, sandbox, account):
    sandbox.options.duplicate_rules = {"account": "name"}
    body = {"name": "ADATUM"}
    assert dataverse("POST", "/accounts", body=body).status_code == 204
    headers = {"MSCRM.SuppressDuplicateDetection": "false"}
    refused = dataverse.session.post(f"{dataverse.root}/accounts", json=body, headers=headers, timeout=10)
    assert error_of(refused) == (412, "0x80040333")
    own = f"{dataverse.root}/accounts({sandbox.add('account', name='B')['accountid']})"
    assert dataverse.session.patch(own, json={"name": "b"}, headers=headers, timeout=10).status_code == 204


def test_other_headers_of_the_service_are_taken(dataverse):
    headers = {
        "MSCRM.BypassBusinessLogicExecution": "CustomSync,CustomAsync",
        "MSCRM.SuppressCallbackRegistrationExpanderJob": "true",
        "Consistency": "Strong",
        "If-None-Match": "null",
    }
    assert dataverse.session.get(f"{dataverse.root}/accounts", headers=headers, timeout=10).status_code == 200


def test_a_version_known_already_is_sent_again_with_what_is_expanded(dataverse, account):
    path, known = f"/accounts({account['accountid']})", account["@odata.etag"]
    assert dataverse("GET", path, If_None_Match=known).status_code == 304
    assert dataverse("GET", f"{path}?$expand=primarycontactid", If_None_Match=known).status_code == 200
    wanted = 'odata.include-annotations="*"'
    assert dataverse("GET", path, If_None_Match=known, Prefer=wanted).status_code == 200


def test_one_column_is_written_only_at_the_version_one_knows(dataverse, sandbox, account):
    path = f"/accounts({account['accountid']})/telephone1"
    assert dataverse("PUT", path, body={"value": "1"}, If_Match=account["@odata.etag"]).status_code == 204
    stale = dataverse("PUT", path, body={"value": "2"}, If_Match=account["@odata.etag"])
    assert error_of(stale) == (412, "0x80060882")
    assert sandbox.row("account", account["accountid"])["telephone1"] == "1"


def test_a_bulk_message_tells_only_the_first_problem(dataverse, sandbox):
    body = {"Targets": [*targets("A")["Targets"], *targets("x" * 161)["Targets"], *targets("B", nobody=1)["Targets"]]}
    assert error_of(dataverse("POST", f"/accounts/{BULK}.CreateMultiple", body=body)) == (400, "0x80044331")
    assert sandbox.count("account") == 0


def test_upsert_multiple_takes_addresses_by_alternate_key(dataverse, sandbox):
    def target(name):
        return {"@odata.type": KIND, "@odata.id": "new_projects(new_code='P1')", "new_name": name}

    for name in ("A", "B"):
        answer = dataverse("POST", f"{PROJECTS}/{BULK}.UpsertMultiple", body={"Targets": [target(name)]})
        assert (answer.status_code, answer.text) == (204, "")
    (row,) = sandbox.rows("new_project")
    assert (row["new_code"], row["new_name"]) == ("P1", "B")


@pytest.mark.parametrize(
    ("message", "body"),
    [
        ("UpdateMultiple", targets("A")),
        ("UpdateMultiple", targets("A", **{"@odata.id": "teams(1)"})),
        ("CreateMultiple", {"Targets": []}),
        ("CreateMultiple", {"Targets": {}}),
        ("CreateMultiple", {}),
        ("CreateMultiple", targets("A", kind="Microsoft.Dynamics.CRM.team")),
    ],
)
def test_a_bulk_message_is_refused(dataverse, message, body):
    assert dataverse("POST", f"/accounts/{BULK}.{message}", body=body).status_code == 400


def test_not_every_table_takes_bulk_messages(dataverse, sandbox):
    table = next(table for table in sandbox.store.sets("dataverse").values() if not table.bulk and not table.read_only)
    body = {"Targets": [{"@odata.type": f"Microsoft.Dynamics.CRM.{table.entity}"}]}
    answer = dataverse("POST", f"/{table.entity_set}/{BULK}.CreateMultiple", body=body)
    assert error_of(answer) == (400, "0x80040800")
