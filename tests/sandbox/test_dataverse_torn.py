"""The rules of Dataverse's tables never fail, whichever other table or column an administrator took away."""

import pytest

from syncadmin.sandbox.dataverse.tables import TABLES
from tests.sandbox.samples import fill_dataverse

NAMES = (
    *("account", "contact", "transactioncurrency", "systemuser", "organization", "uomschedule", "uom", "product"),
    *("pricelevel", "productpricelevel", "salesorder", "salesorderdetail", "invoice"),
)


@pytest.fixture
def keys(sandbox):
    """A row of each table that rules look at, by table."""
    fill_dataverse(sandbox)
    return {table.name: sandbox.rows(table.name)[0][table.key] for table in TABLES if sandbox.rows(table.name)}


def requests_to(keys):
    """New rows that refer to others, then changes, then deletions of everything."""
    bodies = {
        "salesorders": {"name": "A", "customerid_account@odata.bind": f"/accounts({keys['account']})"},
        "uomschedules": {"name": "A", "baseuomname": "B"},
        "salesorderdetails": {
            "salesorderid@odata.bind": f"/salesorders({keys['salesorder']})",
            "productid@odata.bind": f"/products({keys['product']})",
            "uomid@odata.bind": f"/uoms({keys['uom']})",
        },
        "opportunities": {"name": "A", "customerid_account@odata.bind": f"/accounts({keys['account']})"},
        "accounts": {"name": "A", "creditlimit": 5},
    }
    yield from (("POST", f"/{path}", body) for path, body in bodies.items())
    for table in TABLES:
        if table.name in keys and not table.read_only:
            body = {"quantity": 2} if "quantity" in table.by_name else {table.name_column: "B"}
            yield "PATCH", f"/{table.entity_set}({keys[table.name]})", body
            yield "DELETE", f"/{table.entity_set}({keys[table.name]})", None


def check(dataverse, keys):
    for method, path, body in requests_to(keys):
        answer = dataverse(method, path, body=body)
        assert answer.status_code < 500, (method, path, answer.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_may_be_gone(dataverse, sandbox, keys, name):
    sandbox.drop_table(name)
    check(dataverse, keys)


@pytest.mark.parametrize("name", NAMES)
def test_all_columns_of_a_table_may_be_gone(dataverse, sandbox, keys, name):
    table = sandbox.store.tables[name]
    sandbox.reshape(name, remove=[column.name for column in table.columns if column.name != table.key])
    check(dataverse, keys)
