"""Synchronize Now and Delete Coupling: directions, what would be lost, and who is left out."""

import pytest
from django.urls import reverse

from couplings.models import Coupling
from tests.couplings.acting import HTMX, act, card, conflicting, list_of, markup_of, read, row_of, text_of
from tests.runs.work import coupled_pair, endings

pytestmark = pytest.mark.django_db(transaction=True)


def asked(client, *customers, **posted):
    """The dialog."""
    response, job = act(client, "synchronize", *customers, ask="1", **posted)
    assert job is None
    return response


@pytest.mark.parametrize(
    ("direction", "city"), [("merge", "Bergen"), ("bc", "Bergen"), ("dataverse", "Oslo"), ("nonsense", "Bergen")]
)
def test_the_direction_is_the_one_chosen(as_bob, sandbox, pair, direction, city):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    act(as_bob, "synchronize", pair[0], direction=direction)
    assert sandbox.row("customers", pair[0]["id"])["city"] == city
    assert sandbox.row("account", pair[1]["accountid"])["address1_city"] == city


@pytest.mark.parametrize(
    ("entity", "column", "chosen"), [("customers", "city", "bc"), ("account", "address1_city", "dataverse")]
)
def test_for_one_customer_the_default_follows_the_side_that_changed(as_bob, sandbox, pair, entity, column, chosen):
    key = pair[0]["id"] if entity == "customers" else pair[1]["accountid"]
    sandbox.change(entity, key, **{column: "Bergen"})
    assert asked(as_bob, pair[0]).context["chosen"] == chosen


def test_it_names_the_fields_whose_newer_value_would_be_lost(as_bob, sandbox, pair):
    sandbox.change("account", pair[1]["accountid"], address1_city="Bergen", telephone1="1")
    assert "The newer value of City, Phone No. would be lost." in text_of(asked(as_bob, pair[0]))


def test_a_conflict_cannot_be_merged(as_bob, sandbox, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    response = asked(as_bob, pair[0], direction="merge")
    assert "City changed on both sides" in text_of(response)
    assert response.context["chosen"] == "bc"


def test_for_a_customer_that_is_not_coupled_it_asks_whether_to_couple(as_bob, customer):
    assert "Synchronize After Coupling" in text_of(asked(as_bob, customer))


def test_of_several_it_says_who_is_left_out(as_bob, sandbox, mapping, pair, customer):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    read(mapping)
    assert "1 of 2 records take part. 1 not coupled." in text_of(asked(as_bob, pair[0], customer))
    _response, job = act(as_bob, "synchronize", pair[0], customer, direction="bc")
    assert endings(job) == [("updated", "dataverse")]
    assert "1 of 2 records scheduled, 1 skipped: 1 not coupled." in text_of(as_bob.get(list_of()))


def test_when_nobody_is_coupled_nothing_is_started(as_bob, customer):
    _response, job = act(as_bob, "synchronize", customer)
    assert job is None
    assert "0 of 1 record scheduled, 1 skipped: 1 not coupled." in text_of(as_bob.get(list_of()))


def test_where_data_go_one_way_it_asks_with_yes_or_no(as_bob, mapping, pair):
    mapping.direction = "to_dataverse"
    mapping.save()
    response = asked(as_bob, pair[0])
    assert [one.value for one in response.context["ways"]] == ["bc"]
    assert "Do you want to send the data update to Dataverse?" in text_of(response)
    assert "No Yes" in text_of(response)


def test_no_is_the_default_where_a_newer_value_would_be_lost(as_bob, sandbox, mapping, pair):
    mapping.direction = "to_dataverse"
    mapping.save()
    sandbox.change("account", pair[1]["accountid"], address1_city="Bergen")
    row = row_of(pair[0])
    response = as_bob.post(reverse("jobs:synchronize"), {"selected": row.pk, "ask": "1"}, headers=HTMX)
    assert "data-dialog-close autofocus" in markup_of(response)


def many(sandbox, mapping):
    """Two coupled pairs in step: the first newer in Dataverse, the second in Business Central."""
    pairs = [coupled_pair(sandbox, mapping) for _ in range(2)]
    read(mapping)
    sandbox.change("account", pairs[0][1]["accountid"], address1_city="Bergen")
    sandbox.change("customers", pairs[1][0]["id"], city="Bodø")
    read(mapping)
    return [customer for customer, _account in pairs]


def test_many_are_sent_or_got_but_never_merged(as_bob, sandbox, mapping):
    customers = many(sandbox, mapping)
    ways = asked(as_bob, *customers).context["ways"]
    assert [one.value for one in ways] == ["bc", "dataverse"]
    assert "1 record that is newer in Dataverse is skipped." in ways[0].help
    response, job = act(as_bob, "synchronize", *customers, direction="merge")
    assert (response.status_code, job) == (422, None)
    assert "Choose a direction." in text_of(response)


def test_of_many_those_that_are_newer_on_the_other_side_are_skipped_and_counted(as_bob, sandbox, mapping):
    customers = many(sandbox, mapping)
    _response, job = act(as_bob, "synchronize", *customers, direction="bc")
    assert endings(job) == [("updated", "dataverse")]
    assert "1 of 2 records scheduled, 1 skipped: 1 newer in Dataverse." in text_of(as_bob.get(list_of()))
    assert sandbox.rows("account")[0]["address1_city"] == "Bergen"


def test_a_coupling_is_deleted_and_the_records_stay(as_bob, sandbox, pair):
    response, _job = act(as_bob, "uncouple", pair[0], next=card(pair[0]))
    assert response.url == card(pair[0])
    assert not Coupling.objects.exists()
    assert sandbox.count("customers") == sandbox.count("account") == 1


def test_deleting_couplings_of_uncoupled_customers_starts_nothing(as_bob, customer):
    _response, job = act(as_bob, "uncouple", customer)
    assert job is None
    assert "None of the selected records is coupled." in text_of(as_bob.get(list_of()))


def test_it_leads_nowhere_else_than_to_pages_of_ours(as_bob, pair):
    response, _job = act(as_bob, "uncouple", pair[0], next="https://evil.example/")
    assert response.url == list_of()


@pytest.mark.parametrize("selected", [["x"], ["1' or 1"], ["999999999999999999999"], []])
def test_a_selection_of_nonsense_starts_nothing(as_bob, pair, selected):
    response, job = act(as_bob, "uncouple", selected=selected)
    assert (response.status_code, job) == (302, None)


@pytest.mark.parametrize("name", ["synchronize", "uncouple"])
def test_a_viewer_may_not(as_charlie, pair, name):
    response, job = act(as_charlie, name, pair[0])
    assert (response.status_code, job) == (403, None)


@pytest.mark.parametrize("name", ["synchronize", "uncouple", "settle", "read"])
def test_nobody_is_led_to_sign_in(client, pair, name):
    response, job = act(client, name, pair[0])
    assert (response.status_code, job) == (302, None)
