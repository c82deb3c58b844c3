"""At no address, with no method and under no option does the sandbox answer 5xx of its own accord or hang up."""

import pytest
import requests

from syncadmin.sandbox.application import Application
from syncadmin.sandbox.catalogue import TABLES
from syncadmin.sandbox.columns import DATAVERSE

NOBODY = "11111111-1111-1111-1111-111111111111"
METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS")
BODIES = (None, {}, {"name": 1}, [], "x")
BELOW = ("", f"({NOBODY})", "(x)", "/$count", f"({NOBODY})/nobody", "(", "/Microsoft.NAV.nobody")
QUERIES = ("", "?$select=nobody", "?$filter=(", "?$expand=nobody($select=x)", "?$skiptoken=x", "?$orderby=,")


def fine(answer):
    return answer.status_code < 500 or answer.status_code == 501


def folder(sandbox, table):
    if table.service == DATAVERSE:
        return ""
    return "" if table.name == "companies" else f"/companies({sandbox.company_id})"


@pytest.mark.parametrize("name", TABLES)
def test_no_request_to_a_table_fails(sandbox, central, dataverse, name):
    table = TABLES[name]
    caller = dataverse if table.service == DATAVERSE else central
    base = f"{folder(sandbox, table)}/{table.entity_set}"
    for number, method in enumerate(METHODS):
        for place, below in enumerate(BELOW):
            query, body = QUERIES[(number + place) % len(QUERIES)], BODIES[(number * 2 + place) % len(BODIES)]
            answer = caller(method, f"{base}{below}{query}", body=body, If_Match="*")
            assert fine(answer), (method, below, query, body)


@pytest.mark.parametrize("rule", [str(rule) for rule in Application(None)._map.iter_rules()])
def test_no_address_fails(sandbox, rule):
    before = (sandbox.client_id, sandbox.company_id)
    path = rule.replace("<path:path>", "companies")
    for word in ("tenant", "environment", "name", "key", "company", "entity_set", "instance", "table"):
        path = path.replace(f"<{word}>", "nobody")
    for method in METHODS:
        for body in (b"", b"{", b"[]", b'{"nobody": 1}', b"\xff" * 9):
            answer = requests.request(method, f"{sandbox.url}{path}", data=body, timeout=10)
            assert answer.status_code < 500, (method, path, body)
    assert before == (sandbox.client_id, sandbox.company_id)


@pytest.mark.parametrize("name", TABLES)
def test_no_column_is_so_important_that_its_loss_breaks_the_service(sandbox, central, dataverse, name):
    table = sandbox.store.tables[name]
    kept = {table.key, table.parent.column if table.parent else table.key}
    sandbox.reshape(name, remove=[column.name for column in table.columns if column.name not in kept])
    caller = dataverse if table.service == DATAVERSE else central
    path = f"{folder(sandbox, table)}/{table.entity_set}"
    customers = f"/companies({sandbox.company_id})/customers"
    for answer in (
        caller("POST", path, body={}),
        caller("PATCH", f"{path}({NOBODY})", body={}, If_Match="*"),
        caller.get(path, filter=f"{table.key} eq {NOBODY}"),
        central("POST", customers, body={"displayName": "A", "currencyCode": "EUR"}),
        dataverse("POST", "/accounts", body={"name": "A", "creditlimit": 5}),
        dataverse.get("/WhoAmI"),
        requests.get(sandbox.url, timeout=10),
    ):
        assert fine(answer), answer.request.url


@pytest.mark.parametrize("name", TABLES)
def test_no_table_is_so_important_that_its_loss_breaks_the_service(sandbox, central, dataverse, name):
    sandbox.drop_table(name)
    customers = f"/companies({sandbox.company_id})/customers"
    body = {"displayName": "A", "currencyCode": "EUR", "paymentTermsId": NOBODY, "salespersonCode": "X"}
    for answer in (
        central.get("/companies"),
        central.get("/$metadata"),
        central("POST", customers, body=body),
        central("POST", customers, body={"displayName": "A"}),
        dataverse.get("/WhoAmI"),
        dataverse.get("/$metadata"),
        dataverse.get("/EntityDefinitions"),
        dataverse("POST", "/accounts", body={"name": "A", "creditlimit": 5}),
        requests.get(sandbox.url, timeout=10),
    ):
        assert fine(answer), answer.request.url
