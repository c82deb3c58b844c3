"""What goes wrong with a connection in practice: the page says which it is and what to do."""

import pytest

from tests.connections.pages import failures, press_test, save, words

NOBODY = "00000000-0000-4000-8000-000000000001"
# What is wrong: settings, switches of the sandbox, a fault; the steps that fail; what the page says.
TROUBLE = {
    "a wrong secret": (
        {"bc_client_secret": "wrong"},
        {},
        {},
        ("bc", "token", "secret_wrong"),
        "the client secret is wrong (AADSTS7000215). Type the value of the client secret again, not its ID",
    ),
    "a wrong tenant": (
        {"dataverse_tenant": "nobody.example"},
        {},
        {},
        ("dataverse", "token", "tenant_unknown"),
        "the tenant nobody.example does not exist (AADSTS90002). Correct the tenant in Connection Setup",
    ),
    "a wrong application": (
        {"bc_client_id": NOBODY},
        {},
        {},
        ("bc", "token", "client_unknown"),
        "the tenant does not know this client id (AADSTS700016). Correct the client id in Connection Setup",
    ),
    "an application that Business Central does not know": (
        {},
        {},
        {"method": "GET", "path": "companies", "status": 401, "code": "Authentication_InvalidCredentials", "times": 9},
        ("bc", "permission", "not_an_application"),
        "Add it on the page Microsoft Entra Applications of Business Central, enabled and with permission sets.",
    ),
    "an application that is no user of Dataverse": (
        {},
        {"not_a_member": True},
        {},
        ("dataverse", "permission", "not_a_member"),
        "Add it as an application user with a security role.",
    ),
    "a missing permission": (
        {},
        {"rights": {"account:read": "none"}},
        {},
        ("dataverse", "tables", "table_unreadable"),
        "Give the integration user read permission on the table.",
    ),
    "a wrong company": (
        {"bc_company_id": NOBODY},
        {},
        {},
        ("bc", "company", "company_not_found"),
        f"The company {NOBODY} does not exist in Business Central. Choose one of the companies",
    ),
    "a wrong environment": (
        {"bc_environment": "Other"},
        {},
        {},
        ("bc", "permission", "unreachable"),
        "the service knows no such tenant or environment Check the address",
    ),
    "a service that is down": (
        {"dataverse_address": "http://127.0.0.1:9"},
        {},
        {},
        ("dataverse", "address", "unreachable"),
        "127.0.0.1 accepts no connection Check the address and the network",
    ),
    "a service that has trouble of its own": (
        {},
        {},
        {"method": "GET", "path": "WhoAmI", "status": 503, "times": 9},
        ("dataverse", "permission", "service_failed"),
        "Dataverse answered with an error of its own (503)",
    ),
    "a name that does not exist": (
        {"dataverse_address": "https://nowhere.invalid"},
        {},
        {},
        ("dataverse", "address", "address_unknown"),
        "The name nowhere.invalid cannot be found on the network. Check the address of Dataverse",
    ),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_the_page_says_what_is_wrong_and_what_to_do(client, alice, connection, sandbox, what):
    changes, switches, fault, failed, told = TROUBLE[what]
    client.force_login(alice)
    sandbox.options.set(switches)
    if fault:
        sandbox.misbehave(**fault)
    if changes:
        save(client, connection, **changes)
    page = words(press_test(client, connection))
    assert failures(connection) == [failed]
    assert told in page
    assert "Test failed" in page


def test_an_expired_secret_is_told_for_both_sides(client, alice, connection, sandbox):
    client.force_login(alice)
    sandbox.options.secret_expired = True
    page = words(press_test(client, connection))
    assert failures(connection) == [(side, "token", "secret_expired") for side in ("bc", "dataverse")]
    assert "the client secret has expired (AADSTS7000222). Make a new client secret in Microsoft Entra" in page
