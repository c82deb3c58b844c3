"""Currencies, rates, rounding and amounts in the organisation's own currency."""

from decimal import Decimal

import pytest

from tests.sandbox.callers import error_of
from tests.sandbox.sales import currency, product


def test_without_a_currency_a_row_is_in_the_organisations_own(sandbox):
    row = sandbox.add("contact", lastname="Doe", creditlimit=10)
    assert row["_transactioncurrencyid_value"] == currency(sandbox, "NOK")
    assert (row["exchangerate"], row["creditlimit_base"]) == (1, 10)


def test_the_base_amount_is_the_amount_divided_by_the_rate(sandbox):
    euro = currency(sandbox, "EUR")
    row = sandbox.add("new_project", new_name="A", new_budget=855, transactioncurrencyid=euro)
    assert row["new_budget_base"] == Decimal(855) / row["exchangerate"] == 10_000


def test_another_currency_changes_the_base_amount_and_not_the_amount(dataverse, sandbox):
    row = sandbox.add("account", name="A", creditlimit=855)
    bind = {"transactioncurrencyid@odata.bind": f"/transactioncurrencies({currency(sandbox, 'EUR')})"}
    dataverse("PATCH", f"/accounts({row['accountid']})", body=bind)
    row = sandbox.row("account", row["accountid"])
    assert (row["creditlimit"], row["creditlimit_base"]) == (855, 10_000)


@pytest.mark.parametrize(("sent", "kept"), [("1.235", "1.24"), ("1.225", "1.22"), ("-0", "0"), ("99.9951", "100")])
def test_amounts_are_rounded_to_the_precision_of_their_currency(sandbox, sent, kept):
    assert sandbox.add("account", name="A", creditlimit=Decimal(sent))["creditlimit"] == Decimal(kept)


def test_prices_are_rounded_to_the_precision_of_the_organisation(sandbox):
    row = sandbox.rows("organization")[0]
    sandbox.change("organization", row["organizationid"], pricingdecimalprecision=4)
    assert product(sandbox, price=Decimal("1.23456"))["price"] == Decimal("1.2346")


def test_a_cleared_amount_clears_the_base_amount(dataverse, sandbox):
    row = sandbox.add("account", name="A", creditlimit=5)
    dataverse("PATCH", f"/accounts({row['accountid']})", body={"creditlimit": None})
    assert sandbox.row("account", row["accountid"])["creditlimit_base"] is None


@pytest.mark.parametrize("path", ["pricelevels", "salesorders", "invoices"])
def test_the_currency_of_some_tables_is_fixed_once_it_is_set(dataverse, sandbox, path):
    account = sandbox.add("account", name="A")["accountid"]
    customer = {} if path == "pricelevels" else {"customerid_account": account}
    row = sandbox.add(path[:-1], name="Fixed", **customer)
    bind = {"transactioncurrencyid@odata.bind": f"/transactioncurrencies({currency(sandbox, 'EUR')})"}
    assert error_of(dataverse("PATCH", f"/{path}({row[f'{path[:-1]}id']})", body=bind)) == (400, "0x80040203")


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"exchangerate": 0}, (400, "0x80040203")),
        ({"currencyprecision": 5}, (400, "0x80040203")),
        ({"isocurrencycode": "XXX"}, (400, "0x80040203")),
    ],
)
def test_a_currency_refuses_what_makes_no_sense(dataverse, sandbox, body, answer):
    path = f"/transactioncurrencies({currency(sandbox, 'EUR')})"
    assert error_of(dataverse("PATCH", path, body=body)) == answer


def test_the_rate_of_the_organisations_own_currency_stays_one(dataverse, sandbox):
    path = f"/transactioncurrencies({currency(sandbox, 'NOK')})"
    assert error_of(dataverse("PATCH", path, body={"exchangerate": 2})) == (400, "0x80040265")


def test_there_is_one_currency_of_each_code(dataverse):
    body = {"currencyname": "Euro", "isocurrencycode": "EUR", "exchangerate": 1}
    assert error_of(dataverse("POST", "/transactioncurrencies", body=body)) == (412, "0x80060892")
