"""Live metadata become columns."""

import pytest

from syncadmin.connections.clients.business_central.csdl import bc_tables
from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.clients.dataverse.definitions import dataverse_table, with_options
from syncadmin.connections.clients.errors import ColumnMissing
from syncadmin.connections.clients.http import Reply

CSDL = b"""<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EnumType Name="customerBlocked"><Member Name="_x0020_" Value="0"/><Member Name="Ship" Value="1"/></EnumType>
<EntityType Name="customer"><Key><PropertyRef Name="id"/></Key>
<Property Name="id" Type="Edm.Guid" Nullable="false"/>
<Property Name="number" Type="Edm.String" MaxLength="20"/>
<Property Name="displayName" Type="Edm.String" MaxLength="100"/>
<Property Name="creditLimit" Type="Edm.Decimal" Scale="Variable"/>
<Property Name="balanceDue" Type="Edm.Decimal" Scale="2"/>
<Property Name="blocked" Type="Microsoft.NAV.customerBlocked"/>
<Property Name="address" Type="Microsoft.NAV.postalAddress"/>
<Property Name="lastModifiedDateTime" Type="Edm.DateTimeOffset"/>
<NavigationProperty Name="picture" Type="Microsoft.NAV.picture"/></EntityType>
<EntityContainer Name="NAV"><EntitySet Name="customers" EntityType="Microsoft.NAV.customer"/>
<EntitySet Name="ghosts" EntityType="Microsoft.NAV.ghost"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""


def label(text):
    return {"LocalizedLabels": [{"Label": text}], "UserLocalizedLabel": None}


ENTITY = {
    "LogicalName": "account",
    "EntitySetName": "accounts",
    "PrimaryIdAttribute": "accountid",
    "Attributes": [
        {"LogicalName": "accountid", "AttributeType": "Uniqueidentifier", "IsValidForUpdate": False},
        {"LogicalName": "name", "AttributeType": "String", "MaxLength": 160, "DisplayName": label("Account Name")},
        {"LogicalName": "creditlimit", "AttributeType": "Money", "Precision": 2, "DisplayName": None},
        {"LogicalName": "ownerid", "AttributeType": "Owner"},
        {"LogicalName": "owneridname", "AttributeType": "String", "AttributeOf": "ownerid"},
        {"LogicalName": "overriddencreatedon", "AttributeType": "DateTime", "DateTimeBehavior": {"Value": "DateOnly"}},
        {"LogicalName": "modifiedon", "AttributeType": "DateTime", "IsValidForCreate": False},
        {"LogicalName": "statecode", "AttributeType": "State"},
        {"LogicalName": "entityimage", "AttributeType": "Virtual"},
    ],
}


@pytest.fixture
def customers():
    return bc_tables(Reply(200, {}, CSDL))["customers"]


@pytest.fixture
def accounts():
    return dataverse_table(ENTITY)


def test_tables_of_business_central_are_found_by_entity_set(customers):
    assert (customers.key, customers.stamp, customers.path) == ("id", "lastModifiedDateTime", "customers")
    assert set(customers.columns) == {
        "id", "number", "displayName", "creditLimit", "balanceDue", "blocked", "lastModifiedDateTime"
    }  # fmt: skip


def test_columns_of_business_central_have_kind_and_length(customers):
    columns = customers.columns
    assert (columns["number"].kind, columns["number"].length) == (ColumnKind.CODE, 20)
    assert columns["displayName"].kind is ColumnKind.TEXT
    assert columns["blocked"].options == {0: "", 1: "Ship"}
    assert (columns["creditLimit"].scale, columns["balanceDue"].scale) == (None, 2)
    assert not columns["balanceDue"].updatable


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"<html/>", b"{}", CSDL[:-20], b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + CSDL]
)
def test_what_is_no_csdl_is_refused(body):
    with pytest.raises(ValueError, match="no CSDL"):
        bc_tables(Reply(200, {}, body))


def test_columns_of_dataverse_have_kind_length_and_caption(accounts):
    columns = accounts.columns
    assert (columns["name"].length, columns["name"].caption) == (160, "Account Name")
    assert (columns["creditlimit"].kind, columns["creditlimit"].scale) == (ColumnKind.DECIMAL, 2)
    assert columns["overriddencreatedon"].kind is ColumnKind.DATE
    assert columns["_ownerid_value"].kind is ColumnKind.LOOKUP
    assert not columns["modifiedon"].creatable
    assert not {"owneridname", "entityimage", "ownerid"} & set(columns)


def test_options_are_filled_in(accounts):
    states = {"LogicalName": "statecode", "OptionSet": {"Options": [{"Value": 0, "Label": label("Active")}]}}
    assert with_options(accounts, [states, {"LogicalName": "gone"}]).columns["statecode"].options == {0: "Active"}


def test_a_selection_has_key_and_stamp_and_each_column_once(customers):
    assert customers.selection(["id", "number"]) == "id,lastModifiedDateTime,number"


def test_a_column_that_does_not_exist_is_told(customers):
    with pytest.raises(ColumnMissing) as missing:
        customers.selection(["colour"])
    assert missing.value.problem.facts == {"system": "Business Central", "table": "customers", "field": "colour"}
