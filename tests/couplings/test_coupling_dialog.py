"""Set Up Coupling: the accounts it finds, what it says about them, and what it says will happen."""

import pytest

from couplings.partners import find_partners
from tests.awaiting import with_currencies
from tests.couplings.acting import HTMX, card, markup_of, read, row_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)


def dialog(client, customer, **query):
    """The dialog as htmx gets it."""
    return client.get(f"{card(customer)}couple/", query, headers=HTMX)


def found(customer, query=""):
    """The names of the accounts a search finds."""
    return [one.title for one in find_partners(row_of(customer), query)]


def test_without_htmx_it_is_a_page(as_bob, customer):
    response = as_bob.get(f"{card(customer)}couple/")
    assert "<html" in response.content.decode()
    assert "Synchronize After Coupling" in text_of(response)


def test_it_suggests_accounts_that_look_like_the_customer(as_bob, sandbox, mapping, customer, account):
    sandbox.add("account", name="Unlike", customertypecode=3)
    sandbox.add("account", name="By mail", emailaddress1="a@adatum.example", customertypecode=3)
    read(mapping)
    assert set(found(customer)) == {"Adatum Ltd", "By mail"}


def test_the_same_name_comes_first_then_the_same_beginning(sandbox, mapping, customer):
    for name in ("The contoso works", "Contoso Ltd", "Contoso"):
        sandbox.add("account", name=name, customertypecode=3)
    read(mapping)
    assert found(customer, "contoso") == ["Contoso", "Contoso Ltd", "The contoso works"]


def test_at_most_20_are_shown(sandbox, mapping, customer):
    for number in range(25):
        sandbox.add("account", name=f"Contoso {number}", customertypecode=3)
    read(mapping)
    assert len(found(customer, "contoso")) == 20


def test_what_an_account_has_in_common_is_told(as_bob, sandbox, mapping, customer):
    sandbox.add("account", name="Adatum", address1_city="Oslo", telephone1="555-0100", customertypecode=3)
    read(mapping)
    assert "same Name same City same Phone No." in text_of(dialog(as_bob, customer)).replace("  ", " ")


def test_a_taken_account_leads_to_its_partner_and_cannot_be_chosen(as_bob, sandbox, mapping, pair):
    other = sandbox.add("customers", displayName="Adatum")
    read(mapping)
    page = markup_of(dialog(as_bob, other))
    assert f'href="{card(pair[0])}"' in page
    assert f'value="{pair[1]["accountid"]}" disabled' in page


def test_an_account_the_filter_leaves_out_says_why(as_bob, sandbox, mapping, customer):
    sandbox.add("account", name="Adatum", customertypecode=1)
    read(mapping)
    assert "Relationship Type is 1, which the mapping's filter on Dataverse leaves out." in text_of(
        dialog(as_bob, customer)
    )


def test_the_current_partner_is_chosen_and_nothing_is_synchronized_by_default(as_bob, pair):
    page = markup_of(dialog(as_bob, pair[0]))
    assert f'value="{pair[1]["accountid"]}" checked' in page
    assert 'name="after" value="no" checked' in page


def test_create_new_is_offered_only_while_not_coupled(as_bob, customer, pair):
    assert "Create New" in text_of(dialog(as_bob, customer))
    assert 'name="create_new"' not in dialog(as_bob, pair[0]).content.decode()


def test_create_new_is_not_offered_when_nothing_is_written_to_dataverse(as_bob, mapping, customer):
    mapping.direction = "to_bc"
    mapping.save()
    page = markup_of(dialog(as_bob, customer))
    assert 'name="create_new"' not in page
    assert 'name="after" value="dataverse" checked' in page


def test_create_new_forces_the_business_central_data_and_clears_the_search(as_bob, account, customer):
    page = dialog(
        as_bob, customer, create_new="1", after="no", q="adatum", partner=account["accountid"]
    ).content.decode()
    assert 'name="after" value="bc" disabled checked' in page
    assert 'name="partner"' not in page
    assert f'name="former_partner" value="{account["accountid"]}"' in page
    assert 'name="former_after" value="no"' in page


def test_taking_create_new_back_restores_the_choice(as_bob, account, customer):
    page = markup_of(dialog(as_bob, customer, former_partner=account["accountid"], former_after="no", q="adatum"))
    assert f'value="{account["accountid"]}" checked' in page
    assert 'name="after" value="no" checked' in page


