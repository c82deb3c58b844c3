"""Test Connection goes step by step for each side, and the page says what failed and how to mend it."""

import pytest

from tests.connections.pages import HTMX, failures, press_test, save, steps, url, words
from tests.family import customer_mapping

NOBODY = "00000000-0000-4000-8000-000000000001"
FIRST, LAST = ("address", "token", "permission"), ("tables", "rights", "currency")


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


def test_all_steps_pass_and_say_what_they_found(client, connection, sandbox):
    customer_mapping(connection)
    page = words(press_test(client, connection))
    assert [one[:2] for one in steps(connection)] == [
        *(("bc", step) for step in (*FIRST, "company", *LAST, "extension", "clock")),
        *(("dataverse", step) for step in (*FIRST, "organisation", *LAST, "clock")),
    ]
    assert failures(connection) == []
    assert "127.0.0.1" in page
    assert "Test passed" in page
    assert connection.bc_company_name in page


def test_what_was_found_is_remembered(client, connection, sandbox):
    press_test(client, connection)
    connection.refresh_from_db()
    assert connection.bc_company_name == sandbox.rows("companies")[0]["displayName"]
    assert str(connection.dataverse_organisation_id) == sandbox.rows("organization")[0]["organizationid"]
    assert connection.dataverse_organisation_name == sandbox.rows("organization")[0]["name"]


@pytest.mark.parametrize(
    ("changes", "failed", "told"),
    [
        (
            {"dataverse_address": "https://nowhere.invalid"},
            ("dataverse", "address", "address_unknown"),
            "The name nowhere.invalid cannot be found on the network. Check the address of Dataverse",
        ),
        (
            {"bc_client_secret": "wrong"},
            ("bc", "token", "secret_wrong"),
            "the client secret is wrong (AADSTS7000215). Type the value of the client secret again",
        ),
        (
            {"bc_environment": "Other"},
            ("bc", "permission", "unreachable"),
            "the service knows no such tenant or environment Check the address",
        ),
        (
            {"bc_company_id": NOBODY},
            ("bc", "company", "company_not_found"),
            f"The company {NOBODY} does not exist in Business Central. Choose one of the companies",
        ),
        (
            {"dataverse_address": "http://127.0.0.1:9"},
            ("dataverse", "address", "unreachable"),
            "127.0.0.1 accepts no connection Check the address and the network",
        ),
    ],
)
def test_a_failing_step_names_the_remedy_and_the_other_side_is_tested_all_the_same(
    client, connection, changes, failed, told
):
    save(client, connection, **changes)
    page = words(press_test(client, connection))
    assert failures(connection) == [failed]
    other = "dataverse" if failed[0] == "bc" else "bc"
    assert (other, "tables", "") in steps(connection)
    assert told in page
    assert "Test failed" in page


def test_an_application_that_is_no_user_of_the_environment(client, connection, sandbox):
    sandbox.options.not_a_member = True
    page = words(press_test(client, connection))
    assert failures(connection) == [("dataverse", "permission", "not_a_member")]
    assert "Add it as an application user with a security role." in page


def test_a_table_that_cannot_be_read(client, connection, sandbox):
    customer_mapping(connection)
    sandbox.misbehave("GET", "customers", status=403, code="Authorization_RequestDenied")
    page = words(press_test(client, connection))
    assert failures(connection) == [("bc", "tables", "table_unreadable")]
    assert "Give the integration user read permission on the table." in page


def test_a_server_that_hangs_is_given_up(client, connection, sandbox, settings):
    settings.REMOTE_ANSWER_WAIT = 0.5
    sandbox.misbehave("GET", "WhoAmI", kind="slow", seconds=2.0)
    page = words(press_test(client, connection))
    assert failures(connection) == [("dataverse", "permission", "unreachable")]
    assert ("bc", "tables", "") in steps(connection)
    assert "Dataverse cannot be reached" in page


def test_what_is_not_filled_in_is_told_before_anything_is_asked(client, connection, sandbox):
    save(client, connection, bc_tenant="", bc_client_secret_remove="on")
    sandbox.requests.clear()
    page = words(press_test(client, connection))
    assert failures(connection) == [("bc", "setup", "setup_missing")] * 2
    assert "Tenant is not filled in for Business Central." in page
    assert not [one for one in sandbox.requests if "/api/v2.0" in one.path]


def test_htmx_gets_a_list_that_asks_for_its_result(client, connection):
    first = client.post(url(connection, "test/"), headers=HTMX).content.decode()
    assert "Testing" in first
    assert 'hx-trigger="load"' in first
    assert steps(connection) == []
    second = client.post(url(connection, "test/"), {"now": "1"}, headers=HTMX).content.decode()
    assert 'aria-busy="true"' not in second
    assert "Tables readable" in second
    assert 'id="connection-status"' in second


def test_a_secret_that_was_revoked_is_noticed_though_a_token_is_still_good(client, connection, sandbox):
    press_test(client, connection)
    sandbox.misbehave("POST", "token", status=401, code="invalid_client")
    press_test(client, connection)
    assert {one[:2] for one in failures(connection)} == {("bc", "token"), ("dataverse", "token")}


def test_another_organisation_than_before_is_told_and_disables(client, connection):
    connection.dataverse_organisation_id = NOBODY
    connection.save()
    page = words(press_test(client, connection))
    assert failures(connection) == [("dataverse", "organisation", "system_changed")]
    assert "leads to another organisation than the one it was set up for" in page
    assert not connection.enabled


def test_another_company_than_before_is_told(client, connection):
    connection.bc_company_name = "Former company"
    connection.save()
    press_test(client, connection)
    assert failures(connection) == [("bc", "company", "system_changed")]
    assert connection.bc_company_name == "Former company"


@pytest.mark.parametrize("forgotten", [{}, {"checks": []}], ids=["tested before", "settings changed since"])
def test_a_company_that_was_only_renamed_stays_the_same(client, connection, sandbox, forgotten):
    press_test(client, connection)
    type(connection).objects.update(**forgotten)
    sandbox.change("companies", str(connection.bc_company_id), name="New name", displayName="New name")
    press_test(client, connection)
    connection.refresh_from_db()
    assert failures(connection) == []
    assert connection.bc_company_name == "New name"
