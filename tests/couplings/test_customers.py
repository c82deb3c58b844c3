"""The list of customers: what it shows, how it is searched, sorted and narrowed, and what it says while empty."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from couplings.models import Coupling, RemoteRecord
from couplings.paths import list_url
from mappings.models import TableMapping
from tests.couplings.acting import HTMX, card, conflicting, list_of, read, text_of
from tests.runs.work import synchronize

pytestmark = pytest.mark.django_db(transaction=True)


def numbers(response):
    """The numbers of the customers a list shows, in its order."""
    return [row.record.number for row in response.context["table"].paginated_rows]


def titles(response):
    """The names of the customers a list shows, in its order."""
    return [row.record.title for row in response.context["table"].paginated_rows]


def test_it_shows_number_name_place_and_coupling(as_bob, customer):
    text = text_of(as_bob.get(list_of()))
    for shown in (customer["number"], "Adatum", "Oslo", "555-0100", "a@adatum.example", "Not coupled"):
        assert shown in text


def test_a_coupled_customer_shows_its_account_and_leads_to_its_card(as_bob, pair):
    response = as_bob.get(list_of())
    assert "Coupled" in text_of(response)
    assert f'href="{card(pair[0])}"' in response.content.decode()


def test_an_excluded_customer_says_why(as_bob, sandbox, mapping):
    sandbox.add("customers", displayName="Blocked Ltd", blocked="All")
    read(mapping)
    assert "Excluded Blocked: All" in text_of(as_bob.get(list_of()))


def test_a_customer_in_conflict_is_marked(as_bob, sandbox, mapping, pair):
    conflicting(sandbox, pair, city=("Bergen", "Trondheim"))
    synchronize(mapping)
    assert "Conflict" in text_of(as_bob.get(list_of()))


def test_a_customer_being_created_is_marked(as_bob, mapping, customer):
    Coupling.objects.create(mapping=mapping, bc_key=customer["id"], state=Coupling.State.CREATING)
    assert "Being created" in text_of(as_bob.get(list_of()))


def test_a_coupled_customer_that_changed_is_marked(as_bob, sandbox, mapping, pair):
    sandbox.change("customers", pair[0]["id"], city="Bergen")
    read(mapping)
    assert "Coupled Changed" in text_of(as_bob.get(list_of()))
    assert len(numbers(as_bob.get(list_of(), {"state": "changed"}))) == 1


def test_a_deleted_customer_stays_only_while_it_is_coupled(as_bob, mapping, pair, sandbox):
    RemoteRecord.objects.filter(side="bc").update(deleted=True)
    assert "Deleted" in text_of(as_bob.get(list_of()))
    Coupling.objects.all().delete()
    assert numbers(as_bob.get(list_of())) == []


@pytest.mark.parametrize("query", ["ÅKERBÄR", "åkerbär verkstad", "verk åker", "ÖSTERSUND"])
def test_the_search_finds_words_in_any_case_and_order(as_bob, sandbox, mapping, query):
    sandbox.add("customers", displayName="Åkerbär Verkstad", city="Östersund")
    sandbox.add("customers", displayName="Contoso")
    read(mapping)
    assert titles(as_bob.get(list_of(), {"search": query})) == ["Åkerbär Verkstad"]


@pytest.mark.parametrize(("sort", "first"), [("title", "Alpha"), ("-title", "Zeta"), ("number", "Zeta")])
def test_it_is_sorted_on_the_server(as_bob, sandbox, mapping, sort, first):
    sandbox.add("customers", number="1", displayName="Zeta")
    sandbox.add("customers", number="2", displayName="Alpha")
    read(mapping)
    assert titles(as_bob.get(list_of(), {"sort": sort}))[0] == first


@pytest.mark.parametrize(
    ("state", "shown"), [("coupled", ["Adatum"]), ("not_coupled", ["Contoso"]), ("excluded", ["Blocked"])]
)
def test_it_is_narrowed_by_state(as_bob, sandbox, mapping, pair, state, shown):
    sandbox.add("customers", displayName="Contoso")
    sandbox.add("customers", displayName="Blocked", blocked="All")
    read(mapping)
    assert titles(as_bob.get(list_of(), {"state": state})) == shown


def test_it_costs_the_same_queries_for_3_and_for_30_rows(as_bob, sandbox, mapping):
    def cost(size):
        sandbox.reset(customers=size)
        read(mapping)
        for row in RemoteRecord.objects.filter(side="bc")[:20]:
            Coupling.objects.get_or_create(mapping=mapping, bc_key=row.key, dataverse_key=row.key)
        with CaptureQueriesContext(
            database,
        ) as queries:
            assert as_bob.get(list_of(), {"per_page": 50}).status_code == 200
        return len(queries)

    as_bob.get(list_of())
    assert cost(3) == cost(30)


def test_hostile_values_are_shown_as_text(as_bob, sandbox, mapping):
    sandbox.add("customers", displayName="<script>alert(1)</script>", city='"><img src=x>')
    read(mapping)
    page = as_bob.get(list_of()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_export_has_a_column_for_each_value(as_bob, customer):
    lines = b"".join(as_bob.get(list_of(), {"export": "csv"}).streaming_content).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("No.,Name,")
    assert "Adatum" in lines[1]
    assert "a@adatum.example" in lines[1]


def test_before_anything_was_read_it_says_what_to_do(as_bob, mapping):
    assert "Nothing was read yet" in text_of(as_bob.get(list_of()))


def test_without_a_connection_it_leads_to_connection_setup(as_bob):
    response = as_bob.get(reverse("couplings:tables"))
    assert "No connection yet" in text_of(response)
    assert f'href="{reverse("connections:setup")}"' in response.content.decode()


def test_each_connection_has_a_list_of_its_own(as_bob, connection, mapping, customer):
    connection.pk, connection.name, connection.enabled = None, "Other", False
    connection.save()
    other = TableMapping.objects.create(
        connection=connection,
        name="CUSTOMER",
        bc_table="customers",
        dataverse_table="account",
        direction="bidirectional",
    )
    assert numbers(as_bob.get(list_url(other.pk))) == []
    assert len(numbers(as_bob.get(list_url(mapping.pk)))) == 1
    assert f'<a href="{list_url(other.pk)}">Other</a>' in as_bob.get(list_url(mapping.pk)).content.decode()


def test_htmx_gets_the_table_alone(as_bob, customer):
    page = as_bob.get(list_of(), headers=HTMX).content.decode()
    assert page.lstrip().startswith("<section")
    assert "<html" not in page


def test_a_viewer_sees_the_list_without_actions(as_charlie, customer):
    response = as_charlie.get(list_of())
    assert response.status_code == 200
    assert response.context["bulk_actions"] == []
    assert "data-select " not in response.content.decode()


def test_nobody_is_led_to_sign_in(client, customer):
    response = client.get(list_of())
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/")


def test_a_user_without_permission_is_refused(client, django_user_model, customer):
    client.force_login(django_user_model.objects.create_user("dora"))
    assert client.get(list_of()).status_code == 403
    assert client.get(card(customer)).status_code == 403
