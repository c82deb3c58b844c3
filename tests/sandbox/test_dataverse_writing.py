"""Writing to Dataverse: creates, upserts, versions, lookups, refusals."""

import uuid

import pytest

from tests.sandbox.callers import error_of, targets

NEW = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def adatum(sandbox):
    return sandbox.add("account", name="Adatum")


def patch(dataverse, key, body, **headers):
    return dataverse("PATCH", f"/accounts({key})", body=body, **headers)


def test_a_post_answers_204_and_where_the_row_is(dataverse, sandbox):
    answer = dataverse("POST", "/accounts", body={"name": "Adatum"})
    (row,) = sandbox.rows("account")
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers["OData-EntityId"] == f"{dataverse.root}/accounts({row['accountid']})"


def test_a_representation_comes_when_preferred(dataverse):
    answer = dataverse("POST", "/accounts?$select=name", body={"name": "A"}, Prefer="return=representation")
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (201, "return=representation")
    assert set(answer.json()) == {"@odata.context", "@odata.etag", "name", "accountid"}
    assert "OData-EntityId" not in answer.headers


def test_the_client_may_choose_the_id_but_only_once(dataverse):
    body = {"accountid": NEW.upper(), "name": "A"}
    assert dataverse("POST", "/accounts", body=body).headers["OData-EntityId"].endswith(f"({NEW})")
    assert error_of(dataverse("POST", "/accounts", body=body)) == (412, "0x80040237")


def test_a_patch_without_conditions_creates_what_is_not_there(dataverse, sandbox):
    assert patch(dataverse, NEW, {"name": "A"}).status_code == 204
    answer = patch(dataverse, NEW, {"name": "B"}, Prefer="return=representation")
    assert (answer.status_code, sandbox.row("account", NEW)["name"]) == (200, "B")


def test_if_none_match_star_creates_only(dataverse, sandbox):
    assert patch(dataverse, NEW, {"name": "A"}, If_None_Match="*", Prefer="return=representation").status_code == 201
    assert error_of(patch(dataverse, NEW, {"name": "B"}, If_None_Match="*")) == (412, "0x80040237")
    assert sandbox.row("account", NEW)["name"] == "A"


def test_if_match_star_updates_only(dataverse, sandbox):
    assert error_of(patch(dataverse, NEW, {"name": "A"}, If_Match="*")) == (404, "0x80040217")
    assert sandbox.count("account") == 0


def test_an_old_version_is_refused(dataverse, sandbox, adatum):
    key = adatum["accountid"]
    assert patch(dataverse, key, {"name": "B"}, If_Match=adatum["@odata.etag"]).status_code == 204
    assert error_of(patch(dataverse, key, {"name": "C"}, If_Match=adatum["@odata.etag"])) == (412, "0x80060882")
    assert error_of(dataverse("DELETE", f"/accounts({key})", If_Match=adatum["@odata.etag"]))[0] == 412
    assert dataverse("DELETE", f"/accounts({key})").status_code == 204
    assert error_of(dataverse("DELETE", f"/accounts({key})")) == (404, "0x80040217")


def test_the_version_number_is_inside_the_etag(adatum):
    assert adatum["@odata.etag"] == f'W/"{adatum["versionnumber"]}"'


def test_the_writer_is_known(dataverse, sandbox, adatum):
    me = dataverse.get("/WhoAmI").json()["UserId"]
    assert adatum["_modifiedby_value"] != me
    patch(dataverse, adatum["accountid"], {"name": "B"})
    row = sandbox.row("account", adatum["accountid"])
    assert (row["_modifiedby_value"], row["_createdby_value"]) == (me, adatum["_createdby_value"])


def test_a_lookup_is_bound_and_cleared(dataverse, sandbox, adatum):
    team = sandbox.rows("team")[0]["teamid"]
    patch(dataverse, adatum["accountid"], {"ownerid@odata.bind": f"/teams({team})"})
    row = sandbox.row("account", adatum["accountid"])
    assert (row["_ownerid_value"], row["_owningteam_value"], row["_owninguser_value"]) == (team, team, None)
    patch(dataverse, adatum["accountid"], {"primarycontactid": None})
    assert sandbox.row("account", adatum["accountid"])["_primarycontactid_value"] is None


