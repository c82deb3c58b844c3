"""The list of records: what it is filtered by beyond coupled and not, and columns of any mapped field."""

import csv
import io

import pytest

from couplings.models import RecordProblem, RemoteRecord
from tests.everywhere.markup import content
from tests.everywhere.world import a_world

HERE = "/records/{}/bc/"


@pytest.fixture
def world(connection):
    """One of everything."""
    return a_world(connection)


@pytest.fixture
def titles(as_bob, world):
    """The titles of the records that are left."""

    def shown(**query):
        answer = as_bob.get(HERE.format(world.mapping.pk), query)
        return [row.record.title for row in answer.context["table"].paginated_rows]

    return shown


def test_conflicts_and_what_is_not_in_step_are_found(titles, world):
    assert titles(state="conflict") == titles(state="not_in_step") == ["Adatum"]
    RecordProblem.objects.all().delete()
    assert titles(state="conflict") == titles(state="not_in_step") == titles(state="changed") == []
    RemoteRecord.objects.filter(pk=world.account.pk).update(pending=True)
    assert titles(state="changed") == titles(state="not_in_step") == ["Adatum"]


def test_a_lost_partner_that_is_still_coupled_is_found_as_deleted(titles):
    RecordProblem.objects.update(code="partner_was_deleted")
    assert titles(state="asked") == ["Adatum"]


@pytest.mark.parametrize(
    ("value", "found"), [("osl", ["Adatum"]), ("Bergen", []), ("%", []), ("", ["Adatum", "Fabrikam"])]
)
def test_a_mapped_field_is_searched_alone(titles, value, found):
    assert sorted(titles(field="city", value=value)) == found


def test_a_selection_of_everything_understands_the_filter_by_field(as_bob, world):
    posted = {
        "everything": "1",
        "query": "field=city&value=Oslo",
        "mapping": world.mapping.pk,
        "side": "bc",
        "ask": "1",
    }
    answer = as_bob.post("/records/uncouple/", posted)
    assert answer.status_code in (200, 302)
    assert world.mapping.jobs.latest("pk").request == {"bc_keys": [str(world.customer.key)]}


def test_any_mapped_field_is_a_column(as_bob, world):
    address = HERE.format(world.mapping.pk)
    shown = as_bob.get(address, {"columns": "title,f_city,f_phoneNumber"}).context["table"]
    assert [one.name for one in shown.columns] == ["selected", "title", "f_city", "f_phoneNumber"]
    query = {"columns": "title,cell0", "export": "shown"}
    header, *_rows = csv.reader(io.StringIO(content(as_bob.get(address, query)).lstrip("\ufeff")))
    assert header[0] == "Name"
    assert len(header) == 3