def preview(client, customer, **query):
    """The preview of a choice."""
    return client.get(f"{card(customer)}couple/preview/", query, headers=HTMX)


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ("no", "Adatum is coupled with Adatum Ltd. No value is written; 4 fields differ."),
        ("bc", "Adatum is coupled with Adatum Ltd. This writes 4 fields to Dataverse."),
        ("dataverse", "Adatum is coupled with Adatum Ltd. This writes 3 fields to Business Central."),
    ],
)
def test_it_says_what_will_happen(as_bob, customer, account, after, sentence):
    response = preview(as_bob, customer, partner=account["accountid"], after=after)
    assert sentence in text_of(response)


def test_fields_that_differ_come_first(as_bob, customer, account):
    rows = preview(as_bob, customer, partner=account["accountid"], after="bc").context["preview"].rows
    differs = [one.differs for one in rows]
    assert differs == sorted(differs, reverse=True)
    assert all(one.kind for one in rows)


def test_it_says_that_an_account_is_created(as_bob, customer):
    assert "A new record (Account) is created in Dataverse" in text_of(preview(as_bob, customer, create_new="1"))


def test_typing_finds_accounts_and_keeps_the_chosen_one(as_bob, sandbox, mapping, customer, account):
    sandbox.add("account", name="Contoso", customertypecode=3)
    read(mapping)
    url = f"{card(customer)}couple/candidates/"
    page = markup_of(as_bob.get(url, {"q": "conto", "partner": account["accountid"]}, headers=HTMX))
    assert "Contoso" in page
    assert f'value="{account["accountid"]}" checked' in page


def test_hostile_names_are_shown_as_text(as_bob, sandbox, mapping, customer):
    sandbox.add("account", name="Adatum <script>alert(1)</script>", customertypecode=3)
    read(mapping)
    assert "<script>alert" not in dialog(as_bob, customer).content.decode()


def test_a_viewer_may_not_open_it(as_charlie, customer):
    assert dialog(as_charlie, customer).status_code == 403


def test_an_account_of_a_deleted_customer_is_free(sandbox, mapping, pair, customer):
    row = row_of(pair[0])
    row.deleted = True
    row.save()
    assert next(one for one in find_partners(row_of(customer), "adatum")).free


def test_typing_completes_to_the_first_name_that_begins_so(as_bob, sandbox, mapping, customer):
    keys = {name: sandbox.add("account", name=name, customertypecode=3)["accountid"] for name in ("CC", "CCCC", "X")}
    read(mapping)
    url = f"{card(customer)}couple/candidates/"
    page = markup_of(as_bob.get(url, {"q": "C"}, headers=HTMX))
    assert f'name="completed" value="{keys["CC"]}"' in page
    assert f'value="{keys["CC"]}" checked' in page
    again = markup_of(as_bob.get(url, {"q": "x", "partner": keys["CC"], "completed": keys["CC"]}, headers=HTMX))
    assert f'value="{keys["X"]}" checked' in again


def test_typing_for_a_coupled_record_leaves_its_partner(as_bob, sandbox, mapping, pair):
    other = sandbox.add("account", name="Contoso", customertypecode=3)["accountid"]
    read(mapping)
    query = {"q": "cont", "partner": pair[1]["accountid"]}
    page = markup_of(as_bob.get(f"{card(pair[0])}couple/candidates/", query, headers=HTMX))
    assert f'value="{other}" checked' in page
    assert text_of(preview(as_bob, pair[0], q="nobody")) == "Choose a record to compare its fields."


def test_what_it_waits_for_is_named_with_its_own_set_up_coupling(as_bob, sandbox, mapping, customer, account):
    _mapping, currencies = with_currencies(sandbox, mapping)
    euro = next(one for one in sandbox.rows("currencies") if one["code"] == "EUR")
    sandbox.change("customers", customer["id"], currencyCode="EUR")
    read(currencies)
    read(mapping)
    page = markup_of(preview(as_bob, customer, partner=account["accountid"], after="bc"))
    assert f"{euro['displayName']} (CURRENCY) is not coupled yet" in page
    assert f'href="/records/{currencies.pk}/bc/{euro["id"]}/couple/?next=' in page
