"""What Test Connection learns of both systems besides: currencies, the own company, the extension. It fails nothing."""

from syncadmin.connections.services import check_connection
from tests.connections.pages import save


def learned(connection):
    assert not [one for one in check_connection(connection) if one.failed]
    connection.refresh_from_db()
    return connection.facts


def test_what_mappings_build_on_is_found(connection, sandbox):
    (company,) = sandbox.rows("bcbi_company")
    (local,) = [one for one in sandbox.rows("transactioncurrency") if one["isocurrencycode"] == "NOK"]
    facts = learned(connection)
    assert facts.pop("extension")
    assert facts == {
        "local_currency": "NOK",
        "local_currency_id": local["transactioncurrencyid"],
        "base_currency": "NOK",
        "currency_precision": 2,
        "company_row": company["bcbi_companyid"],
    }


def test_what_is_not_there_stays_blank(connection, sandbox):
    sandbox.options.extension = False
    sandbox.drop_table("bcbi_company")
    facts = learned(connection)
    assert facts["extension"] == ""
    assert "company_row" not in facts


def test_the_company_of_somebody_else_is_not_ours(connection, sandbox):
    (company,) = sandbox.rows("bcbi_company")
    sandbox.change("bcbi_company", company["bcbi_companyid"], bcbi_externalid=sandbox.second_company_id)
    assert learned(connection)["company_row"] is None


def test_what_may_not_be_read_stays_as_it_was(connection, sandbox):
    connection.facts = {"company_row": "known"}
    connection.save()
    sandbox.withdraw(**{"bcbi_company:read": "none"})
    facts = learned(connection)
    assert (facts["company_row"], facts["base_currency"]) == ("known", "NOK")


def test_what_was_learned_of_other_systems_is_forgotten(connection, sandbox, client, alice):
    assert learned(connection)
    client.force_login(alice)
    save(client, connection, bc_environment="Elsewhere")
    connection.refresh_from_db()
    assert connection.facts == {}
