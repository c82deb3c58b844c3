"""Plain functions with which tests of runs say what happens: people edit, jobs run, records are compared."""

from couplings.models import Coupling, RemoteRecord
from jobs import approval
from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.requests import CoupleRecords, SettleConflict, SynchronizeRecords, UncoupleRecords
from jobs.run import run_job
from jobs.services import start
from mappings.models import TableMapping
from syncadmin.engine.values import Side


def finished(job):
    """Run a job to its end and give it back."""
    run_job(job.pk)
    job.refresh_from_db()
    return job


def synchronize(mapping, **options):
    """Synchronize Modified Records."""
    return finished(start(mapping, Job.Kind.MODIFIED, **options))


def read_all_again(mapping):
    """Synchronize Modified Records, having read both tables whole."""
    TableMapping.objects.filter(pk=mapping.pk).update(bc_mark="", dataverse_mark="")
    mapping.refresh_from_db()
    return synchronize(mapping)


def synchronize_now(mapping, *customers, winner=None):
    """Synchronize Now for these customers."""
    keys = tuple(one["id"] for one in customers)
    return finished(start(mapping, Job.Kind.RECORDS, SynchronizeRecords(keys, winner)))


def ask_for(mapping, *records, preview=False, **wanted):
    """Synchronize Now for records of either side, with what a person wants of them besides."""
    bc_keys = tuple(one["id"] for one in records if "id" in one)
    others = tuple(one["accountid"] for one in records if "accountid" in one)
    request = SynchronizeRecords(bc_keys, dataverse_keys=others, **wanted)
    return finished(start(mapping, Job.Kind.RECORDS, request, preview=preview))


def carry_out(job):
    """Carry out the plan of a preview."""
    return finished(approval.carry_out(job, checksum_of(job)))


def couple(mapping, customer, account=None, winner=None):
    """Set Up Coupling: with an account, or with a new one."""
    pairs = {customer["id"]: account["accountid"] if account else None}
    return finished(start(mapping, Job.Kind.COUPLE, CoupleRecords(pairs, winner)))


def uncouple(mapping, *customers):
    """Delete Coupling."""
    return finished(start(mapping, Job.Kind.UNCOUPLE, UncoupleRecords(tuple(one["id"] for one in customers))))


def settle(mapping, customer, choices):
    """Settle the conflict of a customer as it was last seen, field id to side."""
    problem = mapping.problems.get(bc_key=customer["id"])
    seen = {one["field"]: (one["bc"], one["dataverse"]) for one in problem.verdicts}
    request = SettleConflict(customer["id"], {name: Side(side) for name, side in choices.items()}, seen)
    return finished(start(mapping, Job.Kind.SETTLE, request))


def coupled_pair(sandbox, mapping, **values):
    """A customer and its account, coupled and in step."""
    customer = sandbox.add(
        "customers", **{"displayName": "Adatum", "phoneNumber": "555-0100", "city": "Oslo", **values}
    )
    couple(mapping, customer)
    return customer, partner(sandbox, mapping, customer)


def partner(sandbox, mapping, customer):
    """The account a customer is coupled to, as Dataverse has it."""
    key = Coupling.objects.get(mapping=mapping, bc_key=customer["id"]).dataverse_key
    return sandbox.row("account", str(key))


def endings(job):
    """How the operations of a job ended, in their order, with side and reason code."""
    rows = job.operations.order_by("position").values_list("ending", "side", "code")
    return [tuple(filter(None, row)) for row in rows]


def pending(mapping):
    """How many kept records a modified run would plan."""
    return RemoteRecord.objects.filter(mapping=mapping, pending=True).count()


def many_customers(number):
    """Rows for that many customers, all different."""
    return ({"number": f"T{one:06}", "displayName": f"Customer {one}", "city": "Oslo"} for one in range(number))


def set_back(mapping):
    """Set the database back to where nothing had been read or coupled yet; the mapping as it is then."""
    mapping.jobs.all().delete()
    mapping.problems.all().delete()
    Coupling.objects.filter(mapping=mapping).delete()
    RemoteRecord.objects.filter(mapping=mapping).delete()
    TableMapping.objects.filter(pk=mapping.pk).update(
        bc_mark="", dataverse_mark="", bc_read_at=None, dataverse_read_at=None
    )
    return TableMapping.objects.select_related("connection").get(pk=mapping.pk)
