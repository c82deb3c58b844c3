"""What `generate` promises about rows that belong together: references, contacts, products, prices, documents."""

from collections import defaultdict
from decimal import Decimal
from functools import cache

import pytest

from syncadmin.sandbox.business_central.rules.documents import INVOICE, ORDER, settle
from syncadmin.sandbox.business_central.rules.related import TYPED
from syncadmin.sandbox.catalogue import TABLES
from syncadmin.sandbox.columns import ZERO_GUID, Kind
from syncadmin.sandbox.demo_data.generate import generate
from syncadmin.sandbox.store import Store

NOTHING = (None, "", ZERO_GUID)
PAIRS = [
    (table, f"{name}Id", f"{name}Code", target)
    for table in ("customers", "vendors", "salesOrders")
    for name, target in (("currency", "currencies"), ("paymentTerms", "paymentTerms"))
]


@cache
def tables(customers=600):
    found = defaultdict(list)
    for name, row in generate(1, customers):
        found[name].append(row)
    return found


@pytest.fixture
def store():
    filled = Store()
    filled.load(generate(1, 260))
    return filled


def named(table):
    """By what others name the rows of a table: keys, numbers, codes."""
    key = TABLES[table].key
    return {row.get(name) for row in tables()[table] for name in (key, "number", "code")}


@pytest.mark.parametrize("table", sorted(tables()))
def test_what_a_row_names_is_there(table):
    local = tables()["generalLedgerSetup"][0]["localCurrencyCode"]
    for column in TABLES[table].columns:
        there = set().union(*(named(target) for target in column.targets)) | {*NOTHING, local}
        if column.targets and column.name not in TYPED:
            assert {row.get(column.name) for row in tables()[table]} <= there, column.name


@pytest.mark.parametrize(("table", "key", "code", "target"), PAIRS)
def test_ids_and_codes_agree(table, key, code, target):
    codes = {row["id"]: row["code"] for row in tables()[target]}
    for row in tables()[table]:
        assert row[key] in NOTHING or codes[row[key]] == row[code]


def test_every_table_of_the_default_mappings_has_rows():
    empty = {name for name in TABLES if name not in tables()}
    assert empty <= {
        "invoice",
        "invoicedetail",
        "new_project",
        *(name for name in TABLES if "sdk" in name or "end" in name),
    }


def test_a_store_takes_them_all(store):
    assert store.count("salesOrderLines") > store.count("salesOrders") > 5


@pytest.mark.parametrize("document", [ORDER, INVOICE])
def test_the_totals_of_documents_are_those_of_their_lines(store, document):
    before = store.find(document.table.name)
    for row in before:
        assert row["totalAmountIncludingTax"] > 0
        settle(store, document, str(row["id"]))
    assert store.find(document.table.name) == before


def test_what_dataverse_works_out_of_an_order_is_there_already(store):
    for order in store.find("salesorder"):
        for line in store.stored_all_by("salesorderdetail", "_salesorderid_value", order["salesorderid"]):
            if order["statecode"] == 0:
                store.change("salesorderdetail", str(line["salesorderdetailid"]), {"ispriceoverridden": False})
        after = store.get("salesorder", str(order["salesorderid"]))
        worked_out = [name for name in order if name.startswith("total")]
        assert [after[name] for name in worked_out] == [order[name] for name in worked_out]


def test_persons_belong_to_a_company_that_belongs_to_a_customer_or_vendor():
    companies = {row["number"] for row in tables()["contacts"] if row["type"] == "Company"}
    persons = [row for row in tables()["contacts"] if row["type"] == "Person"]
    assert {row["companyNumber"] for row in persons} == companies
    assert {link["contactNumber"] for link in tables()["contactsInformation"]} >= {row["number"] for row in persons}


def test_some_persons_are_in_both_systems_and_some_in_one():
    mails = {row["email"] for row in tables()["contacts"]}
    sales = tables()["contact"]
    assert 10 < sum(row["emailaddress1"] in mails for row in sales) < len(sales)


def test_half_of_the_items_are_products_in_every_state():
    numbers = {row["number"] for row in tables()["items"]}
    products = [row for row in tables()["product"] if row["productnumber"] in numbers]
    assert len(products) == len(numbers) / 2
    assert {row["statecode"] for row in products} == {0, 1, 2}


def test_every_item_and_resource_has_its_unit_group_and_its_base_unit():
    for kind in ("item", "resource"):
        base = {row[f"{kind}Number"] for row in tables()[f"{kind}UnitsOfMeasure"] if row["baseUnit"]}
        assert base == {row["number"] for row in tables()[f"{kind}s"]}
    groups = {row["code"] for row in tables()["unitGroups"]}
    assert {row["name"] for row in tables()["uomschedule"]} - {"Default Unit"} < groups


def test_what_was_posted_is_on_both_pages():
    posted = {row["id"]: row for row in tables()["salesInvoices"] if row["status"] != "Draft"}
    assert {row["salesInvoiceId"] for row in tables()["postedSalesInvoices"]} == set(posted)
    assert {row["status"] for row in tables()["salesInvoices"]} == {"Draft", "Open", "Paid"}
    assert all((row["remainingAmount"] == Decimal(0)) == (row["status"] == "Paid") for row in posted.values())


def test_some_opportunities_are_in_both_systems():
    descriptions = {row["description"] for row in tables()["opportunities"]}
    names = {row["name"] for row in tables()["opportunity"]}
    assert descriptions & names
    assert names - descriptions


def test_some_vendors_are_accounts_of_that_kind():
    vendors = {row["displayName"] for row in tables()["vendors"]}
    accounts = {row["name"][:100] for row in tables()["account"] if row["customertypecode"] == 11}
    assert 5 < len(vendors & accounts) < len(vendors)


def test_choices_and_enumerations_are_members():
    for table, rows in tables().items():
        for column in TABLES[table].columns:
            if column.kind in (Kind.CHOICE, Kind.ENUM):
                members = {option.value if column.kind is Kind.CHOICE else option.name for option in column.options}
                assert {row.get(column.name) for row in rows} <= members | {None, "_x0020_"}, (table, column.name)
