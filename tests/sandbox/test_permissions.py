"""Rights that are taken away: forbidden where the privilege is missing, invisible where it only reaches less far."""

import pytest

from syncadmin.sandbox import identity
from syncadmin.sandbox.permissions import BadRight
from tests.sandbox.callers import error_of, multipart, part, send_batch

FORBIDDEN = (403, "0x80040220")
WRITES = {
    "create": ("POST", "/accounts", {"name": "A"}),
    "write": ("PATCH", "/accounts({key})", {"name": "B"}),
    "delete": ("DELETE", "/accounts({key})", None),
    "read": ("GET", "/accounts", None),
}


def withdraw(sandbox, **rights):
    sandbox.withdraw(**{name.replace("__", ":"): reach for name, reach in rights.items()})


@pytest.mark.parametrize("right", WRITES)
@pytest.mark.parametrize("about", ["account", "dataverse"])
def test_a_missing_privilege_is_named(sandbox, dataverse, right, about):
    key = sandbox.add("account", name="A")["accountid"]
    withdraw(sandbox, **{f"{about}__{right}": "none"})
    method, path, body = WRITES[right]
    answer = dataverse(method, path.format(key=key), body=body, If_Match="*")
    assert error_of(answer) == FORBIDDEN
    assert f"prv{right.capitalize()}Account" in answer.json()["error"]["message"]
    assert sandbox.row("account", key)["name"] == "A"


def test_the_other_rights_stay(sandbox, dataverse):
    withdraw(sandbox, account__delete="none", team__read="none")
    assert dataverse("POST", "/accounts", body={"name": "A"}).status_code == 204
    assert dataverse.get("/accounts").status_code == 200


def test_rows_out_of_reach_are_invisible_and_not_forbidden(sandbox, dataverse):
    foreign = sandbox.add("account", name="A", _ownerid_value=sandbox.other_user())["accountid"]
    own = sandbox.add("account", name="B", _ownerid_value=identity.EDITOR_ID)["accountid"]
    withdraw(sandbox, account__read="user")
    assert [row["accountid"] for row in dataverse.get("/accounts", count="true").json()["value"]] == [own]
    assert dataverse.get("/accounts/$count").text.strip("\ufeff") == "1"
    assert error_of(dataverse.get(f"/accounts({foreign})")) == (404, "0x80040217")
    answer = dataverse("PATCH", f"/accounts({foreign})", body={"name": "C"}, If_Match="*")
    assert error_of(answer) == (404, "0x80040217")
    assert sandbox.row("account", foreign)["name"] == "A"


def test_a_unit_reaches_as_far_as_its_people_and_teams(sandbox, dataverse):
    sandbox.add("account", name="A", _ownerid_value=sandbox.other_user())
    withdraw(sandbox, account__read="unit")
    assert len(dataverse.get("/accounts").json()["value"]) == 1


def test_writing_may_reach_less_far_than_reading(sandbox, dataverse):
    key = sandbox.add("account", name="A", _ownerid_value=sandbox.other_user())["accountid"]
    withdraw(sandbox, account__write="user", account__delete="user")
    path = f"/accounts({key})"
    assert error_of(dataverse("PATCH", path, body={"name": "B"}, If_Match="*")) == FORBIDDEN
    assert error_of(dataverse("DELETE", path)) == FORBIDDEN
    assert dataverse.get(path).json()["name"] == "A"


@pytest.mark.parametrize("about", ["account:append", "transactioncurrency:appendto"])
def test_a_lookup_needs_both_sides(sandbox, dataverse, about):
    currency = sandbox.rows("transactioncurrency")[0]["transactioncurrencyid"]
    body = {"name": "A", "transactioncurrencyid@odata.bind": f"/transactioncurrencies({currency})"}
    sandbox.withdraw(**{about: "none"})
    assert error_of(dataverse("POST", "/accounts", body=body)) == FORBIDDEN
    assert dataverse("POST", "/accounts", body={"name": "A"}).status_code == 204


def test_changes_are_tracked_only_for_who_may_read_everything(sandbox, dataverse):
    withdraw(sandbox, account__read="unit")
    assert error_of(dataverse("GET", "/accounts", Prefer="odata.track-changes")) == FORBIDDEN


@pytest.mark.parametrize(
    ("right", "method"), [("read", "GET"), ("create", "POST"), ("write", "PATCH"), ("delete", "DELETE")]
)
@pytest.mark.parametrize("about", ["customers", "business_central"])
def test_business_central_says_which_permission_is_missing(sandbox, central, customers, right, method, about):
    key = sandbox.add("customers", displayName="A")["id"]
    withdraw(sandbox, **{f"{about}__{right}": "none"})
    path = customers if method in ("GET", "POST") else f"{customers}({key})"
    answer = central(method, path, body=None if method == "GET" else {}, If_Match="*")
    assert error_of(answer) == (403, "Authorization_PermissionDenied")
    assert "TableData Customer" in answer.json()["error"]["message"]
    assert sandbox.count("customers") == 1


@pytest.mark.parametrize(
    "below", ["?$expand=primarycontactid", "({key})/primarycontactid", "({key})/contact_customer_accounts"]
)
def test_what_may_not_be_read_is_not_read_along_either(sandbox, dataverse, below):
    contact = sandbox.add("contact", lastname="B")["contactid"]
    key = sandbox.add("account", name="A", _primarycontactid_value=contact)["accountid"]
    path = f"/accounts{below.format(key=key)}"
    assert dataverse("GET", path).status_code == 200
    withdraw(sandbox, contact__read="none")
    assert error_of(dataverse("GET", path)) == FORBIDDEN


def test_nor_is_it_in_business_central(sandbox, central, customers):
    withdraw(sandbox, currencies__read="none")
    answer = central.get(customers, expand="currency")
    assert error_of(answer) == (403, "Authorization_PermissionDenied")


def test_operations_of_a_batch_are_forbidden_one_by_one(sandbox, dataverse):
    withdraw(sandbox, account__create="none")
    text = multipart(
        part("POST", f"{dataverse.root}/accounts", {}),
        part("GET", f"{dataverse.root}/accounts?$top=1"),
    )
    answer = send_batch(dataverse, text, Prefer="odata.continue-on-error")
    assert ("HTTP/1.1 403" in answer.text, "HTTP/1.1 200" in answer.text) == (True, True)


def test_the_users_privileges_follow(sandbox, dataverse):
    withdraw(sandbox, account__create="none", account__read="user")
    path = f"/systemusers({identity.EDITOR_ID})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"
    held = {row["PrivilegeName"]: row["Depth"] for row in dataverse.get(path).json()["RolePrivileges"]}
    assert "prvCreateAccount" not in held
    assert (held["prvReadAccount"], held["prvWriteAccount"]) == ("Basic", "Global")


@pytest.mark.parametrize("rights", [{"account": "none"}, {"account:sing": "none"}, {"account:read": "little"}])
def test_a_right_that_does_not_exist_is_refused(sandbox, rights):
    with pytest.raises(BadRight):
        sandbox.withdraw(**rights)
    assert sandbox.options.rights == {}
