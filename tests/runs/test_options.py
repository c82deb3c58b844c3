"""Values that are options in Dataverse are carried over by option mappings; what is not mapped waits and says so."""

import pytest

from mappings.models import OptionMapping
from tests.mappings.forms import Form, field_form
from tests.mappings.pages import words
from tests.runs.work import coupled_pair, endings, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(mapping):
    """The CUSTOMER mapping with the payment terms."""
    mapping.fields.filter(caption="Payment Terms Code").update(status="enabled")
    return mapping


@pytest.fixture
def terms(sandbox):
    """Two payment terms of Business Central: one is called as an option of Dataverse is, the other is not."""
    for row in sandbox.rows("paymentTerms"):
        sandbox.remove("paymentTerms", row["id"])
    return [
        sandbox.add("paymentTerms", code=code, displayName=name)
        for code, name in (("30D", "Net 30"), ("COD", "Cash on delivery"))
    ]


@pytest.fixture
def page(client, alice, mapping, terms):
    """Dataverse Option Mapping of the payment terms, in Alice's browser."""
    client.force_login(alice)
    row = mapping.fields.get(caption="Payment Terms Code")
    return Form(client, f"/mappings/{mapping.pk}/fields/{row.pk}/options/", "options")


def test_values_are_listed_by_their_names_and_equal_captions_are_taken_over(page, terms):
    assert "30D – Net 30" in words(page.page)
    page.press("equal")
    places = {page.values[f"value-{place}"]: page.values[f"option-{place}"] for place in range(2)}
    assert places == {terms[0]["id"]: "1", terms[1]["id"]: ""}
    assert not OptionMapping.objects.exists()


def test_a_mapped_value_flows_both_ways_and_one_that_is_not_waits(sandbox, mapping, page, terms):
    page.press("equal")
    assert page.press("save").redirect_chain
    mapping.refresh_from_db()
    customer, account = coupled_pair(sandbox, mapping, paymentTermsId=terms[0]["id"])
    assert account["paymenttermscode"] == 1
    sandbox.change("customers", customer["id"], paymentTermsId=terms[1]["id"])
    assert endings(synchronize(mapping)) == [("waiting", "waiting_for")]
    assert partner(sandbox, mapping, customer)["paymenttermscode"] == 1
    assert mapping.problems.get().facts["mapping"] == "PAYMENT TERMS"


def test_a_record_that_waits_follows_once_its_option_is_mapped(sandbox, mapping, page, terms):
    page.press("equal")
    page.press("save")
    mapping.refresh_from_db()
    customer, account = coupled_pair(sandbox, mapping, paymentTermsId=terms[0]["id"])
    sandbox.change("account", account["accountid"], paymenttermscode=2)
    assert endings(synchronize(mapping)) == [("waiting", "waiting_for")]
    again = Form(page.client, page.path, "options")
    place = next(name[-1] for name, value in again.values.items() if value == terms[1]["id"])
    again.press("save", **{f"option-{place}": "2"})
    assert endings(synchronize(mapping)) == [("updated", "bc")]
    assert sandbox.row("customers", customer["id"])["paymentTermsId"] == terms[1]["id"]


def test_clear_value_on_failed_sync_empties_instead_of_waiting(sandbox, mapping, page, terms):
    page.press("equal")
    page.press("save")
    mapping.refresh_from_db()
    customer, account = coupled_pair(sandbox, mapping, paymentTermsId=terms[0]["id"])
    assert field_form(page.client, mapping, "Payment Terms Code").press(clear_on_failure="on").redirect_chain
    mapping.refresh_from_db()
    sandbox.change("customers", customer["id"], paymentTermsId=terms[1]["id"])
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]
    assert partner(sandbox, mapping, customer)["paymenttermscode"] is None


def test_what_is_no_option_has_nothing_to_map(client, mapping, page):
    row = mapping.fields.get(caption="City")
    answer = client.get(f"/mappings/{mapping.pk}/fields/{row.pk}/options/")
    assert "This field is not an option in Dataverse" in words(answer)


def test_a_value_that_is_gone_stays_listed_until_somebody_takes_it_out(sandbox, mapping, page, terms):
    page.press("equal")
    page.press("save")
    sandbox.remove("paymentTerms", terms[0]["id"])
    again = Form(page.client, page.path, "options")
    assert "30D – Net 30" in words(again.page)
    again.press("save", **{name: "" for name in again.values if name.startswith("option-")})
    assert not OptionMapping.objects.exists()


def test_without_an_answer_nothing_is_shown_to_save(mapping, page):
    mapping.connection.bc_address = "http://127.0.0.1:9"
    mapping.connection.save()
    again = Form(page.client, page.path, "options")
    assert "cannot be reached" in words(again.page)
    assert "save" not in again.buttons


def test_one_option_cannot_stand_for_two_values(page):
    answer = page.press("save", **{"option-0": "1", "option-1": "1"})
    assert answer.status_code == 422
    assert "has this option already" in words(answer)
    assert not OptionMapping.objects.exists()


def test_the_default_setup_keeps_options(client, mapping, page):
    page.press("equal")
    page.press("save")
    client.post("/mappings/restore-defaults/", {"connection": mapping.connection_id})
    assert OptionMapping.objects.count() == 1
