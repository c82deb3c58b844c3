"""Plain functions with which tests undo jobs, and compare what there is before and afterwards."""

from couplings.models import Coupling
from jobs.approval import carry_out
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.undo import propose
from syncadmin.engine.encoding import decode_base
from tests.runs.work import finished

_OWN = ("@odata.etag", "lastModifiedDateTime", "modifiedon", "versionnumber", "systemRowVersion")


def plan_of(job, *operations, **options):
    """The plan that takes a job back, or what it did to the pairs of these operations."""
    return finished(propose(job, operations=[one.pk for one in operations], **options))


def begin(plan):
    """Somebody has the plan carried out, as it stands; the job is not begun."""
    return carry_out(Job.objects.select_related("mapping__connection").get(pk=plan.pk), checksum_of(plan))


def undo(job):
    """Undo a job; the job that did it."""
    return finished(begin(plan_of(job)))


def everything(sandbox):
    """Both tables as they are, but for versions and moments."""
    return {
        (table, row.get("id") or row["accountid"]): {
            name: value for name, value in row.items() if name not in _OWN and not name.startswith("_")
        }
        for table in ("customers", "account")
        for row in sandbox.rows(table)
    }


def couplings(mapping):
    """Which records are coupled."""
    return set(Coupling.objects.filter(mapping=mapping).values_list("bc_key", "dataverse_key", "state"))


def bases(mapping):
    """What each pair last agreed on; that both are blank need not have been noted yet."""
    found = Coupling.objects.filter(mapping=mapping)
    return {(one.bc_key, one.dataverse_key): one.base and _filled(decode_base(one.base)) for one in found}


def _filled(base):
    return {name: value for name, value in base.items() if value is not None}
