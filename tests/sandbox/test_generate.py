"""What `generate` promises: the same rows for the same seed, the kinds of rows the demo needs, and no long column."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from contextlib import suppress
from functools import cache
from itertools import islice

import pytest

from syncadmin.sandbox.business_central import tables as bc
from syncadmin.sandbox.dataverse import tables as dataverse
from syncadmin.sandbox.demo_data.generate import generate
from syncadmin.sandbox.demo_data.partners import DIFFERENCES
from syncadmin.sandbox.values import clean

Row = dict[str, object]

CUSTOMER_LENGTHS = {
    "number": 20, "displayName": 100, "addressLine1": 100, "addressLine2": 50, "city": 30, "state": 30, "country": 10,
    "postalCode": 20, "phoneNumber": 30, "email": 80, "website": 80, "salespersonCode": 20,
    "taxRegistrationNumber": 20, "currencyCode": 10,
}  # fmt: skip
ACCOUNT_LENGTHS = {
    "name": 160, "accountnumber": 20, "address1_line1": 250, "address1_line2": 250, "address1_city": 80,
    "address1_stateorprovince": 50, "address1_postalcode": 20, "address1_country": 80,
    "address1_primarycontactname": 100, "telephone1": 50, "telephone2": 50, "fax": 50, "emailaddress1": 100,
    "websiteurl": 200, "description": 2000,
}  # fmt: skip


@cache
def rows(table: str, customers: int = 1000, seed: int = 1, accounts: int | None = None) -> list[Row]:
    return [row for name, row in generate(seed, customers, accounts) if name == table]


def texts(row: Row) -> dict[str, str]:
    return {column: value for column, value in row.items() if isinstance(value, str)}


def test_the_same_seed_gives_the_same_rows():
    assert list(generate(7, 300)) == list(generate(7, 300))


def test_another_seed_gives_other_businesses():
    assert {row["id"] for row in rows("customers", seed=1)}.isdisjoint(row["id"] for row in rows("customers", seed=2))
    assert rows("customers", 1, seed=1)[0]["displayName"] != rows("customers", 1, seed=2)[0]["displayName"]


def test_more_customers_leave_the_first_ones_as_they_were():
    assert rows("customers", 260)[:100] == rows("customers", 100)


def test_no_customers_gives_the_base_rows_alone():
    counts = Counter(name for name, _ in generate(1, 0))
    assert counts == {
        "companies": 1,
        "generalLedgerSetup": 1,
        "integrationSetup": 1,
        "currencies": 3,
        "currencyExchangeRates": 6,
        "paymentTerms": 6,
        "paymentMethods": 3,
        "shipmentMethods": 4,
        "shippingAgents": 4,
        "itemCategories": 4,
        "customerPriceGroups": 3,
        "unitsOfMeasure": 5,
        "salespeoplePurchasers": 8,
        "organization": 1,
        "businessunit": 1,
        "bcbi_company": 1,
        "transactioncurrency": 4,
        "uomschedule": 1,
        "uom": 1,
        "systemuser": 13,
        "team": 3,
    }


def test_only_sales_has_a_row_for_the_local_currency():
    local = rows("generalLedgerSetup", 0)[0]["localCurrencyCode"]
    bc = {row["code"] for row in rows("currencies", 0)}
    assert {row["isocurrencycode"] for row in rows("transactioncurrency", 0)} == bc | {local}
    assert local not in bc


def test_some_users_are_disabled_or_without_licence_and_one_is_the_integration():
    users = rows("systemuser", 0)
    assert sum(bool(user["isintegrationuser"]) for user in users) == 1
    assert any(user["isdisabled"] for user in users)
    assert any(not user["islicensed"] and not user["isintegrationuser"] for user in users)


@pytest.mark.parametrize(("customers", "accounts"), [(250, 240), (260, 250), (10, 10), (1, 1)])
def test_there_are_nearly_as_many_accounts_as_customers(customers, accounts):
    assert len(rows("customers", customers)) == customers
    assert len(rows("account", customers)) == accounts


@pytest.mark.parametrize("accounts", [0, 3, 50])
def test_the_number_of_accounts_can_be_chosen(accounts):
    assert len(rows("account", 10, accounts=accounts)) == accounts


def test_keys_are_unique():
    everything = list(generate(1, 3000))
    guids = [guid for name, row in everything if (guid := row.get("id") or row.get("accountid"))]
    assert len(guids) == len(set(guids))
    numbers = [row["number"] for name, row in everything if name == "customers"]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(("table", "lengths"), [("customers", CUSTOMER_LENGTHS), ("account", ACCOUNT_LENGTHS)])
def test_no_text_is_longer_than_its_column(table, lengths):
    for row in rows(table, 5000):
        assert not {column for column, limit in lengths.items() if len(str(row[column] or "")) > limit}, row


def test_about_half_of_the_customers_have_a_counterpart():
    accounts = {row["name"] for row in rows("account")}
    mails = {row["emailaddress1"] for row in rows("account")}
    customers = rows("customers")
    known = [row for row in customers if row["displayName"] in accounts or row["email"] in mails]
    assert 0.42 <= len(known) / len(customers) <= 0.62


def test_counterparts_are_sometimes_the_same_and_sometimes_differ():
    by_name = {row["name"]: row for row in rows("account") if row["name"]}
    pairs = [(row, by_name[row["displayName"]]) for row in rows("customers") if row["displayName"] in by_name]
    same = sum(bc["phoneNumber"] == sales["telephone1"] and bc["city"] == sales["address1_city"] for bc, sales in pairs)
    assert 0 < same < len(pairs)


@pytest.mark.parametrize(("table", "column"), [("customers", "displayName"), ("account", "name")])
def test_some_names_are_there_twice(table, column):
    assert any(count > 1 for name, count in Counter(row[column] for row in rows(table, 260)).items() if name)


def test_some_names_fit_sales_only():
    lengths = {len(str(row["name"])) for row in rows("account", 260)}
    assert 160 in lengths
    assert 101 in lengths
    assert 100 in {len(str(row["displayName"])) for row in rows("customers", 260)}
    assert any(len(str(row["emailaddress1"])) > 80 for row in rows("account", 260))


NEEDLES = ["'", "&", "%", "_", "[", '"', "<b>", "🚀", "ø", "ß", "Ł", "α", "株", "شركة", "公司"]


@pytest.mark.parametrize("needle", NEEDLES)
def test_the_demo_has_names_that_break_careless_code(needle):
    assert any(needle in str(row["displayName"]) for row in rows("customers", 260))


def test_some_customers_have_empty_and_blank_values():
    customers = rows("customers", 260)
    assert any(row["displayName"] == "" for row in customers)
    assert any(row["email"] == "" for row in customers)
    assert any(row["addressLine2"] == " " for row in customers)
    assert any(str(row["displayName"]).endswith(" ") for row in customers)


def test_customers_have_no_line_breaks_and_telephone_numbers_no_letters():
    for row in rows("customers", 3000):
        assert not any(set(text) & set("\r\n") for text in texts(row).values())
        assert not any(character.isalpha() for character in str(row["phoneNumber"]))


def test_mail_and_web_addresses_use_example_domains():
    for table, column in (("customers", "email"), ("account", "emailaddress1"), ("account", "websiteurl")):
        for row in rows(table):
            host = str(row[column] or "x.example").rstrip("/")
            assert host.endswith((".example", "example.com", "example.org", "example.net"))


def test_some_customers_are_blocked_and_some_accounts_inactive():
    assert {row["blocked"] for row in rows("customers", 260)} == {"_x0020_", "Ship", "Invoice", "All"}
    assert {(row["statecode"], row["statuscode"]) for row in rows("account", 260)} == {(0, 1), (1, 2)}


def test_most_accounts_are_customers():
    kinds = Counter(row["customertypecode"] for row in rows("account", 260))
    assert set(kinds) == {3, 11, 8, None}
    assert kinds[3] > 150


def test_stamps_lie_in_2025_and_in_order():
    for row in rows("account"):
        assert "2025-01-01" <= str(row["createdon"]) <= str(row["modifiedon"]) < "2026"
        assert len(str(row["modifiedon"])) == len("2025-01-01T00:00:00Z")
    assert all(len(str(row["lastModifiedDateTime"])) == len("2025-01-01T00:00:00.000Z") for row in rows("customers"))


def test_rows_come_one_at_a_time():
    tracemalloc.start()
    assert len(list(islice(generate(1, 1_000_000), 2000))) == 2000
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    for _ in islice(generate(1, 1_000_000), 20_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < 1_000_000


def test_every_value_fits_the_table_it_is_for():
    tables = {table.name: table for table in (*bc.TABLES, *dataverse.TABLES)}
    for name, row in generate(1, 600):
        table = tables[name]
        for name, value in row.items():
            if value != table.blank(table.by_name[name]):
                clean(table.by_name[name], value)


def test_a_name_in_capitals_still_fits_its_column():
    row = {"name": "ß" * 160}
    for differ in DIFFERENCES:
        with suppress(KeyError):
            differ(row)
    assert row["name"] == "SS" * 80
