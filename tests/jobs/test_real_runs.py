"""The pages over what real runs against the sandbox leave behind."""

import pytest

from jobs.models import Job
from jobs.run import run_job
from tests.couplings.acting import card
from tests.family import customer_mapping
from tests.runs.work import couple, coupled_pair, settle, synchronize, uncouple

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mapping(connection):
    """The CUSTOMER mapping of a connection to the sandbox."""
    return customer_mapping(connection)


def shown(browser, path):
    """A page that must be there."""
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_button_starts_a_run_that_its_page_shows_to_the_end(browser, sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    path = browser.post("/jobs/synchronize-modified/").url
    assert "Waits for a worker" in shown(browser, path)
    run_job(Job.objects.latest("pk").pk)
    page = shown(browser, path)
    assert "Success" in page
    assert f'href="{path}records/?ending=updated"' in page


def test_a_record_shows_what_was_written_where(browser, sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    job = synchronize(mapping)
    records = shown(browser, f"/jobs/{job.pk}/records/")
    assert "Updated in Dataverse" in records
    assert card(customer) in records
    detail = shown(browser, f"/jobs/{job.pk}/records/{job.operations.get().pk}/")
    assert ">Bergen<" in detail
    assert ">Oslo<" in detail


def test_a_conflict_reaches_home_and_leaves_it_when_it_is_settled(browser, sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    sandbox.change("account", account["accountid"], address1_city="Narvik")
    synchronize(mapping)
    assert "1 record needs you" in shown(browser, "/")
    settle(mapping, customer, {"city/address1_city": "bc"})
    assert "Everything is in step" in shown(browser, "/")


def test_every_kind_of_job_has_its_line_and_its_page(browser, sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    jobs = [synchronize(mapping), synchronize(mapping, preview=True), uncouple(mapping, customer)]
    jobs.append(couple(mapping, sandbox.add("customers", displayName="Contoso")))
    listed = shown(browser, "/jobs/")
    for job in jobs:
        assert f'id="job-{job.pk}"' in listed
        assert f"Job {job.pk}" in shown(browser, f"/jobs/{job.pk}/")
        assert "CUSTOMER" in shown(browser, f"/jobs/{job.pk}/records/")
