"""The line a sandbox prints about itself becomes a connection."""

import json

import pytest

from syncadmin.demo.errors import DemoError
from syncadmin.demo.sandbox import SandboxFacts, connection_values, is_on_this_machine, parse_facts

FACTS = SandboxFacts(
    business_central_url="http://127.0.0.1:8101",
    dataverse_url="http://127.0.0.1:8101/",
    token_url="http://127.0.0.1:8101/contoso.example/oauth2/v2.0/token",
    client_id="client",
    client_secret="secret",
    company_id="4f1f1d42-0000-4000-8000-000000000001",
)


def test_the_facts_are_the_last_json_line_of_the_log():
    log = f"making up data\n{json.dumps(vars(FACTS) | {'version': 1})}\nGET / 200\n"
    assert parse_facts(log) == FACTS


def test_a_log_without_facts_is_an_error():
    with pytest.raises(DemoError):
        parse_facts("listening\n")


def test_authority_and_tenant_follow_from_the_token_address():
    values = connection_values(FACTS)
    assert values["authority"] == "http://127.0.0.1:8101"
    assert values["bc_tenant"] == values["dataverse_tenant"] == "contoso.example"


@pytest.mark.parametrize(
    ("url", "address", "environment"),
    [
        ("http://127.0.0.1:8101", "http://127.0.0.1:8101", "Production"),
        ("http://127.0.0.1:8101/v2.0/contoso.example/Sandbox/api/v2.0", "http://127.0.0.1:8101", "Sandbox"),
    ],
)
def test_the_environment_may_stand_in_the_address(url, address, environment):
    values = connection_values(SandboxFacts(**(vars(FACTS) | {"business_central_url": url})))
    assert (values["bc_address"], values["bc_environment"]) == (address, environment)


def test_a_connection_that_leads_elsewhere_is_told_apart():
    assert is_on_this_machine("http://127.0.0.1:8101")
    assert not is_on_this_machine("https://api.businesscentral.dynamics.com")
