"""Two connections side by side: every list says which is meant, and each has its own mappings, records and jobs."""

import pytest

from couplings.paths import card_url, list_url
from jobs.models import Job
from syncadmin.connections.models import Connection
from syncadmin.demo.sandbox import connection_values
from tests.connections.pages import words
from tests.everywhere.world import a_problem, a_record
from tests.family import customer_mapping
from tests.jobs.builders import a_job


@pytest.fixture
def two(client, alice, connection, sandbox):
    """The mappings of two connections, each with a customer of the same key, as in a copied environment."""
    client.force_login(alice)
    other = Connection.objects.create(name="Copy", **connection_values(sandbox))
    first, second = customer_mapping(connection), customer_mapping(other)
    customer = a_record(first, "bc", "Adatum")
    copy = a_record(second, "bc", "Adatum of the copy", displayName="Adatum of the copy")
    type(copy).objects.filter(pk=copy.pk).update(key=customer.key)
    for mapping in (first, second):
        a_problem(mapping, customer.key, title=f"Adatum {mapping.connection}")
        a_job(mapping, status=Job.Status.FINISHED)
    return first, second, customer.key


def test_connection_setup_lists_them_with_their_state(client, two):
    page = client.get("/connections/")
    assert all(f'href="/connections/{one.connection_id}/"' in page.content.decode() for one in two[:2])
    assert "Nordlys Handel" in words(page) or "Sandbox" in words(page)
    assert "New connection" in words(page)


@pytest.mark.parametrize("path", ["/jobs/", "/problems/causes/", "/mappings/"])
def test_lists_name_the_connection_and_can_be_narrowed_to_one(client, two, path):
    both = words(client.get(path))
    assert "Copy" in both
    assert "Sandbox" in both
    page = client.get(path, {"connection": two[1].connection_id}, headers={"HX-Request": "true"})
    rows = page.content.decode().partition("<tbody")[2].partition("</tbody")[0]
    assert "Copy" in rows
    assert "Sandbox" not in rows


def test_with_one_connection_nothing_asks_which(client, alice, connection):
    client.force_login(alice)
    customer_mapping(connection)
    assert 'name="connection"' not in client.get("/jobs/").content.decode()
    assert 'name="connection"' not in client.get("/problems/").content.decode()
    assert "?connection=" not in client.get("/records/").content.decode()


def test_customers_are_those_of_one_connection_at_a_time(client, two):
    page = words(client.get(list_url(two[1].pk)))
    assert "Adatum of the copy" in page
    other = client.get(list_url(two[0].pk)).content.decode()
    assert "Adatum of the copy" not in other
    assert f'href="{list_url(two[1].pk)}"' in other


def test_the_card_of_a_key_that_both_have_is_that_of_its_mapping(client, two):
    path = card_url(two[1].pk, "bc", two[2])
    page = words(client.get(path))
    assert "Adatum of the copy" in page
    assert "Copy" in page
    assert "Adatum of the copy" in client.get(f"{path}comparison/", headers={"HX-Request": "true"}).content.decode()


def test_the_counts_of_a_mapping_lead_to_the_records_of_its_connection(client, two):
    page = client.get(f"/mappings/{two[1].pk}/").content.decode()
    assert f"/problems/?mapping={two[1].pk}" in page
    assert f"/problems/?mapping={two[0].pk}" not in page


def test_home_shows_both(client, two):
    page = words(client.get("/"))
    assert "Copy" in page
    assert "Sandbox" in page


def test_a_disabled_one_holds_its_own_jobs_only(client, two):
    Connection.objects.filter(name="Copy").update(enabled=False, disable_reason="Being moved")
    page = words(client.post("/jobs/synchronize-modified/", {"mapping": two[1].pk}, follow=True))
    assert "The connection Copy is not enabled: Being moved" in page
    client.post("/jobs/synchronize-modified/", {"mapping": two[0].pk})
    assert Job.objects.filter(mapping=two[0]).count() == 2
    assert Job.objects.filter(mapping=two[1]).count() == 1
