"""Who may run: one active job per mapping, others in line; claims, leases and rings that get lost."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from jobs.claim import Heartbeat, LostClaim, claim_job, held
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.run import ATTEMPTS, end, run_job
from jobs.services import ConnectionDisabled, close, start
from jobs.ticking import tick
from syncadmin.engine.problems import Problem
from tests.runs.work import coupled_pair, endings, finished, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_request_waits_behind_the_active_job_and_then_goes_on(mapping):
    first = claim_job(start(mapping, Job.Kind.MODIFIED).pk)
    second = start(mapping, Job.Kind.RECORDS, SynchronizeRecords(()))
    assert second.status == Job.Status.WAITING
    close(first)
    second.refresh_from_db()
    assert second.status == Job.Status.QUEUED


def test_the_database_allows_one_active_job_per_mapping(mapping):
    start(mapping, Job.Kind.MODIFIED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(mapping=mapping, kind=Job.Kind.READ, status=Job.Status.QUEUED)


def test_a_run_that_has_not_begun_is_not_asked_for_twice(mapping):
    assert start(mapping, Job.Kind.MODIFIED) == start(mapping, Job.Kind.MODIFIED)


def test_a_disabled_connection_starts_nothing(mapping):
    mapping.connection.enabled = False
    with pytest.raises(ConnectionDisabled):
        start(mapping, Job.Kind.MODIFIED)
    assert not Job.objects.exists()


def test_a_job_is_claimed_once(mapping):
    job = start(mapping, Job.Kind.MODIFIED)
    assert claim_job(job.pk) is not None
    assert claim_job(job.pk) is None


def test_a_job_whose_lease_ran_out_is_taken_over_and_the_former_worker_stops(mapping):
    former = claim_job(start(mapping, Job.Kind.MODIFIED).pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    latter = claim_job(former.pk)
    with pytest.raises(LostClaim):
        held(former)
    assert close(former) is False
    held(latter)


def test_a_worker_that_died_while_writing_is_succeeded_from_the_rows(sandbox, mapping):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    job = start(mapping, Job.Kind.MODIFIED)
    claim_job(job.pk)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    assert endings(job) == [("updated", "dataverse")]


def test_a_job_that_kills_its_workers_is_given_up_and_its_records_stay_pending(mapping):
    job = start(mapping, Job.Kind.MODIFIED)
    Job.objects.update(attempts=ATTEMPTS)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.code) == (Job.Status.FAILED, "given_up")


def test_a_tick_lets_a_line_go_on_that_stood_still(mapping):
    Job.objects.create(mapping=mapping, kind=Job.Kind.MODIFIED, status=Job.Status.WAITING)
    tick()
    assert Job.objects.get().status == Job.Status.QUEUED


def test_an_unexpected_error_ends_the_job_with_an_id_to_look_up(mapping, caplog):
    mapping.filters = [{"side": "nowhere"}]
    mapping.save()
    job = start(mapping, Job.Kind.MODIFIED)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.code) == (Job.Status.FAILED, "internal_error")
    assert job.facts["id"] in caplog.text


def test_a_worker_that_lost_its_job_gives_nothing_back_when_it_fails(sandbox, mapping, halfway):
    customer, _account = coupled_pair(sandbox, mapping)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    halfway()
    job = Job.objects.select_related("mapping").latest("pk")
    Job.objects.filter(pk=job.pk).update(claim=uuid4())
    with pytest.raises(LostClaim):
        end(job, Problem("unreachable"))
    assert endings(job) == [("dataverse",)]


def test_a_person_does_not_get_a_scheduled_run_that_tries_less_again(mapping):
    scheduled = start(mapping, Job.Kind.MODIFIED, trigger=Job.Trigger.SCHEDULE)
    by_hand = start(mapping, Job.Kind.MODIFIED)
    assert by_hand != scheduled
    assert start(mapping, Job.Kind.MODIFIED, trigger=Job.Trigger.SCHEDULE) in (scheduled, by_hand)


def test_a_heartbeat_survives_trouble_with_the_database(mapping, settings, monkeypatch):
    settings.JOB_LEASE_SECONDS = 0.4
    job = claim_job(start(mapping, Job.Kind.MODIFIED).pk)
    beats = []

    def troubled(one):
        beats.append(one)
        if len(beats) == 1:
            raise OperationalError("the server went away")
        held(one)

    monkeypatch.setattr("jobs.claim.held", troubled)
    with Heartbeat(job):
        time.sleep(0.6)
    assert len(beats) > 2
    held(job)


def test_a_tick_tries_due_records_again_and_touches_no_other(sandbox, mapping):
    customer, account = coupled_pair(sandbox, mapping)
    other, _other_account = coupled_pair(sandbox, mapping, displayName="Contoso")
    sandbox.change("account", account["accountid"], telephone1="call me")
    assert endings(synchronize(mapping)) == [("failed", "bc", "value_refused")]
    sandbox.change("account", account["accountid"], telephone1="555-0199")
    sandbox.change("customers", other["id"], city="Bergen")
    tick()
    assert not Job.objects.filter(status=Job.Status.QUEUED).exists()
    mapping.problems.update(retry_at=timezone.now())
    tick()
    job = finished(Job.objects.get(status=Job.Status.QUEUED))
    assert (job.trigger, endings(job)) == (Job.Trigger.SCHEDULE, [("updated", "bc")])
    assert not mapping.problems.exists()


def test_a_try_that_comes_to_nothing_is_not_repeated_at_once(sandbox, mapping):
    _customer, account = coupled_pair(sandbox, mapping)
    sandbox.change("account", account["accountid"], telephone1="call me")
    synchronize(mapping)
    mapping.problems.update(retry_at=timezone.now())
    tick()
    sandbox.misbehave("GET", "accounts", status=503, times=50)
    assert finished(Job.objects.get(status=Job.Status.QUEUED)).status == Job.Status.FAILED
    tick()
    assert not Job.objects.filter(status=Job.Status.QUEUED).exists()


def test_a_worker_that_slept_while_it_claimed_a_job_does_not_take_the_claim_of_another_for_its_own(mapping):
    job = start(mapping, Job.Kind.MODIFIED)
    others = []

    def sleep(execute, sql, parameters, many, context):
        if not others and sql.startswith("SELECT") and "jobs_job" in sql:
            others.append(None)
            Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            others.append(claim_job(job.pk))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(sleep):
        assert claim_job(job.pk) is None
    assert others[1].pk == job.pk
