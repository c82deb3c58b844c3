"""Records that wait go on by themselves once what they wait for is known, and only then."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from couplings.models import RecordProblem, Wait
from couplings.snoozing import snooze
from couplings.waiting import note_known
from jobs.models import Job
from jobs.ticking import tick
from mappings.models import OptionMapping
from tests.awaiting import awaiting, couple_currency, in_dataverse, tried_again, with_currencies
from tests.runs.work import endings, partner, synchronize, uncouple

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(sandbox, mapping):
    """The CUSTOMER mapping with its currency, and CURRENCY."""
    return with_currencies(sandbox, mapping)


def test_the_job_that_couples_it_starts_one_for_all_that_wait_for_it(sandbox, both):
    customers, currencies = both
    pairs = awaiting(sandbox, customers, "EUR", "EUR", "NOK")
    couple_currency(sandbox, currencies, "EUR")
    [job] = tried_again(customers)
    assert endings(job) == [("updated", "dataverse")] * 2
    euro = in_dataverse(sandbox, "EUR")
    shown = [partner(sandbox, customers, one)["_transactioncurrencyid_value"] for one, _ in pairs]
    assert [one == euro for one in shown] == [True, True, False]
    assert list(Wait.objects.values_list("value", flat=True)) == ["NOK"]


def test_a_tick_finds_what_a_worker_that_died_had_made_known(sandbox, both, monkeypatch):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    with monkeypatch.context() as patched:
        patched.setattr("jobs.run.follow_up", lambda job: None)
        couple_currency(sandbox, currencies, "EUR")
    assert tried_again(customers) == []
    tick()
    assert [endings(job) for job in tried_again(customers)] == [[("updated", "dataverse")]]


def test_what_is_known_and_does_not_help_is_tried_once_and_not_over_and_over(sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    couple_currency(sandbox, currencies, "EUR")
    Job.objects.filter(status="queued").delete()
    assert note_known(customers.connection) == 0
    tick()
    assert tried_again(customers) == []


def test_what_is_uncoupled_and_coupled_again_is_tried_again(sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    couple_currency(sandbox, currencies, "EUR")
    Job.objects.filter(status="queued").delete()
    euro = next(one for one in sandbox.rows("currencies") if one["code"] == "EUR")
    uncouple(currencies, euro)
    assert Wait.objects.get().known_at is None
    couple_currency(sandbox, currencies, "EUR")
    assert [endings(job) for job in tried_again(customers)] == [[("updated", "dataverse")]]


def test_it_costs_the_same_for_three_records_and_for_thirty(sandbox, both):
    customers, _ = both

    def cost():
        with CaptureQueriesContext(database) as queries:
            note_known(customers.connection)
        return len(queries)

    awaiting(sandbox, customers, "EUR")
    few = cost()
    example, now = RecordProblem.objects.get(), timezone.now()
    for number in range(30):
        one = RecordProblem.objects.create(
            mapping=customers, code=example.code, facts=example.facts, first_seen_at=now, last_seen_at=now
        )
        Wait.objects.create(problem=one, relation="CURRENCY", side="bc", value=f"X{number}")
    assert cost() == few


def test_a_snoozed_record_comes_back_when_what_it_waits_for_is_known(sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    snooze(RecordProblem.objects.all(), reason="Somebody asks the bank")
    couple_currency(sandbox, currencies, "EUR")
    assert [endings(job) for job in tried_again(customers)] == [[("updated", "dataverse")]]
    assert not RecordProblem.objects.exists()


def test_a_wait_without_a_mapping_that_could_know_says_so(sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    currencies.delete()
    assert endings(synchronize(customers)) == [("waiting", "relation_missing")]
    assert customers.problems.get().facts["mapping"] == "CURRENCY"


@pytest.mark.parametrize(("side", "value", "number"), [("bc", "30D", 1), ("dataverse", "1", 1), ("bc", "COD", 0)])
def test_a_line_of_an_option_mapping_ends_a_wait(mapping, side, value, number):
    now = timezone.now()
    problem = RecordProblem.objects.create(mapping=mapping, code="waiting_for", first_seen_at=now, last_seen_at=now)
    Wait.objects.create(problem=problem, relation="TERMS", side=side, value=value)
    assert note_known(mapping.connection) == 0
    OptionMapping.objects.create(connection=mapping.connection, name="TERMS", bc_value="30D", option=1)
    assert note_known(mapping.connection) == number
    assert RecordProblem.objects.filter(retry_at__lte=timezone.now()).count() == number


def test_waits_for_each_other_start_nothing(sandbox, both):
    customers, currencies = both
    awaiting(sandbox, customers, "EUR")
    now = timezone.now()
    other = RecordProblem.objects.create(mapping=currencies, code="waiting_for", first_seen_at=now, last_seen_at=now)
    key = customers.problems.get().bc_key
    Wait.objects.create(problem=other, relation="CUSTOMER", side="bc", value=str(currencies.records.first().key))
    Wait.objects.create(problem=customers.problems.get(), relation="CURRENCY", side="bc", value=str(key))
    for _ in range(3):
        tick()
    assert tried_again(customers) == tried_again(currencies) == []
