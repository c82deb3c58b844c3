"""How long history is kept: old entries go once a day, what is open or not solved stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from couplings.models import RecordProblem
from jobs import daily
from jobs.models import Job, JobGroup, JobOperation
from jobs.retention import tidy
from syncadmin.connections.models import Connection
from tests.jobs.builders import a_job, a_mapping, an_operation

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping():
    """A mapping whose jobs are made up."""
    return a_mapping()


def _over(mapping, days, **values):
    job = a_job(mapping, **values)
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=days))
    return job


def _problem(mapping, key):
    now = timezone.now()
    RecordProblem.objects.create(mapping=mapping, bc_key=key, code="conflict", first_seen_at=now, last_seen_at=now)


def test_records_that_were_left_as_they_were_go_after_a_week(mapping):
    job = _over(mapping, 8)
    for ending in ("unchanged", "excluded", "updated", "failed"):
        an_operation(job, ending)
    assert tidy(mapping) == (2, 0)
    assert set(job.operations.values_list("ending", flat=True)) == {"updated", "failed"}


def test_whole_jobs_go_after_three_months(mapping):
    for days in (89, 91):
        an_operation(_over(mapping, days))
    assert tidy(mapping) == (1, 1)
    assert Job.objects.count() == JobOperation.objects.count() == 1


@pytest.mark.parametrize("status", [Job.Status.APPROVAL, Job.Status.RUNNING, Job.Status.WAITING])
def test_what_is_not_over_stays_however_old_it_is(mapping, status):
    an_operation(_over(mapping, 400, status=status))
    assert tidy(mapping) == (0, 0)


def test_what_a_job_says_of_a_record_stays_until_its_problem_is_solved(mapping):
    job, key = _over(mapping, 400), uuid4()
    an_operation(job, "failed", bc_key=key)
    an_operation(job, "updated")
    _problem(mapping, key)
    assert tidy(mapping) == (1, 0)
    RecordProblem.objects.all().delete()
    assert tidy(mapping) == (1, 1)


def test_the_history_of_other_mappings_is_left_alone(mapping):
    an_operation(_over(a_mapping("Fabrikam"), 400))
    assert tidy(mapping) == (0, 0)


def test_no_days_keep_everything(mapping, settings):
    settings.JOB_RETENTION_DAYS = settings.UNCHANGED_RETENTION_DAYS = 0
    an_operation(_over(mapping, 4000), "unchanged")
    assert tidy(mapping) == (0, 0)


def test_it_happens_with_the_daily_check(mapping):
    an_operation(_over(mapping, 400))
    Connection.objects.update(check_due_at=timezone.now())
    daily.check(mapping.connection_id)
    assert not Job.objects.exists()


def test_runs_of_several_mappings_go_when_they_are_over_and_never_before(mapping):
    then = timezone.now() - timedelta(days=91)
    for started, finished in ((then, then), (None, None), (then, None)):
        made = JobGroup.objects.create(connection=mapping.connection, kind="full", trigger="person")
        JobGroup.objects.filter(pk=made.pk).update(created_at=then, started_at=started, finished_at=finished)
    JobGroup.objects.create(connection=mapping.connection, kind="full", trigger="person")
    tidy(mapping)
    assert set(JobGroup.objects.values_list("started_at", flat=True)) == {then, None}
    assert JobGroup.objects.count() == 2
