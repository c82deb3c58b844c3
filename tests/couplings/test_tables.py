"""The mapped tables, on their page and in the sidebar: how they are grouped, counted and marked."""

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from couplings.models import Coupling
from couplings.paths import card_url, list_url
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.couplings.acting import markup_of, text_of
from tests.everywhere.world import a_problem, a_record
from tests.family import currency_mapping, customer_mapping

TABLES = "/records/"
RED = {"red": True, "code": "column_missing", "facts": {"system": "Dataverse", "table": "t", "field": "f"}}


@pytest.fixture
def contoso(db):
    """A connection that nothing answers behind."""
    return Connection.objects.create(name="Contoso", enabled=True)


@pytest.fixture
def customers(contoso):
    """Its CUSTOMER mapping; CURRENCY is there as well."""
    currency_mapping(contoso)
    return customer_mapping(contoso)


def sections(page):
    """The groups of the sidebar with the captions below them."""
    (link,) = [one for one in page.context["navigation"] if one.url == TABLES]
    return {str(one.caption): [str(below.caption) for below in one.links] for one in link.sections}


def test_the_sidebar_shows_the_tables_in_groups(as_charlie, customers):
    page = as_charlie.get("/")
    assert sections(page) == {"Relations": ["Customers"], "Codes": ["Currencies"]}
    assert f'href="{list_url(customers.pk)}"' in markup_of(page)


def test_both_sides_of_a_mapping_are_one_entry_which_is_marked_as_open(as_charlie, customers):
    for side in ("bc", "dataverse"):
        page = markup_of(as_charlie.get(list_url(customers.pk, side)))
        assert f'href="{list_url(customers.pk)}" aria-current="page"' in page
        assert f'href="{TABLES}" aria-current' not in page


def test_two_mappings_of_a_table_are_told_apart_by_name(as_charlie, customers):
    TableMapping.objects.create(
        connection=customers.connection, name="LEADS", bc_table="customers", dataverse_table="lead", direction="to_bc"
    )
    assert sections(as_charlie.get("/"))["Relations"] == ["Customers", "Customers (LEADS)"]


def test_a_table_that_nobody_described_is_called_by_its_name(as_charlie, contoso):
    TableMapping.objects.create(
        connection=contoso, name="X", bc_table="bankAccounts", dataverse_table="cr_bank", direction="to_bc"
    )
    assert sections(as_charlie.get("/")) == {"More": ["Bank accounts"]}
    assert "Cr bank" in text_of(as_charlie.get(TABLES))


def test_a_mapping_that_is_held_up_is_marked(as_charlie, customers):
    assert "held up" not in text_of(as_charlie.get("/jobs/"))
    TableMapping.objects.filter(pk=customers.pk).update(findings=[RED])
    assert "Customers held up" in text_of(as_charlie.get("/jobs/"))
    assert "Customers Cannot run" in text_of(as_charlie.get(TABLES))


def test_the_tables_are_those_of_the_connection_of_the_page(as_charlie, customers):
    other = currency_mapping(Connection.objects.create(name="Other"))
    assert sections(as_charlie.get(list_url(other.pk))) == {"Codes": ["Currencies"]}
    assert sections(as_charlie.get(TABLES, {"connection": other.connection_id})) == {"Codes": ["Currencies"]}
    assert "Relations" in sections(as_charlie.get(TABLES))


def test_the_numbers_lead_to_their_records(as_charlie, customers):
    one = a_record(customers, "bc", "Adatum")
    Coupling.objects.create(mapping=customers, bc_key=one.key, dataverse_key=one.key)
    a_problem(customers, one.key)
    page = markup_of(as_charlie.get(TABLES))
    assert f'<a href="{list_url(customers.pk)}?state=coupled">1</a>' in page
    assert f'<a href="/problems/?mapping={customers.pk}">1</a>' in page
    assert "?state=changed" not in page


def test_the_page_costs_the_same_queries_whatever_the_number_of_rows_and_tables(as_charlie, customers):
    def cost():
        with CaptureQueriesContext(database) as queries:
            as_charlie.get(TABLES)
        return len(queries)

    as_charlie.get(TABLES)
    before = cost()
    for number in range(10):
        TableMapping.objects.create(
            connection=customers.connection, name=f"M{number}", bc_table="x", dataverse_table="y", direction="to_bc"
        )
        one = a_record(customers, "bc", f"Adatum {number}")
        Coupling.objects.create(mapping=customers, bc_key=one.key, dataverse_key=one.key)
    assert cost() == before


def test_lines_of_documents_are_shown_and_left_to_their_document(as_bob, contoso, customers):
    lines = TableMapping.objects.create(
        connection=contoso, name="LINES", bc_table="lines", dataverse_table="line", direction="to_dataverse"
    )
    TableMapping.objects.filter(pk=customers.pk).update(lines="LINES")
    line = a_record(lines, "bc", "A line")
    page = as_bob.get(list_url(lines.pk))
    assert page.context["bulk_actions"] == []
    assert "written together with CUSTOMER" in text_of(page)
    assert "reading=1" not in markup_of(page)
    card = markup_of(as_bob.get(card_url(lines.pk, "bc", line.key)))
    assert "The lines of CUSTOMER cannot be synchronized on their own." in card
    assert "couple/" not in card
