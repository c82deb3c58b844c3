"""Test Connection goes step by step, ends where something is wrong, and says how to mend it."""

import pytest

from syncadmin.connections.clients.auth import Basic
from syncadmin.connections.clients.business_central.client import BusinessCentral
from syncadmin.connections.clients.dataverse.client import Dataverse, DataverseEndpoint
from syncadmin.connections.clients.service import Patience
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side
from tests.clients.conftest import bc_endpoint, credentials

HASTY = Patience(attempts=1, connect=2)


def steps(remote, *tables):
    return [(str(check.step), check.problem.code if check.problem else "") for check in remote.check(tables)]


def bc_with(sandbox, secret="", auth=None, **changes):
    auth = auth or credentials(sandbox, Side.BC, secret)
    return BusinessCentral(bc_endpoint(sandbox, **changes), auth, patience=HASTY)


def test_all_is_well(bc, dv, sandbox):
    assert [code for _, code in steps(bc, "customers", "currencies")] == [""] * 5
    assert [code for _, code in steps(dv, "account", "systemuser")] == [""] * 5
    assert [str(check.step) for check in dv.check([])] == [
        "address", "token", "permission", "organisation", "tables"
    ]  # fmt: skip


def test_what_was_found_is_told(bc, dv, sandbox):
    assert bc.company().key == sandbox.company_id
    assert bc.company().name in {check.detail for check in bc.check([])}
    assert dv.organisation().name in {check.detail for check in dv.check([])}
    assert dv.organisation().key


def test_a_wrong_secret(sandbox):
    checks = list(bc_with(sandbox, secret="wrong").check([]))
    assert str(checks[-1].step) == "token"
    assert checks[-1].problem == Problem("secret_wrong", {"system": "Business Central", "number": "AADSTS7000215"})


def test_a_name_that_does_not_resolve(sandbox):
    remote = bc_with(sandbox, address="https://nowhere.invalid")
    assert steps(remote) == [("address", "address_unknown")]


def test_a_port_on_which_nobody_listens(sandbox):
    auth = credentials(sandbox, Side.DATAVERSE)
    remote = Dataverse(DataverseEndpoint("http://127.0.0.1:9"), auth, patience=HASTY)
    assert steps(remote) == [("address", "unreachable")]


def test_a_company_that_does_not_exist(sandbox):
    remote = bc_with(sandbox, company_id="00000000-0000-4000-8000-000000000001")
    assert steps(remote)[-1] == ("company", "company_not_found")


def test_an_application_that_is_no_user(dv, sandbox):
    sandbox.options.not_a_member = True
    assert steps(dv)[-1] == ("permission", "not_a_member")


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (403, "Authorization_RequestDenied", "table_unreadable"),
        (404, "BadRequest_ResourceNotFound", "table_unreadable"),
        (500, "Internal_ServerError", "service_failed"),
    ],
)
def test_a_table_that_cannot_be_read(bc, sandbox, status, said, code):
    sandbox.misbehave("GET", "customers", status=status, code=said)
    assert steps(bc, "customers")[-1] == ("tables", code)


def test_basic_authentication_on_premises(sandbox):
    sandbox.options.basic_user, sandbox.options.basic_password = "anna", "hush"  # noqa: S105
    remote = bc_with(sandbox, auth=Basic("anna", "hush"), on_premises_root=sandbox.on_premises_url)
    assert steps(remote, "customers")[-1] == ("tables", "")
    remote = bc_with(sandbox, auth=Basic("anna", "wrong"), on_premises_root=sandbox.on_premises_url)
    assert steps(remote)[-1] == ("permission", "password_wrong")
