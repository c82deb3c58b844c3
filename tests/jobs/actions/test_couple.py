"""Set Up Coupling and *Create in Dataverse*: what is started, and what stands against it."""

import pytest
from django.urls import reverse

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from tests.couplings.acting import HTMX, act, card, read, row_of, text_of
from tests.runs.work import couple, endings

pytestmark = pytest.mark.django_db(transaction=True)


def test_ok_couples_and_writes_as_chosen(as_bob, sandbox, customer, account):
    response, job = act(as_bob, "couple", customer, partner=account["accountid"], after="bc")
    assert response.url == card(customer)
    assert endings(job) == [("coupled",), ("updated", "dataverse")]
    assert sandbox.row("account", account["accountid"])["name"] == "Adatum"


def test_no_synchronization_writes_nothing(as_bob, sandbox, customer, account):
    _response, job = act(as_bob, "couple", customer, partner=account["accountid"], after="no")
    assert endings(job) == [("coupled",)]
    assert sandbox.row("account", account["accountid"])["name"] == "Adatum Ltd"


def test_create_new_makes_an_account(as_bob, sandbox, customer):
    _response, job = act(as_bob, "couple", customer, create_new="1")
    assert endings(job) == [("created", "dataverse")]
    assert [one["name"] for one in sandbox.rows("account")] == ["Adatum"]


def test_the_job_is_named_to_the_user(as_bob, customer):
    _response, job = act(as_bob, "couple", customer, create_new="1")
    shown = text_of(as_bob.get(card(customer)))
    assert "Adatum is being coupled." in shown
    assert f"Show job {job.pk}" in shown
    assert job.requested_by.username == "bob"


def test_in_the_dialog_it_closes_and_the_page_watches_the_job(as_bob, customer):
    selected = {"selected": row_of(customer).pk, "create_new": "1"}
    response = as_bob.post(reverse("jobs:couple"), selected, headers=HTMX)
    assert response.status_code == 204
    assert "dialog:close" in response["HX-Trigger"]
    assert "jobs-started" in response["HX-Trigger"]


def refused(client, customer, **posted):
    """The dialog, opened again with what stands against the choice."""
    response, job = act(client, "couple", customer, **posted)
    assert response.status_code == 422
    assert job is None
    return text_of(response)


def test_without_a_choice_it_says_so_at_the_field(as_bob, customer):
    assert "Choose a record, or Create New." in refused(as_bob, customer, after="bc")


def test_a_taken_account_is_refused_with_its_partner(as_bob, sandbox, mapping, pair):
    other = sandbox.add("customers", displayName="Contoso")
    read(mapping)
    text = refused(as_bob, other, partner=pair[1]["accountid"], after="no")
    assert "Adatum is already coupled to Adatum." in text


def test_an_account_that_is_gone_is_refused(as_bob, customer, account):
    RemoteRecord.objects.filter(side="dataverse").update(deleted=True)
    assert "no longer exists in Dataverse" in refused(as_bob, customer, partner=account["accountid"])


def test_an_account_the_filter_leaves_out_is_refused(as_bob, sandbox, mapping, customer):
    other = sandbox.add("account", name="Adatum", customertypecode=1)
    read(mapping)
    assert "leaves out" in refused(as_bob, customer, partner=other["accountid"])


def test_a_customer_coupled_by_somebody_else_meanwhile_is_told_of(as_bob, mapping, customer, account):
    couple(mapping, customer, account)
    text = refused(as_bob, customer, partner=account["accountid"], after="bc", coupled_to="")
    assert "This record was coupled to Adatum Ltd meanwhile." in text


def test_after_looking_again_it_can_be_coupled_anew(as_bob, sandbox, mapping, pair):
    other = sandbox.add("account", name="Adatum Inc", customertypecode=3)
    read(mapping)
    posted = {"partner": other["accountid"], "after": "no", "coupled_to": pair[1]["accountid"]}
    _response, job = act(as_bob, "couple", pair[0], **posted)
    assert endings(job) == [("coupled",)]
    assert str(Coupling.objects.get().dataverse_key) == other["accountid"]


