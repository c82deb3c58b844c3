"""Lookups are carried over by the coupling of the related record; without one, the record waits and says for what."""

import pytest

from couplings.models import Wait
from jobs.models import Job
from tests.family import currency_mapping, with_currency
from tests.runs.work import couple, coupled_pair, endings, finished, partner, synchronize


@pytest.fixture
def customers(mapping):
    """The CUSTOMER mapping with its currency."""
    return with_currency(mapping)


@pytest.fixture
def currencies(sandbox, connection):
    """The CURRENCY mapping, in which the dollar is coupled."""
    mapping = currency_mapping(connection)
    _couple(sandbox, mapping, "USD")
    return mapping


def _couple(sandbox, currencies, code):
    here = next(one for one in sandbox.rows("currencies") if one["code"] == code)
    couple(currencies, here, {"accountid": _in_dataverse(sandbox, code)})


def _in_dataverse(sandbox, code):
    rows = sandbox.rows("transactioncurrency")
    return next(one["transactioncurrencyid"] for one in rows if one["isocurrencycode"] == code)


def test_a_lookup_is_carried_over_by_the_coupling_of_the_related_record(sandbox, customers, currencies):
    customer, account = coupled_pair(sandbox, customers, currencyCode="USD")
    assert account["_transactioncurrencyid_value"] == _in_dataverse(sandbox, "USD")
    assert endings(synchronize(customers)) == []


def test_a_record_whose_related_record_is_not_coupled_waits_and_names_it(sandbox, customers, currencies):
    customer, _ = coupled_pair(sandbox, customers, currencyCode="USD")
    sandbox.change("customers", customer["id"], currencyCode="EUR", city="Bergen")
    assert endings(synchronize(customers)) == [("waiting", "waiting_for")]
    facts = customers.problems.get().facts
    assert (facts["field"], facts["value"], facts["mapping"]) == ("Currency Code", "EUR", "CURRENCY")
    assert list(Wait.objects.values_list("relation", "side", "value")) == [("CURRENCY", "bc", "EUR")]
    assert partner(sandbox, customers, customer)["address1_city"] == "Oslo"


def test_it_follows_once_the_related_record_is_coupled(sandbox, customers, currencies):
    customer, _ = coupled_pair(sandbox, customers, currencyCode="USD")
    sandbox.change("customers", customer["id"], currencyCode="EUR", city="Bergen")
    synchronize(customers)
    _couple(sandbox, currencies, "EUR")
    assert endings(finished(Job.objects.get(mapping=customers, status="queued"))) == [("updated", "dataverse")]
    assert partner(sandbox, customers, customer)["address1_city"] == "Bergen"
    assert not customers.problems.exists()


def test_a_lookup_flows_from_dataverse_as_the_code_of_the_related_record(sandbox, customers, currencies):
    _couple(sandbox, currencies, "EUR")
    customer, account = coupled_pair(sandbox, customers, currencyCode="USD")
    sandbox.change("account", account["accountid"], _transactioncurrencyid_value=_in_dataverse(sandbox, "EUR"))
    assert endings(synchronize(customers)) == [("updated", "bc")]
    assert sandbox.row("customers", customer["id"])["currencyCode"] == "EUR"
