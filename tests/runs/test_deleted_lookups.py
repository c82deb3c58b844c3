"""A related record that was deleted: nothing that leads to it is written; who needs it waits, and says for what."""

import pytest

from couplings.models import Wait
from jobs.models import Job
from jobs.services import start
from tests.family import currency_mapping, with_currency
from tests.runs.work import couple, coupled_pair, endings, finished, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def currencies(connection):
    """The CURRENCY mapping."""
    return currency_mapping(connection)


@pytest.fixture
def customers(mapping):
    """The CUSTOMER mapping with its currency."""
    return with_currency(mapping)


@pytest.fixture
def currency(sandbox, currencies):
    """A currency, coupled, as is the dollar."""
    for code in ("USD", "XTS"):
        here = next((one for one in sandbox.rows("currencies") if one["code"] == code), None)
        here = here or sandbox.add("currencies", code=code, displayName="Test")
        couple(currencies, here, {"accountid": in_dataverse(sandbox, code)})
    return in_dataverse(sandbox, "XTS")


def in_dataverse(sandbox, code):
    """The key of a currency there."""
    found = next((one for one in sandbox.rows("transactioncurrency") if one["isocurrencycode"] == code), None)
    found = found or sandbox.add("transactioncurrency", isocurrencycode=code, currencyname="Test")
    return found["transactioncurrencyid"]


def test_a_record_waits_for_a_related_one_whose_partner_was_deleted(sandbox, customers, currencies, currency):
    customer, _ = coupled_pair(sandbox, customers, currencyCode="USD")
    synchronize(currencies)
    sandbox.remove("transactioncurrency", currency)
    finished(start(currencies, Job.Kind.SWEEP))
    sandbox.change("customers", customer["id"], currencyCode="XTS")
    assert endings(synchronize(customers)) == [("waiting", "waiting_for")]
    assert list(Wait.objects.values_list("relation", "value")) == [("CURRENCY", "XTS")]


def test_one_that_nobody_knows_to_be_gone_is_told_as_the_system_tells_it(sandbox, customers, currencies, currency):
    customer, _ = coupled_pair(sandbox, customers, currencyCode="USD")
    synchronize(currencies)
    sandbox.remove("transactioncurrency", currency)
    sandbox.change("customers", customer["id"], currencyCode="XTS")
    ((ending, *_, code),) = endings(synchronize(customers))
    assert (ending, code) == ("failed", "value_refused")
    assert "Does Not Exist" in customers.problems.get().facts["message"]


def test_once_it_is_restored_the_record_follows_with_the_new_key(sandbox, customers, currencies, currency):
    customer, _ = coupled_pair(sandbox, customers, currencyCode="USD")
    synchronize(currencies)
    sandbox.remove("transactioncurrency", currency)
    finished(start(currencies, Job.Kind.SWEEP))
    sandbox.change("customers", customer["id"], currencyCode="XTS")
    synchronize(customers)
    currencies.deletion = "restore"
    currencies.save()
    assert endings(synchronize(currencies)) == [("created", "dataverse", "restored")]
    finished(Job.objects.get(mapping=customers, status="queued"))
    anew = in_dataverse(sandbox, "XTS")
    assert anew != currency
    assert partner(sandbox, customers, customer)["_transactioncurrencyid_value"] == anew
