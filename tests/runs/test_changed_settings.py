"""Settings that change while a job waits or runs: it says so and stops, and the next run follows the new settings."""

from functools import partial

import pytest
from django.db.models import F

from couplings.models import RemoteRecord
from jobs.claim import claim_job
from jobs.context import Stopped
from jobs.models import Job
from jobs.run import run_job
from jobs.services import close, start
from mappings.default_setup import use_default
from mappings.models import FieldMapping
from mappings.services import MappingSettings, change_mapping, settings_of, switch_field
from syncadmin.connections.models import Connection
from syncadmin.connections.services import disable_connection
from tests.runs.work import coupled_pair, endings, finished, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def without_email(mapping):
    """The mapping without its row for the e-mail address."""
    mapping.fields.filter(bc_property="email").update(status=FieldMapping.Status.DISABLED)
    return mapping


def switch_on(mapping):
    """Enable the row for the e-mail address."""
    switch_field(mapping.fields.get(bc_property="email"), FieldMapping.Status.ENABLED)


def test_a_job_that_waits_while_its_connection_is_disabled_refuses_to_run(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    active = claim_job(start(mapping, Job.Kind.MODIFIED).pk)
    waiting = start(mapping, Job.Kind.READ)
    disable_connection(mapping.connection)
    close(active)
    sandbox.requests.clear()
    job = finished(waiting)
    assert (job.status, job.code) == (Job.Status.FAILED, "connection_disabled")
    assert len(sandbox.requests) == 0


def test_a_connection_disabled_while_a_job_writes_stops_it_and_nothing_is_forgotten(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    go_on = halfway()
    disable_connection(mapping.connection)
    with pytest.raises(Stopped):
        go_on()
    assert partner(sandbox, mapping, customer)["address1_city"] == "Oslo"


def test_a_connection_that_leads_elsewhere_meanwhile_keeps_nothing_of_the_former_system(sandbox, mapping, monkeypatch):
    sandbox.add("customers", displayName="Adatum")
    saved = partial(Connection.objects.update, revision=F("revision") + 1)
    at_the_first_request(sandbox, monkeypatch, saved)
    assert synchronize(mapping).code == "setup_changed"
    assert not mapping.records.exists()


def test_a_field_switched_on_while_a_job_runs_is_read_before_it_is_merged(sandbox, without_email):
    mapping = without_email
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], emailaddress1="kept@example.com")
    synchronize(mapping)
    switch_on(mapping)
    version = sandbox.row("account", account["accountid"])["@odata.etag"]
    RemoteRecord.objects.filter(side="dataverse").update(version=version)  # answered to a run that began before
    sandbox.change("customers", customer["id"], city="Bergen")
    synchronize(mapping)
    assert sandbox.row("customers", customer["id"])["email"] == "kept@example.com"
    assert partner(sandbox, mapping, customer)["emailaddress1"] == "kept@example.com"


def test_an_account_deleted_before_all_was_read_afresh_is_named_and_holds_up_nobody(sandbox, without_email):
    mapping = without_email
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.remove("account", account["accountid"])
    switch_on(mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    assert endings(synchronize(mapping)) == [("failed", "partner_deleted")]


def test_a_job_stops_when_its_mapping_is_changed_and_the_next_one_follows_the_change(sandbox, mapping, halfway):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    go_on = halfway()
    change_mapping(mapping, MappingSettings("to_dataverse", False, "ask"))
    with pytest.raises(Stopped):
        go_on()


def test_a_stopped_job_says_why_and_gives_its_records_back(sandbox, mapping, monkeypatch):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen")
    job = start(mapping, Job.Kind.MODIFIED)
    at_the_first_request(sandbox, monkeypatch, lambda: change_mapping(mapping, _less_coupled(mapping)))
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.code) == (Job.Status.FAILED, "setup_changed")
    assert partner(sandbox, mapping, customer)["address1_city"] == "Oslo"
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]


def _less_coupled(mapping):
    settings = settings_of(mapping)
    return MappingSettings(settings.direction, not settings.only_coupled, settings.policy)


def at_the_first_request(sandbox, monkeypatch, change):
    """Something happens between two requests of a run."""
    send, done = sandbox.faults.strike, []

    def strike(*request):
        if not done:
            done.append(request)
            change()
        return send(*request)

    monkeypatch.setattr(sandbox.faults, "strike", strike)


def test_a_mapping_to_dataverse_only_writes_nothing_to_business_central(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    change_mapping(mapping, MappingSettings("to_dataverse", True, "ask"))
    sandbox.change("account", account["accountid"], address1_city="Bergen")
    assert endings(synchronize(mapping)) == [("unchanged",)]
    assert sandbox.row("customers", customer["id"])["city"] == "Oslo"


def test_records_left_out_by_a_filter_are_looked_at_again_when_the_filter_goes(sandbox, mapping, connection):
    mapping.filters = [{"side": "bc", "property": "city", "caption": "City", "values": ["Oslo"]}]
    mapping.save()
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], city="Bergen", phoneNumber="2")
    assert endings(synchronize(mapping)) == [("excluded", "filtered_out")]
    use_default(mapping)
    mapping.fields.exclude(related_mapping="").update(status="disabled")
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]
