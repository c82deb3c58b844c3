"""Jobs, operations and what they are about as rows, for tests of pages; plain functions with keyword defaults."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from jobs.models import Job, JobOperation
from syncadmin.connections.models import Connection
from tests.family import customer_mapping

CITY = "city/address1_city"
NAME = "displayName/name"


def a_mapping(name="Contoso", enabled=True):
    """The CUSTOMER mapping of a connection that leads nowhere."""
    return customer_mapping(Connection.objects.create(name=name, enabled=enabled))


def a_job(mapping, status=Job.Status.FINISHED, **values):
    """A job; one that has begun began a minute ago, one that is over took 12 seconds."""
    began = timezone.now() - timedelta(minutes=1)
    times = {} if status in (Job.Status.WAITING, Job.Status.QUEUED) else {"started_at": began}
    if status not in Job.UNFINISHED:
        times["finished_at"] = began + timedelta(seconds=12)
    return Job.objects.create(**{"mapping": mapping, "kind": Job.Kind.MODIFIED, "status": status, **times, **values})


def an_operation(job, ending="updated", title="Adatum", **values):
    """An operation behind the last one of its job; it has ended if it has an ending."""
    ended = {"state": JobOperation.State.ENDED, "ended_at": timezone.now()} if ending else {}
    known = {"action": "update", "side": "dataverse"} if ending in ("updated", "") else {"action": "nothing"}
    known["bc_key"] = uuid4()
    position = job.operations.count() + 1
    return JobOperation.objects.create(
        job=job, position=position, ending=ending, title=title, **{**ended, **known, **values}
    )


def a_verdict(field=CITY, kind="from_bc", base="Oslo", bc="Bergen", dataverse="Oslo", result="Bergen"):
    """A field as an operation keeps it."""
    return {"field": field, "kind": kind, "base": base, "bc": bc, "dataverse": dataverse, "result": result}
