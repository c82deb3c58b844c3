"""A field may be carried over by one of several mappings: the first that knows the record its value leads to."""

import pytest

from couplings.causes import records_url
from couplings.models import Coupling, Wait
from mappings.agreement import findings
from syncadmin.connections.clients.contract import Right
from syncadmin.connections.needs import needs_of
from syncadmin.connections.remote import open_remote
from syncadmin.engine.values import Side
from tests.awaiting import awaiting, couple_currency, in_dataverse, tried_again, with_currencies
from tests.family import currency_mapping
from tests.mappings.forms import field_form
from tests.runs.work import coupled_pair, endings, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family(sandbox, mapping, connection):
    """CUSTOMER, whose currency leads through CURRENCY or MORE, and these two."""
    customers, currencies = with_currencies(sandbox, mapping)
    currencies.name = "MORE"
    currencies.save()
    first = currency_mapping(connection)
    customers.fields.filter(bc_property="currencyCode").update(related_mapping="CURRENCY, MORE")
    return customers, first, currencies


def _currency(sandbox, mapping, customer):
    return partner(sandbox, mapping, customer)["_transactioncurrencyid_value"]


def test_a_value_is_carried_over_by_whichever_mapping_knows_it(sandbox, family):
    customers, first, more = family
    couple_currency(sandbox, first, "EUR")
    dollars, account = coupled_pair(sandbox, customers, currencyCode="USD")
    euros, _account = coupled_pair(sandbox, customers, currencyCode="EUR")
    assert _currency(sandbox, customers, dollars) == in_dataverse(sandbox, "USD")
    assert _currency(sandbox, customers, euros) == in_dataverse(sandbox, "EUR")
    sandbox.change("account", account["accountid"], _transactioncurrencyid_value=in_dataverse(sandbox, "EUR"))
    synchronize(customers)
    assert sandbox.row("customers", dollars["id"])["currencyCode"] == "EUR"


def test_the_first_mapping_that_knows_a_value_counts(sandbox, family):
    customers, first, more = family
    couple_currency(sandbox, first, "EUR")
    couple_currency(sandbox, more, "EUR")
    elsewhere = in_dataverse(sandbox, "USD")
    Coupling.objects.filter(mapping=more, dataverse_key=elsewhere).delete()
    Coupling.objects.filter(mapping=more).update(dataverse_key=elsewhere)
    customer, _account = coupled_pair(sandbox, customers, currencyCode="EUR")
    assert _currency(sandbox, customers, customer) == in_dataverse(sandbox, "EUR")


def test_a_record_waits_for_any_of_them_and_follows_once_one_knows(sandbox, family):
    customers, _first, more = family
    awaiting(sandbox, customers, "EUR")
    assert customers.problems.get().facts["mapping"] == "CURRENCY, MORE"
    assert list(Wait.objects.values_list("relation", "value")) == [("CURRENCY, MORE", "EUR")]
    couple_currency(sandbox, more, "EUR")
    assert [endings(job) for job in tried_again(customers)] == [[("updated", "dataverse")]]


def test_it_is_missing_only_if_all_of_them_are(sandbox, family):
    customers, first, more = family
    awaiting(sandbox, customers, "EUR")
    first.delete()
    assert endings(synchronize(customers)) == [("waiting", "waiting_for")]
    more.delete()
    assert endings(synchronize(customers)) == [("waiting", "relation_missing")]


def test_the_cause_leads_to_the_mapping_that_has_read_the_record(client, alice, sandbox, family):
    customers, _first, more = family
    awaiting(sandbox, customers, "EUR")
    synchronize(more)
    client.force_login(alice)
    problem = customers.problems.get()
    page = client.get(records_url(customers.pk, problem.code, problem.cause)).content.decode()
    assert "couple it in MORE" in page


def test_rights_are_needed_on_the_tables_of_all_and_each_must_fit(sandbox, family):
    customers, _first, _more = family
    needs = needs_of(customers.connection, Side.DATAVERSE)
    rights = {need.table: need.rights for need in needs}
    assert Right.APPEND_TO in rights["transactioncurrency"]
    customers.connection.mappings.filter(name="MORE").update(dataverse_table="contact")
    columns = {side: open_remote(customers.connection, side).columns(customers.table(side)) for side in Side}
    assert [one.problem.code for one in findings(customers, columns) if one.red] == ["relation_differs"]


def test_mappings_of_one_table_are_offered_together(client, alice, family):
    customers, _first, _more = family
    client.force_login(alice)
    page = field_form(client, customers, "Currency Code")
    assert page.values["related_mapping"] == "CURRENCY, MORE"
    assert page.press(related_mapping="MORE").redirect_chain
    assert field_form(client, customers, "Currency Code").press(related_mapping="CURRENCY, MORE").redirect_chain
    assert customers.fields.get(caption="Currency Code").relations == ("CURRENCY", "MORE")
