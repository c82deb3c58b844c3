"""CURRENCY: currencies of Business Central are coupled by their ISO code; the local currency needs no coupling."""

import pytest

from syncadmin.connections.services import check_connection
from tests.defaults.currencies import franc, in_bc, in_dataverse, local_code, local_key
from tests.mappings.pages import words
from tests.runs.work import endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(play):
    """CURRENCY, and CUSTOMER whose records have currencies."""
    return play("CURRENCY", "CUSTOMER", ownership="team")


def test_a_currency_that_dataverse_lacks_is_created_with_rate_and_symbol(stage):
    francs = franc(stage, rate=0.5)
    stage.couple("CURRENCY", francs)
    row = stage.partner("CURRENCY", francs)
    shown = ("isocurrencycode", "currencyname", "currencysymbol", "exchangerate")
    assert [row[one] for one in shown] == ["CHF", "Swiss franc", "CHF", 2]


def test_a_new_currency_is_as_precise_as_the_organisation(stage):
    (organisation,) = stage.rows("organization")
    stage.change("organization", organisation["organizationid"], currencydecimalprecision=3)
    check_connection(stage.connection)
    francs = franc(stage)
    stage.couple("CURRENCY", francs)
    assert stage.partner("CURRENCY", francs)["currencyprecision"] == 3


def test_a_run_couples_to_the_row_of_the_same_code_before_it_creates_one(stage):
    stage.set("CURRENCY", only_coupled=False)
    franc(stage)
    stage.full("CURRENCY")
    assert stage.partner("CURRENCY", in_bc(stage, "EUR"))["transactioncurrencyid"] == in_dataverse(stage, "EUR")
    codes = [one["isocurrencycode"] for one in stage.rows("transactioncurrency")]
    assert len(codes) == len(set(codes))
    assert "CHF" in codes


def test_what_changes_in_business_central_is_written_and_nothing_flows_back(stage):
    euro = in_bc(stage, "EUR")
    stage.couple("CURRENCY", euro, in_dataverse(stage, "EUR"), winner="bc")
    stage.change("currencies", euro, displayName="Euro of the union")
    stage.modified("CURRENCY")
    assert stage.partner("CURRENCY", euro)["currencyname"] == "Euro of the union"
    stage.change("transactioncurrency", in_dataverse(stage, "EUR"), currencyname="Teuro")
    stage.modified("CURRENCY")
    assert stage.row("currencies", euro)["displayName"] == "Euro of the union"


def test_a_currency_is_not_coupled_to_one_of_another_code(stage):
    job = stage.couple("CURRENCY", in_bc(stage, "EUR"), in_dataverse(stage, "USD"))
    assert endings(job) == [("failed", "field_differs")]
    facts = job.operations.get().facts
    assert (facts["field"], facts["value"], facts["wanted"]) == ("Code", "USD", "EUR")
    assert stage.coupled("CURRENCY") == {}


def test_set_up_coupling_refuses_another_code_where_it_is_chosen(stage, client, alice):
    stage.modified("CURRENCY")
    client.force_login(alice)
    mapping, euro = stage.mapping("CURRENCY"), in_bc(stage, "EUR")
    row = mapping.records.get(side="bc", key=euro["id"])
    asked = {"selected": str(row.pk), "connection": str(mapping.connection_id), "after": "no"}
    page = client.post("/records/couple/", {**asked, "partner": in_dataverse(stage, "USD")})
    assert page.status_code == 422
    assert "Code is USD in Dataverse and has to be EUR." in words(page)
    assert stage.coupled("CURRENCY") == {}


def test_a_currency_without_a_rate_is_not_created(stage):
    job = stage.couple("CURRENCY", franc(stage, rate=None))
    assert endings(job)[-1][0] == "failed"
    assert "Exchange Rate" in str(job.operations.last().facts)
    assert in_dataverse(stage, "CHF") is None


def test_the_local_currency_needs_no_coupling_in_either_direction(stage):
    customer = stage.add("customers", displayName="Adatum", currencyCode="")
    stage.couple("CUSTOMER", customer)
    assert stage.partner("CUSTOMER", customer)["_transactioncurrencyid_value"] == local_key(stage)
    stage.couple("CURRENCY", in_bc(stage, "EUR"), in_dataverse(stage, "EUR"))
    account = stage.partner("CUSTOMER", customer)
    stage.change("account", account, _transactioncurrencyid_value=in_dataverse(stage, "EUR"))
    stage.modified("CUSTOMER")
    assert stage.row("customers", customer)["currencyCode"] == "EUR"
    stage.change("account", account, _transactioncurrencyid_value=local_key(stage))
    stage.modified("CUSTOMER")
    assert stage.row("customers", customer)["currencyCode"] in ("", local_code(stage))
    assert stage.partner("CUSTOMER", customer)["_transactioncurrencyid_value"] == local_key(stage)


def test_neither_side_insists_on_its_own_way_to_say_the_local_currency(stage):
    customer = stage.add("customers", displayName="Adatum", currencyCode="")
    stage.couple("CUSTOMER", customer)
    for _ in range(3):
        job = stage.modified("CUSTOMER")
        assert not [one for one in endings(job) if one[0] == "updated"]


def test_a_currency_that_is_deleted_in_dataverse_is_told_of(stage):
    francs = franc(stage)
    stage.couple("CURRENCY", francs)
    stage.sandbox.remove("transactioncurrency", in_dataverse(stage, "CHF"))
    stage.change("currencies", francs, displayName="Franc")
    assert ("failed", "partner_deleted") in endings(stage.modified("CURRENCY"))
