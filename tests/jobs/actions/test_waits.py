"""One click ends the wait of all records that wait for the same: create it, use a default, or go on without it."""

import pytest
from django.urls import reverse

from couplings.causes import records_query, records_url
from couplings.models import Coupling, RecordProblem
from jobs.models import Job
from jobs.requests import CoupleRecords
from jobs.services import start
from jobs.ticking import tick
from tests.awaiting import awaiting, couple_currency, in_dataverse, tried_again, with_currencies
from tests.couplings.acting import markup_of, text_of
from tests.runs.work import coupled_pair, endings, finished, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(sandbox, mapping):
    """The CUSTOMER mapping with its currency, and CURRENCY."""
    return with_currencies(sandbox, mapping)


@pytest.fixture
def as_alice(client, alice):
    """Signed in as an administrator, who changes mappings as well."""
    client.force_login(alice)
    return client


def of_cause():
    """What the buttons above the records of the only cause post."""
    one = RecordProblem.objects.first()
    return {"everything": "1", "query": records_query(one.mapping_id, one.code, one.cause, "all")}


def page_of_cause(client):
    """The page above whose list the buttons are."""
    one = RecordProblem.objects.first()
    return client.get(records_url(one.mapping_id, one.code, one.cause))


def without(sandbox, code):
    """Take a currency out of Dataverse."""
    sandbox.remove("transactioncurrency", in_dataverse(sandbox, code))


def test_creating_it_has_all_that_wait_for_it_follow(as_bob, sandbox, both):
    customers, currencies = both
    without(sandbox, "EUR")
    pairs = awaiting(sandbox, customers, "EUR", "EUR")
    synchronize(currencies)
    as_bob.post(reverse("jobs:create_awaited"), of_cause())
    assert endings(finished(Job.objects.get(mapping=currencies, status="queued"))) == [("created", "dataverse")]
    assert [endings(one) for one in tried_again(customers)] == [[("updated", "dataverse")] * 2]
    shown = {partner(sandbox, customers, one)["_transactioncurrencyid_value"] for one, _ in pairs}
    assert shown == {in_dataverse(sandbox, "EUR")}