def test_blank_text_is_null_and_edges_are_trimmed(dataverse, sandbox):
    dataverse("POST", "/accounts", body={"name": "  A  ", "description": "   ", "fax": ""})
    (row,) = sandbox.rows("account")
    assert (row["name"], row["description"], row["fax"]) == ("A", None, None)


def test_state_and_status_go_together(dataverse, sandbox, adatum):
    patch(dataverse, adatum["accountid"], {"statecode": 1})
    assert sandbox.row("account", adatum["accountid"])["statuscode"] == 2
    assert error_of(patch(dataverse, adatum["accountid"], {"statuscode": 1})) == (400, "0x80048408")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"nobody": 1}, 400, "0x80048d19"),
        ({"name": 1}, 400, "0x80048d19"),
        ({"name": "x" * 161}, 400, "0x80044331"),
        ({"customertypecode": 99}, 400, "0x80040203"),
        ({"creditlimit_base": 1}, 400, "0x80040203"),
        ({"modifiedon": "2020-01-01"}, 400, "0x80040203"),
        ({"creditlimit": 10**30}, 400, "0x80040203"),
        ({"_ownerid_value": NEW}, 400, "0x80060888"),
        ({"ownerid@odata.bind": f"/systemusers({NEW})"}, 404, "0x80040217"),
        ({"ownerid@odata.bind": "/organizations(1)"}, 400, "0x80060888"),
        ({"ownerid@odata.bind": 5}, 400, "0x80048d19"),
        ({"Ownerid@odata.bind": f"/systemusers({NEW})"}, 400, "0x80048d19"),
        ({"accountid": "x"}, 400, "0x80048d19"),
    ],
)
def test_a_body_is_refused(dataverse, sandbox, body, status, code):
    assert error_of(dataverse("POST", "/accounts", body=body)) == (status, code)
    assert sandbox.count("account") == 0


def test_an_alternate_key_finds_creates_and_is_unique(dataverse, sandbox):
    sandbox.options.alternate_key = True
    path = "/accounts(accountnumber='A1')"
    assert error_of(dataverse.get(path)) == (404, "0x80060891")
    assert dataverse("PATCH", path, body={"name": "A"}).status_code == 204
    assert dataverse.get(path).json()["name"] == "A"
    assert error_of(dataverse("POST", "/accounts", body={"accountnumber": "A1"})) == (412, "0x80060892")


def bulk(dataverse, message, body):
    return dataverse("POST", f"/accounts/Microsoft.Dynamics.CRM.{message}", body=body)


def test_create_multiple_answers_the_ids_in_order(dataverse, sandbox):
    keys = bulk(dataverse, "CreateMultiple", targets("A", "B")).json()["Ids"]
    assert [sandbox.row("account", key)["name"] for key in keys] == ["A", "B"]


def test_create_multiple_is_all_or_nothing(dataverse, sandbox):
    body = targets("A", "B", "x" * 161)
    assert error_of(bulk(dataverse, "CreateMultiple", body)) == (400, "0x80044331")
    assert sandbox.count("account") == 0


def test_each_target_needs_its_type(dataverse):
    assert error_of(bulk(dataverse, "CreateMultiple", {"Targets": [{"name": "A"}]})) == (400, "0x80048d19")


def test_update_multiple_and_upsert_multiple(dataverse, sandbox, adatum):
    assert bulk(dataverse, "UpdateMultiple", targets("B", accountid=adatum["accountid"])).status_code == 204
    assert bulk(dataverse, "UpsertMultiple", targets("C", **{"@odata.id": f"accounts({NEW})"})).status_code == 204
    assert sorted(row["name"] for row in sandbox.rows("account")) == ["B", "C"]
    missing = targets("D", accountid=str(uuid.uuid4()))
    assert error_of(bulk(dataverse, "UpdateMultiple", missing)) == (404, "0x80040217")


def test_delete_multiple_is_for_elastic_tables_only(dataverse):
    answer = bulk(dataverse, "DeleteMultiple", {"Targets": []})
    assert answer.status_code == 400
    assert "has not yet been implemented" in answer.json()["error"]["message"]
