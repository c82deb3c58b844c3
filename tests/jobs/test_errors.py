"""Integration Synchronization Errors: every operation that failed, of all jobs, with what became of its record."""

import pytest

from couplings.models import RecordProblem
from syncadmin.connections.models import Connection
from tests.couplings.acting import text_of
from tests.everywhere.world import a_world
from tests.jobs.builders import a_job, an_operation
from tests.jobs.conftest import signed_in

pytestmark = pytest.mark.django_db
ERRORS = "/problems/history/"


@pytest.fixture
def world():
    """A conflict that is still open, a failed record that is in step by now, and an update that went well."""
    found = a_world(Connection.objects.create(name="Contoso", enabled=True))
    type(found.operation).objects.update(bc_key=found.customer.key, dataverse_key=found.account.key)
    job = a_job(found.mapping)
    facts = {"system": "Dataverse", "message": "No"}
    an_operation(job, "failed", title="Fabrikam", code="value_refused", facts=facts, side="dataverse")
    an_operation(job, "updated", title="Litware")
    an_operation(a_job(found.mapping, preview=True), "failed", title="Only planned", code="value_refused", facts=facts)
    return found


def test_it_lists_what_failed_with_its_job_and_both_records(world, charlie):
    page = signed_in(charlie).get(ERRORS)
    text = text_of(page)
    assert {row.record.title for row in page.context["table"].paginated_rows} == {"Adatum", "Fabrikam"}
    assert "Dataverse refused the value of the record: No" in text
    markup = page.content.decode()
    for side, key in (("bc", world.customer.key), ("dataverse", world.account.key)):
        assert f"/records/{world.mapping.pk}/{side}/{key}/" in markup
    assert f"?state=all&amp;record={world.problem.pk}" in markup


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"open": "open"}, ["Adatum"]),
        ({"open": "solved"}, ["Fabrikam"]),
        ({"ending": "failed"}, ["Fabrikam"]),
        ({"code": "conflict"}, ["Adatum"]),
        ({"search": "fab"}, ["Fabrikam"]),
        ({"period": "hour", "sort": "title"}, ["Adatum", "Fabrikam"]),
    ],
)
def test_it_is_narrowed(world, charlie, query, shown):
    rows = signed_in(charlie).get(ERRORS, query).context["table"].paginated_rows
    assert [row.record.title for row in rows] == shown


def test_a_problem_that_is_solved_stays_in_the_history(world, charlie):
    RecordProblem.objects.all().delete()
    assert len(signed_in(charlie).get(ERRORS, {"open": "solved"}).context["table"].paginated_rows) == 2
