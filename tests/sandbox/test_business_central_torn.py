"""The rules of Business Central's pages never fail, whichever other page or property an administrator took away."""

from contextlib import suppress
from functools import partial

import pytest

from syncadmin.sandbox.business_central.rules import ACTIONS
from syncadmin.sandbox.business_central.tables import TABLES
from syncadmin.sandbox.values import Refused
from tests.sandbox.samples import fill_business_central

FILLED = [table.name for table in TABLES if table.in_companies]
NAMES = [
    *("generalLedgerSetup", "integrationSetup", "currencies", "paymentTerms", "unitsOfMeasure"),
    *("customers", "contacts", "contactsInformation", "items", "itemUnitsOfMeasure", "unitGroups"),
    *("priceListHeaders", "priceListLines", "salesOrders", "salesOrderLines", "salesInvoices", "salesInvoiceLines"),
    *("postedSalesInvoices", "postedSalesInvoiceLines"),
]


@pytest.fixture
def keys(sandbox):
    """A row of each page, by page."""
    fill_business_central(sandbox)
    return {name: sandbox.rows(name)[0] for name in FILLED if sandbox.rows(name)}


def bodies(keys):
    """New rows that name others."""
    return {
        "customers": {"displayName": "A", "currencyCode": "EUR"},
        "vendors": {"displayName": "A"},
        "contacts": {"type": "Person", "displayName": "A B", "companyNumber": keys["contacts"]["number"]},
        "opportunities": {"contactNumber": keys["contacts"]["number"]},
        "items": {"displayName": "A", "baseUnitOfMeasureCode": "PCS"},
        "resources": {"displayName": "A", "baseUnitOfMeasureCode": "HOUR"},
        "itemUnitsOfMeasure": {"itemId": keys["items"]["id"], "code": "BOX"},
        "salesPrices": {"itemId": keys["items"]["id"]},
        "priceListHeaders": {"displayName": "A"},
        "priceListLines": {"priceListCode": keys["priceListHeaders"]["code"]},
        "salesOrders": {"customerNumber": keys["customers"]["number"], "discountAmount": 5},
        "salesInvoices": {"customerId": keys["customers"]["id"]},
        "salesOrderLines": {"documentId": keys["salesOrders"]["id"], "itemId": keys["items"]["id"], "quantity": 2},
    }


def known(store, name, body):
    """What can still be sent to a page."""
    return {column: value for column, value in body.items() if column in store.tables[name].by_name}


def use(store, keys):
    """New rows, then actions, then changes and deletions of everything that is left; anything may be refused."""
    for name, body in bodies(keys).items():
        if name in store.tables:
            yield partial(store.create, name, known(store, name, body))
    for action in ACTIONS:
        key = keys[action.table]["id"]
        if action.table in store.tables and (row := store.stored(action.table, key)):
            yield partial(action.work, store, row)
    for name, row in keys.items():
        for body in ({"number": "NEW"}, {"code": "NEW"}, {"displayName": "New"}, {"quantity": 3}):
            if name in store.tables and store.stored(name, key_of(row)) and known(store, name, body):
                yield partial(store.change, name, key_of(row), known(store, name, body))
        if name in store.tables:
            yield partial(store.remove, name, key_of(row))


def key_of(row):
    return row.get("id", row.get("contactId"))


def check(store, keys):
    for work in use(store, keys):
        with suppress(Refused):
            work()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_may_be_gone(sandbox, keys, name):
    sandbox.drop_table(name)
    check(sandbox.store, keys)


@pytest.mark.parametrize("name", NAMES)
def test_all_properties_of_a_page_may_be_gone(sandbox, keys, name):
    table = sandbox.store.tables[name]
    kept = {table.key, table.parent.column if table.parent else ""}
    sandbox.reshape(name, remove=[column.name for column in table.columns if column.name not in kept])
    check(sandbox.store, keys)


@pytest.mark.parametrize("name", ["customers", "items", "salesOrders", "contacts"])
def test_a_new_property_is_written_without_harm(central, company, sandbox, keys, name):
    sandbox.reshape(name, add=[{"name": "somethingNew", "kind": "text", "length": 20}])
    path = f"{company}/{name}({keys[name]['id']})"
    answer = central("PATCH", path, body={"somethingNew": "x"}, If_Match="*")
    assert (answer.status_code, answer.json()["somethingNew"]) == (200, "x")
