"""What tests of runs share: the CUSTOMER mapping against the sandbox, and plain functions to start and finish jobs."""

from contextlib import ExitStack

import pytest

from jobs import observe, planning, writing
from jobs.claim import claim_job
from jobs.context import open_run
from jobs.models import Job
from jobs.services import close, start
from tests.family import customer_mapping


@pytest.fixture
def mapping(connection):
    """The default CUSTOMER mapping of a connection to the sandbox."""
    return customer_mapping(connection)


@pytest.fixture
def creating(mapping):
    """The mapping with *Synch. Only Coupled Records* off."""
    mapping.only_coupled = False
    mapping.save()
    return mapping


@pytest.fixture
def halfway(mapping):
    """Starts a modified run and stops it before it writes; calling the result carries it to its end."""

    def begin():
        job = claim_job(start(mapping, Job.Kind.MODIFIED).pk)
        stack = ExitStack()
        run = open_run(job, stack)
        observe.observe(run)
        planning.plan_pending(run)

        def go_on():
            writing.carry_out(run)
            stack.close()
            close(job)
            return Job.objects.get(pk=job.pk)

        return go_on

    return begin
