"""Lookups are read as keys and written through the navigation property of the table they lead to (facts 3.2, 3.4)."""

from dataclasses import replace

import pytest

from syncadmin.connections.clients.contract import Change, TableFacts, Write
from syncadmin.connections.clients.dataverse.definitions import dataverse_table
from syncadmin.connections.clients.metadata import ANNOTATION
from syncadmin.connections.clients.rows import content, records, unsendable

ANNA, BERT = "5a1b2c3d-0000-4000-8000-abcdef012345", "5a1b2c3d-0000-4000-8000-abcdef012346"
SETS = {name: f"{name}s" for name in ("account", "contact", "systemuser", "team", "salesorder")}
SETS |= {"transactioncurrency": "transactioncurrencies"}
CURRENCY, ACCOUNT, CONTACT = "_transactioncurrencyid_value", "customerid_account", "customerid_contact"


def lookup(name, kind, *targets):
    return {"LogicalName": name, "AttributeType": kind, "Targets": list(targets)}


def relation(attribute, table, navigation):
    return {
        "ReferencingAttribute": attribute,
        "ReferencedEntity": table,
        "ReferencingEntityNavigationPropertyName": navigation,
    }


ENTITY = {
    "LogicalName": "salesorder",
    "EntitySetName": "salesorders",
    "PrimaryIdAttribute": "salesorderid",
    "Attributes": [
        lookup("customerid", "Customer", "account", "contact"),
        lookup("ownerid", "Owner", "systemuser", "team"),
        {**lookup("owninguser", "Lookup", "systemuser"), "IsValidForCreate": False, "IsValidForUpdate": False},
        lookup("transactioncurrencyid", "Lookup", "transactioncurrency"),
        lookup("new_Company", "Lookup", "account"),
    ],
    "ManyToOneRelationships": [
        relation("customerid", "contact", "customerid_contact"),
        relation("new_Company", "account", "new_Company"),
    ],
}


@pytest.fixture
def orders():
    return replace(dataverse_table(ENTITY), sets=SETS)


def test_a_lookup_to_several_tables_is_a_column_for_each(orders):
    columns = orders.columns
    assert {name: columns[name].target for name in ("customerid_account", "customerid_contact")} == {
        "customerid_account": "account",
        "customerid_contact": "contact",
    }
    assert not columns["_customerid_value"].updatable
    assert (columns["_owninguser_value"].target, columns["_owninguser_value"].updatable) == ("systemuser", True)
    assert (columns["_owningteam_value"].navigation, columns["_owningteam_value"].source) == ("ownerid", "")


def test_a_selection_asks_for_what_the_row_carries_and_for_where_it_leads(orders):
    names = ["customerid_account", "customerid_contact", "_transactioncurrencyid_value"]
    assert orders.selection(names) == "salesorderid,_customerid_value,_transactioncurrencyid_value"
    assert ANNOTATION in orders.annotations(names)
    assert orders.annotations(names[2:]) == ""


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ({"_customerid_value": ANNA, f"_customerid_value@{ANNOTATION}": "account"}, (ANNA, None)),
        ({"_customerid_value": ANNA, f"_customerid_value@{ANNOTATION}": "contact"}, (None, ANNA)),
        ({"_customerid_value": None}, (None, None)),
        ({"_customerid_value": ANNA}, ("missing", "missing")),
        ({}, ("missing", "missing")),
    ],
)
def test_a_lookup_reads_as_blank_where_it_leads_elsewhere(orders, row, values):
    names = ["customerid_account", "customerid_contact"]
    (record,) = records(orders, names, [{"salesorderid": BERT, **row}])
    assert tuple(record.values.get(name, "missing") for name in names) == values


@pytest.mark.parametrize(
    ("values", "body"),
    [
        ({CURRENCY: ANNA}, {"transactioncurrencyid@odata.bind": f"/transactioncurrencies({ANNA})"}),
        ({CURRENCY: None}, {"transactioncurrencyid": None}),
        ({ACCOUNT: ANNA.upper()}, {"customerid_account@odata.bind": f"/accounts({ANNA})"}),
        ({ACCOUNT: None, CONTACT: ANNA}, {"customerid_contact@odata.bind": f"/contacts({ANNA})"}),
        ({ACCOUNT: None, CONTACT: None}, {"customerid_account": None}),
        ({"_owninguser_value": ANNA}, {"ownerid@odata.bind": f"/systemusers({ANNA})"}),
        ({"_owninguser_value": None, "_owningteam_value": BERT}, {"ownerid@odata.bind": f"/teams({BERT})"}),
        ({"_new_Company_value": ANNA}, {"new_Company@odata.bind": f"/accounts({ANNA})"}),
    ],
)
def test_a_lookup_is_bound_through_its_navigation_property(orders, values, body):
    assert content(orders, Write(1, Change.UPDATE, BERT, values, "v1")) == body


@pytest.mark.parametrize(
    "values",
    [
        {"customerid_account": ANNA, "customerid_contact": BERT},
        {"_owninguser_value": None, "_owningteam_value": None},
        {"_transactioncurrencyid_value": "nobody"},
        {"_customerid_value": ANNA},
    ],
)
def test_a_lookup_that_cannot_be_written_is_refused_alone(orders, values):
    assert unsendable(orders, Write(1, Change.UPDATE, BERT, values, "v1")).code in ("value_refused", "field_read_only")


def test_a_line_is_bound_to_its_parent():
    from dataclasses import replace

    entity = {
        **ENTITY,
        "LogicalName": "salesorderdetail",
        "Attributes": [lookup("salesorderid", "Lookup", "salesorder")],
    }
    lines = replace(dataverse_table(entity), sets=SETS)
    assert lines.facts == TableFacts("salesorderdetail", caption="salesorderdetail", parent="salesorder")
    body = content(lines, Write(1, Change.CREATE, BERT, {}, parent=ANNA))
    assert body == {"salesorderid@odata.bind": f"/salesorders({ANNA})"}
