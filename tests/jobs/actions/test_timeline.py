"""The timeline of a record: every operation that touched it, newest first, a page at a time."""

import pytest
from django.urls import reverse

from jobs.models import Job, JobOperation
from tests.couplings.acting import HTMX, card, conflicting, text_of
from tests.jobs.builders import a_job, a_verdict, an_operation
from tests.jobs.conftest import queries_of
from tests.runs.work import couple, synchronize, uncouple

pytestmark = pytest.mark.django_db(transaction=True)


def timeline(browser, customer, **query):
    """The timeline of a customer as a fragment."""
    return browser.get(url_of(customer), query, headers=HTMX)


def url_of(customer):
    return f"{card(customer)}history/"


def endings(response):
    """How its entries ended, newest first."""
    return [one.operation.ending for one in response.context["timeline"].entries]


def test_it_tells_from_what_to_what_and_where(as_charlie, sandbox, mapping, pair):
    sandbox.change("account", pair[1]["accountid"], address1_city="Bergen")
    synchronize(mapping)
    text = text_of(timeline(as_charlie, pair[0]))
    assert "Updated in Business Central City: Oslo → Bergen Modified" in text
    assert "Synchronize Modified Records By hand" in text


def test_it_names_who_asked(as_charlie, bob, sandbox, mapping, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    synchronize(mapping, user=bob)
    assert "Synchronize Modified Records bob" in text_of(timeline(as_charlie, pair[0]))


def test_each_entry_leads_to_the_record_of_its_job(as_charlie, pair):
    one = JobOperation.objects.get(job__kind=Job.Kind.COUPLE)
    assert reverse("jobs:operation", args=[one.job_id, one.pk]) in timeline(as_charlie, pair[0]).content.decode()


def test_a_problem_begins_and_ends(as_charlie, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    sandbox.change("account", pair[1]["accountid"], address1_city="Bergen")
    synchronize(mapping)
    response = timeline(as_charlie, pair[0])
    marks = [(one.opens, one.closes) for one in response.context["timeline"].entries]
    assert marks == [(False, True), (True, False), (False, False)]
    assert "City: Bergen (Business Central), Trondheim (Dataverse)" in text_of(response)


def test_the_same_problem_again_does_not_begin_anew(as_charlie, sandbox, mapping, pair):
    sandbox.change("account", pair[1]["accountid"], telephone1="call me")
    for _ in range(2):
        synchronize(mapping)
    entries = timeline(as_charlie, pair[0]).context["timeline"].entries
    assert [one.opens for one in entries] == [False, True, False]


def test_a_create_that_failed_is_told_of_a_record_that_is_not_coupled(as_charlie, sandbox, mapping, customer):
    sandbox.misbehave("POST", "batch", status=403, times=50)
    couple(mapping, customer)
    response = timeline(as_charlie, customer)
    assert endings(response) == ["failed"]
    assert "Not inserted in Dataverse" in text_of(response)


def test_what_was_coupled_and_uncoupled_stays_in_it(as_charlie, mapping, customer, account):
    couple(mapping, customer, account)
    uncouple(mapping, customer)
    assert endings(timeline(as_charlie, customer)) == ["uncoupled", "coupled"]


def test_what_happened_to_the_account_alone_belongs_to_it(as_charlie, mapping, pair):
    an_operation(a_job(mapping), "failed", bc_key=None, dataverse_key=pair[1]["accountid"], code="value_refused")
    assert endings(timeline(as_charlie, pair[0]))[0] == "failed"


def test_previews_and_other_mappings_are_no_part_of_it(as_charlie, mapping, customer):
    an_operation(a_job(mapping, preview=True), bc_key=customer["id"])
    assert endings(timeline(as_charlie, customer)) == []


def test_it_is_read_page_by_page(as_charlie, mapping, customer):
    made = [an_operation(a_job(mapping), bc_key=customer["id"]).pk for _ in range(23)]
    shown, before = [], ""
    while before is not None:
        page = timeline(as_charlie, customer, before=before).context["timeline"]
        shown += [one.operation.pk for one in page.entries]
        before = page.before
    assert shown == made[::-1]


def test_its_length_costs_no_queries(as_charlie, mapping, customer):
    an_operation(a_job(mapping), bc_key=customer["id"], verdicts=[a_verdict()])
    few = queries_of(as_charlie, url_of(customer))
    for _ in range(15):
        an_operation(a_job(mapping), bc_key=customer["id"], verdicts=[a_verdict()])
    assert queries_of(as_charlie, url_of(customer)) == few


def test_without_htmx_it_is_a_page(as_charlie, pair):
    text = text_of(as_charlie.get(url_of(pair[0])))
    assert "What happened to Adatum" in text
    assert "Inserted in Dataverse" in text


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1"])
def test_nonsense_in_its_address_does_no_harm(as_charlie, pair, before):
    assert timeline(as_charlie, pair[0], before=before).status_code == 200
