"""A connection that suddenly leads elsewhere: the next job fails, says so, and writes nothing."""

from datetime import timedelta

import pytest

from jobs.models import Job
from jobs.services import start
from syncadmin.connections.fingerprint import GOOD_FOR
from syncadmin.connections.models import Connection
from tests.connections.pages import press_test
from tests.jobs.conftest import signed_in
from tests.runs.work import coupled_pair, finished, synchronize

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "00000000-0000-4000-8000-000000000001"


def some_minutes_later():
    """What was found counts no longer."""
    one = Connection.objects.get()
    Connection.objects.update(recognised_at=one.recognised_at - GOOD_FOR - timedelta(seconds=1))


@pytest.mark.parametrize("changed", ["company", "organisation"])
def test_another_company_or_organisation_stops_the_job_and_disables_the_connection(sandbox, mapping, changed):
    customer, account = coupled_pair(sandbox, mapping)
    some_minutes_later()
    other = {"bc_company_name": "Another"} if changed == "company" else {"dataverse_organisation_id": NOBODY}
    Connection.objects.update(**other)
    sandbox.change("customers", customer["id"], city="Bergen")
    job = synchronize(mapping)
    connection = Connection.objects.get()
    assert (job.status, job.code) == (Job.Status.FAILED, "system_changed")
    assert not connection.enabled
    assert f"leads to another {changed}" in connection.disable_reason
    assert sandbox.row("account", account["accountid"])["address1_city"] != "Bergen"


def test_jobs_in_line_end_with_the_same_reason(sandbox, mapping):
    coupled_pair(sandbox, mapping)
    some_minutes_later()
    Connection.objects.update(bc_company_name="Another")
    first, second = start(mapping, Job.Kind.READ), start(mapping, Job.Kind.MODIFIED)
    assert finished(first).code == "system_changed"
    job = finished(second)
    assert (job.status, job.code) == (Job.Status.FAILED, "connection_disabled")
    assert "leads to another company" in job.problem.facts["message"]


def test_what_is_found_first_is_remembered(sandbox, mapping):
    synchronize(mapping)
    connection = Connection.objects.get()
    assert connection.bc_company_name == sandbox.rows("companies")[0]["displayName"]
    assert str(connection.dataverse_organisation_id) == sandbox.rows("organization")[0]["organizationid"]


def test_it_is_asked_once_in_some_minutes(sandbox, mapping):
    synchronize(mapping)
    sandbox.requests.clear()
    synchronize(mapping)
    assert not [one for one in sandbox.requests if "WhoAmI" in one.path]
    some_minutes_later()
    synchronize(mapping)
    assert len([one for one in sandbox.requests if "WhoAmI" in one.path]) == 1


def test_a_company_that_was_only_renamed_is_looked_at_by_a_person_and_enabled_again(sandbox, mapping, alice):
    browser = signed_in(alice)
    press_test(browser, mapping.connection)
    some_minutes_later()
    sandbox.change("companies", sandbox.company_id, name="New name", displayName="New name")
    assert synchronize(mapping).code == "system_changed"
    browser.post(f"/connections/{mapping.connection_id}/enable/")
    connection = Connection.objects.get()
    assert (connection.enabled, connection.bc_company_name) == (True, "New name")
    assert synchronize(mapping).code == ""
