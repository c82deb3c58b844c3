"""Settling conflicts, and what the list of problems does to several records."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from couplings.models import Coupling, RecordProblem
from jobs.models import Job
from jobs.results import result_of
from jobs.run import run_job
from tests.couplings.acting import HTMX, act, card, conflicting, text_of
from tests.runs.work import endings, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
CITY, PHONE = "city/address1_city", "phoneNumber/telephone1"


@pytest.fixture
def conflict(sandbox, mapping, pair):
    """A pair whose city and phone were changed on both sides."""
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"), phoneNumber=("1", "2"))
    synchronize(mapping)
    return pair


def seen(client, customer):
    """The hidden values of the settle form, as the page shows them."""
    page = client.get(f"{card(customer)}comparison/", headers=HTMX).content.decode()
    return {name: unescape(value) for name, value in re.findall(r'name="(seen:[^"]*)"\s+value="([^"]*)"', page)}


def test_each_field_takes_the_value_chosen_for_it(as_bob, sandbox, conflict):
    shown = seen(as_bob, conflict[0])
    act(as_bob, "settle", conflict[0], **shown, **{f"choice:{CITY}": "bc", f"choice:{PHONE}": "dataverse"})
    account, customer = sandbox.row("account", conflict[1]["accountid"]), sandbox.row("customers", conflict[0]["id"])
    assert (customer["city"], account["address1_city"]) == ("Bergen", "Bergen")
    assert (customer["phoneNumber"], account["telephone1"]) == ("2", "2")
    assert not RecordProblem.objects.exists()


def test_values_that_changed_meanwhile_are_not_overwritten(as_bob, sandbox, conflict):
    shown = seen(as_bob, conflict[0])
    sandbox.change("account", conflict[1]["accountid"], address1_city="Molde")
    _response, job = act(as_bob, "settle", conflict[0], **shown, **{f"choice:{CITY}": "bc", f"choice:{PHONE}": "bc"})
    assert sandbox.row("account", conflict[1]["accountid"])["address1_city"] == "Molde"
    assert "The values changed meanwhile, so nothing was overwritten." in result_of(job)
    assert "Molde" in text_of(as_bob.get(card(conflict[0])))


def test_each_field_needs_a_choice(as_bob, conflict):
    shown = seen(as_bob, conflict[0])
    _response, job = act(as_bob, "settle", conflict[0], **shown, **{f"choice:{CITY}": "bc"})
    assert job is None
    assert "Choose a value for each of the fields." in text_of(as_bob.get(card(conflict[0])))


@pytest.mark.parametrize("value", ["", "{", "1", "[1]", "[1, 2, 3]", "null"])
def test_nonsense_for_the_values_seen_settles_nothing(as_bob, conflict, value):
    posted = {f"seen:{CITY}": value, f"choice:{CITY}": "bc"}
    _response, job = act(as_bob, "settle", conflict[0], **posted)
    assert job is None


def test_a_customer_that_is_not_known_is_not_found(as_bob, mapping):
    assert as_bob.post(reverse("jobs:settle"), {"selected": "1"}).status_code == 404


def test_a_viewer_may_not_settle(as_charlie, conflict):
    response, job = act(as_charlie, "settle", conflict[0], **{f"choice:{CITY}": "bc"})
    assert (response.status_code, job) == (403, None)
    assert "Your role does not allow to settle conflicts." in text_of(as_charlie.get(card(conflict[0])))


def posted(client, name, *problems):
    """Post an action of the list of problems and run the job it starts."""
    jobs = Job.objects.count()
    response = client.post(reverse(f"jobs:{name}"), {"selected": [one.pk for one in problems]})
    if Job.objects.count() == jobs:
        return response, None
    job = Job.objects.first()
    run_job(job.pk)
    return response, job


def test_conflicts_are_not_tried_again_but_named(as_bob, conflict):
    _response, job = posted(as_bob, "retry", RecordProblem.objects.get())
    assert job is None
    assert "1 record is left: choose on its card what to do." in text_of(as_bob.get("/problems/"))


def problem_of(mapping, customer, **values):
    """A problem that trying again may mend."""
    seen = timezone.now()
    return RecordProblem.objects.create(
        mapping=mapping, bc_key=customer["id"], code="throttled", first_seen_at=seen, last_seen_at=seen, **values
    )


def test_other_problems_are_tried_again(as_bob, sandbox, mapping, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    _response, job = posted(as_bob, "retry", problem_of(mapping, pair[0], coupling=Coupling.objects.get()))
    assert endings(job) == [("updated", "dataverse")]
    assert not RecordProblem.objects.exists()


def test_an_account_that_could_not_be_created_is_created_again(as_bob, sandbox, mapping, customer):
    _response, job = posted(as_bob, "retry", problem_of(mapping, customer))
    assert endings(job) == [("created", "dataverse")]
    assert sandbox.count("account") == 1


def test_couplings_of_problems_are_deleted(as_bob, conflict):
    posted(as_bob, "uncouple_problems", RecordProblem.objects.get())
    assert not Coupling.objects.exists()
    assert not RecordProblem.objects.exists()


@pytest.mark.parametrize("name", ["retry", "uncouple_problems"])
def test_a_viewer_may_do_nothing_to_problems(as_charlie, conflict, name):
    response, job = posted(as_charlie, name, RecordProblem.objects.get())
    assert (response.status_code, job) == (403, None)
