"""The card of a customer: both sides as they are now, what would happen, and what can be done."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from couplings import live
from couplings.addresses import address_of
from couplings.models import Coupling, RemoteRecord
from couplings.paths import card_url
from syncadmin.engine.values import Side
from tests.awaiting import with_currencies
from tests.couplings.acting import HTMX, act, card, conflicting, list_of, markup_of, read, row_of, text_of
from tests.runs.work import coupled_pair, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
# How the group of actions looks when it cannot be used.
DISABLED = 'disabled aria-describedby="disabled-because">'


def comparison(client, customer):
    """The live comparison of a card."""
    return client.get(f"{card(customer)}comparison/", headers=HTMX)


def row(response, caption):
    """One field of a comparison."""
    return next(one for one in response.context["comparison"].rows if one.caption == caption)


def test_it_names_the_customer_and_its_state(as_bob, customer):
    text = text_of(as_bob.get(card(customer)))
    assert f"{customer['number']} · Adatum" in text
    assert "Not coupled" in text


def test_it_compares_the_kept_values_at_first(as_bob, pair):
    response = as_bob.get(card(pair[0]))
    assert response.context["comparison"].live is False
    assert row(response, "City").bc == "Oslo"


def test_the_fragment_shows_both_systems_as_they_are_now(as_bob, sandbox, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    response = comparison(as_bob, pair[0])
    city = row(response, "City")
    assert (city.bc, city.base, city.dataverse) == ("Bergen", "Oslo", "Oslo")
    assert "A synchronization would write 1 field to Dataverse." in text_of(response)
    assert "As both systems show them now" in text_of(response)


def test_looking_keeps_nothing(as_bob, sandbox, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    comparison(as_bob, pair[0])
    assert row_of(pair[0]).values["city"] == "Oslo"


def test_what_is_in_step_says_so(as_bob, pair):
    assert "Both records are in step" in text_of(comparison(as_bob, pair[0]))


def test_it_says_whether_the_next_run_takes_it_up(as_bob, sandbox, mapping, pair):
    assert "The next run passes it by" in text_of(comparison(as_bob, pair[0]))
    sandbox.change("account", pair[1]["accountid"], address1_city="Bergen")
    assert "The next run takes it up: it changed in Dataverse." in text_of(comparison(as_bob, pair[0]))
    assert "The next run passes it by" in text_of(as_bob.get(card(pair[0])))
    read(mapping)
    assert "The next run takes it up: it changed in Dataverse." in text_of(as_bob.get(card(pair[0])))


def test_what_failed_says_when_it_is_tried_again_or_that_it_is_due(as_bob, sandbox, mapping, pair):
    sandbox.change("account", pair[1]["accountid"], telephone1="call me")
    synchronize(mapping)
    assert "by itself it is tried again later. Next try: " in text_of(comparison(as_bob, pair[0]))
    mapping.problems.update(retry_at=timezone.now())
    assert "The next run takes it up: it is due for another try." in text_of(comparison(as_bob, pair[0]))


def test_a_mapping_that_cannot_run_is_what_keeps_it_from_happening(as_bob, mapping, pair):
    finding = {"red": True, "code": "column_missing", "facts": {"system": "Dataverse", "table": "t", "field": "f"}}
    mapping.findings = [finding]
    mapping.save()
    response = comparison(as_bob, pair[0])
    assert "No run can take it up now." in text_of(response)
    assert response.context["turn"].hindrance.code == "column_missing"


def test_a_create_that_was_begun_is_finished_first(as_bob, mapping, customer):
    key = customer["id"]
    Coupling.objects.create(mapping=mapping, bc_key=key, dataverse_key=uuid4(), state="creating", journal={})
    text = text_of(comparison(as_bob, customer))
    assert "The next run finishes its creation, which was begun." in text
    assert "A synchronization would write a new record" in text


def test_a_field_that_takes_no_part_says_why(as_bob, mapping, pair):
    mapping.fields.filter(caption="Contact").update(status="enabled", obstacle="no_property")
    response = as_bob.get(card(pair[0]))
    assert "Only the syncadmin extension of Business Central offers this field." in text_of(response)
    assert row(response, "No.").obstacle == "The field mapping is disabled."


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"status": 503, "retry_after": 30}, "Dataverse answered with an error of its own (503)"),
        ({"kind": "slow", "seconds": 1}, "Dataverse cannot be reached"),
    ],
)
def test_when_a_system_cannot_be_reached_the_kept_values_stand_with_a_note(
    as_bob, sandbox, pair, monkeypatch, fault, told
):
    monkeypatch.setattr(live, "PATIENCE", 0.5)
    sandbox.misbehave("*", "accounts", **fault)
    text = text_of(comparison(as_bob, pair[0]))
    assert told in text
    assert "As they were last seen" in text
    assert "Oslo" in text


def test_an_account_that_was_deleted_is_told_of(as_bob, sandbox, pair):
    sandbox.remove("account", pair[1]["accountid"])
    text = text_of(comparison(as_bob, pair[0]))
    assert "coupled to a record that was deleted in Dataverse" in text


def test_without_an_enabled_connection_there_are_no_actions_on_card_and_list(as_bob, mapping, pair):
    assert "Delete Coupling" in text_of(as_bob.get(list_of()))
    mapping.connection.enabled = False
    mapping.connection.save()
    response = as_bob.get(card(pair[0]))
    assert "The connection Sandbox is not enabled: it has not been enabled yet." in text_of(response)
    for page in (response, as_bob.get(list_of())):
        actions = [one for one in ("Set Up Coupling", "Synchronize Now", "Delete Coupling") if one in text_of(page)]
        assert actions == []


def test_a_red_mapping_disables_the_actions_with_its_reason(as_bob, mapping, customer):
    mapping.findings = [{"red": True, "code": "no_active_fields", "facts": {}}]
    mapping.save()
    response = as_bob.get(card(customer))
    assert DISABLED in markup_of(response)
    assert f"{card(customer)}couple/" not in markup_of(response)


def test_who_changed_a_record_last_and_when_stands_above_its_values(as_bob, sandbox, pair):
    changed = sandbox.change("account", pair[1]["accountid"], telephone1="1")
    who = sandbox.row("systemuser", changed["_modifiedby_value"])["fullname"]
    text = text_of(comparison(as_bob, pair[0]))
    assert re.search(rf"Dataverse . Adatum changed \d{{4}}-\d\d-\d\d \d\d:\d\d by {who}", text)


def test_its_synchronization_log_is_the_jobs_that_touched_it(as_bob, mapping, pair, customer):
    page = as_bob.get(card(pair[0]))
    address = f"{reverse('jobs:list')}?record={row_of(pair[0]).pk}"
    assert f'href="{address}"' in markup_of(page)
    touched = as_bob.get(address).context["table"].data
    none = as_bob.get(f"{reverse('jobs:list')}?record={row_of(customer).pk}").context["table"].data
    assert (len(touched), len(none)) == (1, 0)
    response, job = act(as_bob, "record_log", pair[0], customer)
    assert job is None
    assert response.url == f"{reverse('jobs:list')}?record={row_of(pair[0]).pk},{row_of(customer).pk}"


def test_an_excluded_customer_has_no_actions_but_the_reason(as_bob, sandbox, mapping):
    blocked = sandbox.add("customers", displayName="Blocked", blocked="All")
    read(mapping)
    response = as_bob.get(card(blocked))
    assert "Blocked is All, which the mapping's filter on Business Central leaves out." in text_of(response)
    assert DISABLED in markup_of(response)
    assert f"{card(blocked)}couple/" not in markup_of(response)


def test_beside_a_conflict_no_field_is_said_to_be_written(as_bob, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    sandbox.change("customers", pair[0]["id"], phoneNumber="555-0199")
    read(mapping)
    text = text_of(as_bob.get(card(pair[0])))
    assert "somebody has to choose" in text
    assert "is written to" not in text


def test_a_conflict_is_settled_on_the_card(as_bob, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    page = as_bob.get(card(pair[0]))
    assert "Settle the conflict" in text_of(page)
    assert "City changed on both sides to different values." in text_of(page)
    assert 'name="choice:city/address1_city" value="bc"' in markup_of(page)


def test_all_fields_can_be_chosen_at_once(as_bob, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"), phoneNumber=("1", "2"))
    url = f"{card(pair[0])}comparison/"
    page = markup_of(as_bob.get(url, {"choose": "dataverse"}, headers=HTMX))
    assert page.count('value="dataverse" required checked') == 2


def test_a_value_that_leads_to_a_record_shows_what_that_is_called(as_bob, sandbox, mapping):
    customers, _currencies = with_currencies(sandbox, mapping)
    customer, _account = coupled_pair(sandbox, customers, currencyCode="USD")
    field = row(comparison(as_bob, customer), "Currency Code")
    assert (field.bc, field.dataverse_title) == ("USD", "US dollar")
    assert f'title="{field.dataverse}">US dollar</bdi>' in markup_of(comparison(as_bob, customer))
    assert "USD | US dollar" in text_of(comparison(as_bob, customer))


def test_a_viewer_sees_values_and_no_actions(as_charlie, pair):
    text = text_of(as_charlie.get(card(pair[0])))
    assert "Oslo" in text
    for action in ("Synchronize Now", "Set Up Coupling", "Delete Coupling"):
        assert action not in text


def test_its_actions_are_those_of_a_coupled_customer(as_bob, pair):
    text = text_of(as_bob.get(card(pair[0])))
    for action in ("Synchronize Now", "Merge data.", "Set Up Coupling", "Delete Coupling"):
        assert action in text


def test_a_customer_that_is_not_known_is_not_found(as_bob, mapping):
    assert as_bob.get(card_url(mapping.pk, "bc", uuid4())).status_code == 404


def test_hostile_values_are_shown_as_text(as_bob, sandbox, mapping):
    nasty = sandbox.add("customers", displayName="<script>alert(1)</script>")
    read(mapping)
    assert "<script>alert" not in as_bob.get(card(nasty)).content.decode()
    assert "<script>alert" not in comparison(as_bob, nasty).content.decode()


def test_it_leads_to_the_pages_of_the_sandbox(as_bob, sandbox, pair):
    page = markup_of(as_bob.get(card(pair[0])))
    assert f"{sandbox.url}/business-central/customers/{pair[0]['id']}" in page
    assert f"{sandbox.url}/sales/accounts/{pair[1]['accountid']}" in page


def test_it_leads_to_the_real_systems(mapping, pair):
    connection = mapping.connection
    connection.bc_address, connection.dataverse_address = "https://api.example", "https://org.crm4.dynamics.com"
    connection.bc_tenant, connection.bc_company_name = "tenant", "CRONUS & Co"
    rows = {one.side: one for one in RemoteRecord.objects.all()}
    for one in rows.values():
        one.mapping = mapping
    bc = address_of(rows[Side.BC.value])
    assert bc.startswith("https://businesscentral.dynamics.com/tenant/")
    assert "company=CRONUS%20%26%20Co" in bc
    account = address_of(rows[Side.DATAVERSE.value])
    assert account.startswith("https://org.crm4.dynamics.com/main.aspx?pagetype=entityrecord&etn=account&id=")
