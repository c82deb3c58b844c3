"""What live metadata tell of tables and columns of both systems (facts 2.1, 2.3, 3.2, 3.4 and 7.1 of the mappings)."""

from decimal import Decimal

import pytest

from syncadmin.connections.clients.contract import ColumnKind
from tests.clients.builders import counting


@pytest.mark.parametrize(
    ("table", "keys", "parent", "writable"),
    [
        ("customers", (("integrationId",), ("number",)), "", True),
        ("paymentTerms", (("code",),), "", True),
        ("salesOrderLines", (("integrationId",),), "salesOrders", True),
        ("salesInvoiceLines", (), "salesInvoices", True),
        ("generalLedgerSetup", (), "", False),
    ],
)
def test_tables_of_business_central_have_keys_and_parents(bc, table, keys, parent, writable):
    facts = bc.tables()[table]
    assert (facts.keys, facts.parent, facts.writable) == (keys, parent, writable)


def test_a_table_that_the_extension_offers_is_reached_through_it(bc, sandbox):
    assert bc.extension() == "1.0.0.0"
    assert bc.tables()["resources"].extension
    with counting(sandbox, "/api/syncadmin/integration/v1.0/") as sent:
        bc.by_keys("customers", ["faxNumber"], ["00000000-0000-4000-8000-000000000001"])
    assert len(sent) == 1


def test_without_the_extension_the_standard_pages_are_used(bc, sandbox):
    sandbox.options.extension = False
    assert bc.extension() is None
    assert "resources" not in bc.tables()
    assert not bc.tables()["customers"].extension
    assert bc.tables()["customers"].keys == (("number",),)
    assert "number" in bc.columns("customers")


@pytest.mark.parametrize(
    ("table", "column", "kind", "length"),
    [
        ("customers", "number", ColumnKind.CODE, 20),
        ("customers", "displayName", ColumnKind.TEXT, 100),
        ("salesOrders", "orderDate", ColumnKind.DATE, 0),
        ("items", "unitPrice", ColumnKind.DECIMAL, 0),
        ("customers", "blocked", ColumnKind.OPTION, 0),
    ],
)
def test_columns_of_business_central_have_kind_and_length(bc, table, column, kind, length):
    found = bc.columns(table)[column]
    assert (found.kind, found.length) == (kind, length)


def test_columns_of_business_central_have_captions_and_options_when_described(bc):
    columns = bc.describe("customers")
    assert columns["number"].caption == "No."
    assert "All" in columns["blocked"].options.values()
    assert not columns["balanceDue"].updatable


def test_tables_of_dataverse_are_listed_with_what_matters(dv, sandbox):
    tables = dv.tables()
    assert (tables["account"].caption, tables["account"].plural, tables["account"].tracked) == (
        "Account",
        "Accounts",
        True,
    )
    assert tables["salesorderdetail"].parent == "salesorder"
    assert tables["bcbi_company"].custom


@pytest.mark.parametrize(("status", "keys"), [("Active", (("accountnumber",),)), ("Pending", ())])
def test_an_alternate_key_counts_when_its_index_is_active(dv, sandbox, status, keys):
    sandbox.options.alternate_key, sandbox.options.key_status = True, status
    assert dv.tables()["account"].keys == keys


def test_choices_states_and_booleans_have_their_labels(dv):
    columns = dv.describe("account")
    assert columns["customertypecode"].options[3] == "Customer"
    assert columns["statecode"].options == {0: "Active", 1: "Inactive"}
    assert (columns["statuscode"].options, columns["statuscode"].states) == ({1: "Active", 2: "Inactive"}, {1: 0, 2: 1})
    assert dv.describe("systemuser")["isdisabled"].options == {0: "Enabled", 1: "Disabled"}


def test_every_kind_of_attribute_becomes_a_kind_of_column(dv):
    columns = {**dv.describe("new_project")}
    kinds = {column.kind for column in columns.values()}
    assert {ColumnKind.OPTIONS, ColumnKind.DATE, ColumnKind.MOMENT, ColumnKind.LOOKUP, ColumnKind.INTEGER} <= kinds
    several = next(column for column in columns.values() if column.kind is ColumnKind.OPTIONS)
    assert several.options


def test_money_has_scale_and_bounds_and_its_base_is_read_only(dv):
    columns = dv.columns("account")
    assert (columns["creditlimit"].scale, columns["creditlimit"].most) == (2, Decimal("922337203685477"))
    assert not columns["creditlimit_base"].updatable
    assert not columns["creditlimit_base"].creatable


def test_what_is_required_is_told(dv):
    assert dv.columns("account")["name"].required
    assert not dv.columns("account")["statecode"].required
    assert not dv.columns("account")["accountid"].required


def test_metadata_are_asked_for_once_and_again_when_forgotten(bc, dv, sandbox):
    for remote, table, part in ((bc, "customers", "$metadata"), (dv, "account", "EntityDefinitions(")):
        with counting(sandbox, part) as sent:
            remote.columns(table)
            remote.columns(table)
        once = len(sent)
        with counting(sandbox, part) as sent:
            remote.forget_metadata()
            remote.columns(table)
        assert 0 < once == len(sent)