def test_what_nobody_has_read_yet_is_read_first(as_bob, sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    currencies.records.filter(number="EUR").delete()
    page = as_bob.post(reverse("jobs:create_awaited"), of_cause(), follow=True)
    assert "CURRENCY knows no EUR in Business Central yet." in text_of(page)
    assert Job.objects.get(mapping=currencies, status="queued").kind == Job.Kind.READ


def test_a_mapping_that_does_not_create_there_says_so(as_bob, both, sandbox):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    currencies.direction = "to_bc"
    currencies.save()
    page = as_bob.post(reverse("jobs:create_awaited"), of_cause(), follow=True)
    assert "The mapping does not create records in Dataverse." in text_of(page)
    assert "/problems/create/" not in markup_of(page_of_cause(as_bob))


def test_ignoring_synchronizes_the_rest_and_lets_the_difference_stand(as_bob, sandbox, both):
    customers, _ = both
    [(customer, account)] = awaiting(sandbox, customers, "EUR")
    as_bob.post(reverse("jobs:ignore_wait"), of_cause())
    assert endings(finished(Job.objects.get(mapping=customers, status="queued"))) == [("updated", "dataverse")]
    shown = partner(sandbox, customers, customer)
    assert (shown["address1_city"], shown["_transactioncurrencyid_value"]) == ("Bergen", in_dataverse(sandbox, "USD"))
    assert not RecordProblem.objects.exists()
    sandbox.change("customers", customer["id"], city="Narvik")
    assert endings(synchronize(customers)) == [("updated", "dataverse")]
    assert sandbox.row("customers", customer["id"])["currencyCode"] == "EUR"


def test_what_was_ignored_is_asked_again_when_the_value_changes(as_bob, sandbox, both):
    customers, _ = both
    [(customer, _account)] = awaiting(sandbox, customers, "EUR")
    as_bob.post(reverse("jobs:ignore_wait"), of_cause())
    finished(Job.objects.get(mapping=customers, status="queued"))
    sandbox.change("customers", customer["id"], currencyCode="NOK")
    assert endings(synchronize(customers)) == [("waiting", "waiting_for")]


def test_ignoring_holds_where_the_field_has_an_owner(as_bob, sandbox, both):
    customers, _ = both
    customers.fields.filter(related_mapping="CURRENCY").update(owner="bc")
    [(customer, _account)] = awaiting(sandbox, customers, "EUR")
    as_bob.post(reverse("jobs:ignore_wait"), of_cause())
    assert endings(finished(Job.objects.get(mapping=customers, status="queued"))) == [("updated", "dataverse")]


def test_a_record_that_is_not_coupled_is_snoozed_instead(as_bob, sandbox, both):
    customers, _ = both
    customer = sandbox.add("customers", displayName="Adatum", currencyCode="EUR")
    assert endings(finished(start(customers, Job.Kind.COUPLE, CoupleRecords({customer["id"]: None})))) == [
        ("waiting", "waiting_for")
    ]
    page = as_bob.post(reverse("jobs:ignore_wait"), of_cause(), follow=True)
    assert "1 record is not coupled yet, so that no difference can stand" in text_of(page)
    assert RecordProblem.objects.get().is_snoozed


def test_a_record_somebody_asked_to_create_is_created_once_it_need_not_wait(sandbox, both):
    customers, currencies = both
    customer = sandbox.add("customers", displayName="Adatum", currencyCode="EUR")
    finished(start(customers, Job.Kind.COUPLE, CoupleRecords({customer["id"]: None})))
    assert endings(synchronize(customers)) == [("excluded", "not_coupled")]
    couple_currency(sandbox, currencies, "EUR")
    assert [endings(one) for one in tried_again(customers)] == [[("created", "dataverse")]]
    assert Coupling.objects.filter(mapping=customers, bc_key=customer["id"]).exists()


def test_a_default_stands_in_for_what_is_not_coupled(as_alice, sandbox, both):
    customers, currencies = both
    pairs = awaiting(sandbox, customers, "EUR", "NOK", phoneNumber="1")
    as_alice.post(reverse("jobs:use_default"), {**of_cause(), "default": "usd"})
    assert customers.fields.get(related_mapping="CURRENCY").default == "USD"
    finished(Job.objects.get(mapping=customers, status="queued"))
    tick()
    tried_again(customers)
    shown = [partner(sandbox, customers, one) for one, _ in pairs]
    assert [one["address1_city"] for one in shown] == ["Bergen", "Bergen"]
    assert not RecordProblem.objects.exists()
    assert {one[0] for one in endings(synchronize(customers))} <= {"unchanged"}
    assert endings(synchronize(customers)) == []


@pytest.mark.parametrize("value", ["EUR", "nothing", "", "00000000-0000-4000-8000-000000000001"])
def test_only_a_record_that_is_coupled_can_be_the_default(as_alice, sandbox, both, value):
    customers, _ = both
    awaiting(sandbox, customers, "EUR")
    answer = as_alice.post(reverse("jobs:use_default"), {**of_cause(), "default": value})
    assert answer.status_code == 422
    assert customers.fields.get(related_mapping="CURRENCY").default == ""


def test_the_dialog_offers_what_is_coupled(as_alice, sandbox, both):
    customers, _ = both
    awaiting(sandbox, customers, "EUR")
    page = markup_of(as_alice.post(reverse("jobs:use_default"), {**of_cause(), "ask": "1"}))
    assert '<option value="USD">' in page
    assert '<option value="EUR">' not in page


def test_each_role_is_offered_what_it_may_do(client, alice, bob, charlie, sandbox, both):
    awaiting(sandbox, both[0], "EUR")
    offered = {}
    for person in (alice, bob, charlie):
        client.force_login(person)
        page = markup_of(page_of_cause(client))
        names = ("create_awaited", "ignore_wait", "use_default", "retry")
        offered[person.username] = [one for one in names if reverse(f"jobs:{one}") in page]
    assert offered == {
        "alice": ["create_awaited", "ignore_wait", "use_default", "retry"],
        "bob": ["create_awaited", "ignore_wait", "retry"],
        "charlie": [],
    }


@pytest.mark.parametrize("name", ["create_awaited", "ignore_wait", "use_default"])
def test_nothing_happens_to_records_that_do_not_wait(as_alice, sandbox, mapping, name):
    _customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], telephone1="call me")
    synchronize(mapping)
    as_alice.post(reverse(f"jobs:{name}"), {**of_cause(), "default": "USD"})
    assert not Job.objects.filter(status="queued").exists()
    assert not RecordProblem.objects.get().snoozed


def test_coupling_leads_to_the_criteria_of_the_related_mapping(as_alice, sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    assert reverse("jobs:criteria", args=[currencies.pk]) in markup_of(page_of_cause(as_alice))
