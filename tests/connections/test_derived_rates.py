"""Rates of currencies are units of the currency for one unit of Dataverse's base currency, and move without a stamp."""

from decimal import Decimal

import pytest

from syncadmin.connections.clients.contract import Change, Write
from syncadmin.connections.remote import open_remote
from syncadmin.engine.values import Side


@pytest.fixture
def opened(connection):
    """Opens Business Central for a base currency of Dataverse; the local one is asked for."""
    opened = []

    def give(base):
        connection.facts = {"base_currency": base}
        opened.append(open_remote(connection, Side.BC))
        return opened[-1]

    yield give
    for remote in opened:
        remote.close()


def rates(remote):
    """The rates by code."""
    pages = remote.changes("currencies", ["code", "exchangeRate"], "")
    return {one.values["code"]: one.values["exchangeRate"] for page in pages for one in page.records}


def test_rates_are_for_one_unit_of_the_base_currency(opened):
    assert rates(opened("NOK")) == {"EUR": Decimal("0.0855"), "USD": Decimal("0.094"), "SEK": Decimal("0.97")}
    euro = rates(opened("EUR"))
    assert euro["EUR"] == 1
    assert euro["USD"] == Decimal("1.0994152047")  # 0.0940 for a krone, of which 1 / 0.0855 are a euro
    assert rates(opened("")) == {"EUR": None, "USD": None, "SEK": None}


def test_the_last_row_counts_also_if_it_is_still_to_come_and_may_be_told_in_another_currency(opened, sandbox):
    sandbox.add(
        "currencyExchangeRates",
        currencyCode="EUR",
        startingDate="2099-01-01",
        exchangeRateAmount=100,
        relationalExchangeRateAmount=1250,
    )
    sandbox.add("currencies", code="DKK", displayName="Danish krone")
    dkk = {"currencyCode": "DKK", "startingDate": "2025-01-01", "relationalCurrencyCode": "EUR"}
    sandbox.add("currencyExchangeRates", **dkk, exchangeRateAmount=750, relationalExchangeRateAmount=100)
    found = rates(opened("NOK"))
    assert (found["EUR"], found["DKK"]) == (Decimal("0.08"), Decimal("0.6"))


def test_a_currency_without_a_rate_has_none_and_one_without_a_symbol_shows_its_code(opened, sandbox):
    sandbox.add("currencies", code="JPY", displayName="Yen", symbol="")
    remote = opened("NOK")
    assert rates(remote)["JPY"] is None
    symbols = {
        one.values["symbolOrCode"] for one in remote.find("currencies", ["symbolOrCode"], "code", ["JPY", "EUR"])
    }
    assert symbols == {"JPY", "€"}


def test_a_rate_that_moved_changes_the_version_of_its_currency_only_and_the_record_can_still_be_written(
    opened, sandbox
):
    def versions(remote, mark=""):
        pages = list(remote.changes("currencies", ["code", "exchangeRate"], mark))
        found = {one.values["code"]: one for page in pages for one in page.records}
        return found, pages[-1].mark

    remote = opened("NOK")
    before, mark = versions(remote)
    same, mark = versions(remote, mark)
    assert {code: one.version for code, one in same.items()} == {code: one.version for code, one in before.items()}
    row = next(one for one in sandbox.rows("currencyExchangeRates") if one["currencyCode"] == "EUR")
    sandbox.change("currencyExchangeRates", row["id"], startingDate="2098-01-01", exchangeRateAmount=Decimal("0.1"))
    after, _ = versions(remote, mark)
    assert [code for code, one in after.items() if one.version != before[code].version] == ["EUR"]
    euro = after["EUR"]
    change = Write(1, Change.UPDATE, euro.key, {"displayName": "Euro!"}, euro.version)
    (written,) = remote.write("currencies", ["displayName", "exchangeRate"], [change])
    assert (written.answer, written.record.values["exchangeRate"]) == ("done", Decimal("0.1"))
    again = remote.by_keys("currencies", ["displayName", "exchangeRate"], [euro.key])[euro.key]
    assert again.version == written.record.version