def test_create_new_is_refused_for_a_coupled_customer(as_bob, pair):
    text = refused(as_bob, pair[0], create_new="1", coupled_to=pair[1]["accountid"])
    assert "A new record cannot be created for this one." in text


def test_an_excluded_customer_is_refused(as_bob, sandbox, mapping, account):
    blocked = sandbox.add("customers", displayName="Blocked", blocked="All")
    read(mapping)
    assert "Blocked is All" in refused(as_bob, blocked, partner=account["accountid"])


@pytest.mark.parametrize("nonsense", ["x", "0", "'; --", "\0"])
def test_nonsense_for_an_account_is_refused(as_bob, customer, nonsense):
    refused(as_bob, customer, partner=nonsense)


def test_a_disabled_connection_says_so(as_bob, mapping, customer):
    mapping.connection.enabled = False
    mapping.connection.save()
    _response, job = act(as_bob, "couple", customer, create_new="1")
    assert job is None
    assert "The connection Sandbox is not enabled:" in text_of(as_bob.get(card(customer)))


def test_the_bar_of_the_list_opens_the_dialog_for_one_customer(as_bob, customer):
    response, job = act(as_bob, "couple", customer, ask="1")
    assert job is None
    assert "Synchronize After Coupling" in text_of(response)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("adatum l", "“adatum l” is completed to Adatum Ltd."),
        ("Nobody", "There is no record (Account) called “Nobody” in Dataverse"),
        ("Supplier", "the filter of the mapping CUSTOMER leaves it out. Relationship Type is Vendor"),
    ],
)
def test_a_typed_name_is_completed_or_told_apart(as_bob, sandbox, mapping, customer, account, typed, said):
    sandbox.add("account", name="Supplier", customertypecode=11)
    read(mapping)
    response, job = act(as_bob, "couple", customer, q=typed, after="bc")
    assert (response.status_code, job) == (422, None)
    assert said in text_of(response)
    assert (response.context["choice"].partner is not None) == ("completed" in said)


def test_creating_several_says_who_takes_part(as_bob, sandbox, mapping, pair, customer):
    blocked = sandbox.add("customers", displayName="Blocked", blocked="All")
    read(mapping)
    everybody = (pair[0], customer, blocked)
    response, job = act(as_bob, "create", *everybody, ask="1")
    assert job is None
    assert "1 of 3 records take part. 1 coupled already. 1 excluded or deleted." in text_of(response)
    _response, job = act(as_bob, "create", *everybody)
    assert endings(job) == [("created", "dataverse")]


def test_everything_in_the_list_can_be_created(as_bob, sandbox, mapping):
    for name in ("Contoso 1", "Contoso 2", "Other"):
        sandbox.add("customers", displayName=name)
    read(mapping)
    _response, job = act(as_bob, "create", everything="1", mapping=mapping.pk, query="search=contoso")
    assert endings(job) == [("created", "dataverse")] * 2


def test_nothing_is_created_against_the_direction_of_the_mapping(as_bob, mapping, customer):
    mapping.direction = "to_bc"
    mapping.save()
    _response, job = act(as_bob, "create", customer)
    assert job is None


@pytest.mark.parametrize("name", ["couple", "create"])
def test_a_viewer_may_not(as_charlie, customer, name):
    response, job = act(as_charlie, name, customer, create_new="1")
    assert (response.status_code, job) == (403, None)


@pytest.mark.parametrize("name", ["couple", "create"])
def test_nobody_is_led_to_sign_in(client, customer, name):
    response, job = act(client, name, customer)
    assert (response.status_code, job) == (302, None)


@pytest.mark.parametrize("name", ["couple", "create", "match", "uncouple", "synchronize", "settle", "read", "retry"])
def test_looking_changes_nothing(as_bob, customer, name):
    jobs = Job.objects.count()
    assert as_bob.get(reverse(f"jobs:{name}")).status_code == 405
    assert Job.objects.count() == jobs
