"""An installation with one of everything, as rows: a coupled customer with a problem, a job and its operation."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from couplings.models import Coupling, RecordProblem, RemoteRecord
from jobs.models import GroupLine, Job, JobGroup, JobOperation, Recipient
from mappings.models import TableMapping
from syncadmin.audit.models import Change
from syncadmin.connections.models import Connection
from syncadmin.ui.models import SavedView
from tests.family import currency_mapping, customer_mapping
from tests.jobs.builders import a_job, a_verdict, an_operation

WRONG = "another secret, which is wrong"


@dataclass(frozen=True)
class World:
    """What is there."""

    mapping: TableMapping
    customer: RemoteRecord
    account: RemoteRecord
    coupling: Coupling
    problem: RecordProblem
    job: Job
    operation: JobOperation
    line: GroupLine
    currency: RemoteRecord
    transactioncurrency: RemoteRecord
    stranger: RemoteRecord
    newcomer: RemoteRecord

    @property
    def connection(self):
        """The connection of the mapping."""
        return self.mapping.connection

    @property
    def customer_key(self):
        """The key of the customer, for addresses."""
        return self.customer.key

    @property
    def account_key(self):
        """The key of the account."""
        return self.account.key

    @property
    def stranger_key(self):
        """The key of an account that is not coupled."""
        return self.stranger.key

    @property
    def newcomer_key(self):
        """The key of a customer that is not coupled."""
        return self.newcomer.key

    @property
    def currency_pk(self):
        """The key of the second mapping."""
        return self.currency.mapping_id

    @property
    def currency_key(self):
        """The key of its BC record."""
        return self.currency.key

    @property
    def transactioncurrency_key(self):
        """The key of its Dataverse record."""
        return self.transactioncurrency.key

    @property
    def recipient_pk(self):
        """The key of somebody who is told of alerts."""
        kept = {"name": "Channel", "kind": "webhook", "address": "http://127.0.0.1:1/", "on": False}
        return (Recipient.objects.first() or Recipient.objects.create(**kept)).pk

    @property
    def person_pk(self):
        """The key of somebody who may sign in."""
        return User.objects.get_or_create(username="pat")[0].pk

    @property
    def view_pk(self):
        """The key of a saved view that is shared."""
        owner, _made = User.objects.get_or_create(username="olga")
        return SavedView.objects.get_or_create(owner=owner, list="jobs:list", name="Mine", shared=True)[0].pk

    @property
    def job_pk(self):
        """The number of the job."""
        return self.job.pk

    @property
    def operation_pk(self):
        """The number of the operation."""
        return self.operation.pk

    @property
    def group_pk(self):
        """The key of the job group, a full synchronization in review."""
        return self.line.group_id

    @property
    def line_pk(self):
        """The key of its line."""
        return self.line.pk

    @property
    def mapping_pk(self):
        """The key of the mapping."""
        return self.mapping.pk

    @property
    def connection_pk(self):
        """The key of the connection."""
        return self.mapping.connection_id

    @property
    def owner_field(self):
        """The field of an owner on Connection Setup."""
        return "owning_team"

    @property
    def template_side(self):
        """The side of a new template."""
        return "dataverse"

    @property
    def template_number(self):
        """The place of a template."""
        return 0

    @property
    def version_pk(self):
        """The key of a version of the mapping."""
        return self.mapping.versions.latest("pk").pk

    @property
    def field_pk(self):
        """The key of a field row."""
        return self.mapping.fields.get(caption="City").pk


def a_world(connection):
    """One of everything behind this connection."""
    mapping = customer_mapping(connection)
    customer = a_record(mapping, "bc", "Adatum", displayName="Adatum", city="Oslo")
    account = a_record(mapping, "dataverse", "Adatum", name="Adatum", address1_city="Oslo")
    coupling = Coupling.objects.create(mapping=mapping, bc_key=customer.key, dataverse_key=account.key)
    problem = a_problem(mapping, customer.key, coupling=coupling, dataverse_key=account.key)
    job = a_job(mapping, status=Job.Status.ERRORS, counts={"conflict": 1})
    operation = an_operation(job, "conflict", code="conflict", facts={"fields": "City"}, verdicts=[a_verdict()])
    strangers = [a_record(mapping, side, "Fabrikam") for side in ("dataverse", "bc")]
    rows = (mapping, customer, account, coupling, problem, job, operation, a_line(mapping))
    return World(*rows, *_currencies(connection), *strangers)


def _currencies(connection):
    """Both records of a coupled currency, of a second mapping."""
    mapping = currency_mapping(connection)
    one = a_record(mapping, "bc", "Euro", number="EUR", code="EUR", displayName="Euro")
    other = a_record(mapping, "dataverse", "Euro", number="EUR", isocurrencycode="EUR", currencyname="Euro")
    Coupling.objects.create(mapping=mapping, bc_key=one.key, dataverse_key=other.key)
    return one, other


def a_line(mapping):
    """The only line of a full synchronization that was reviewed and not begun."""
    group = JobGroup.objects.create(connection=mapping.connection, kind=JobGroup.Kind.FULL, trigger="person")
    return GroupLine.objects.create(group=group, mapping=mapping, position=1, wave=0, task=GroupLine.Task.FULL)


def a_record(mapping, side, title, **values):
    """A kept record; runs are done with it."""
    return RemoteRecord.objects.create(
        mapping=mapping,
        side=side,
        key=uuid4(),
        version="1",
        values=values,
        number=values.get("number", ""),
        title=title,
        search=title.casefold(),
        seen_at=timezone.now(),
        pending=False,
    )


def a_problem(mapping, bc_key=None, code="conflict", facts=None, **values):
    """A problem of a record."""
    now = timezone.now()
    known = {"title": "Adatum", "facts": {"fields": "City"} if facts is None else facts, "last_seen_at": now}
    return RecordProblem.objects.create(
        mapping=mapping, bc_key=bc_key or uuid4(), code=code, first_seen_at=now, **{**known, **values}
    )


def fill(mapping, address, number, text="Customer"):
    """That many more rows for a list: of customers coupled to accounts, of problems, jobs, operations or mappings."""
    for one in range(number):
        _FILLERS[str(address)](mapping, f"{text} {one}" if text == "Customer" else text)


def _a_coupled_customer(mapping, text):
    customer = a_record(mapping, "bc", text, number=text[:100], city=text, email=text)
    account = a_record(mapping, "dataverse", text)
    Coupling.objects.create(mapping=mapping, bc_key=customer.key, dataverse_key=account.key)


def _an_account(mapping, text):
    a_record(mapping, "dataverse", text, accountnumber=text[:20], address1_city=text)


def _a_currency(mapping, text):
    currencies = mapping.connection.mappings.get(name="CURRENCY")
    one = a_record(currencies, "bc", text, number=text[:100])
    other = a_record(currencies, "dataverse", text, number=text[:100])
    Coupling.objects.create(mapping=currencies, bc_key=one.key, dataverse_key=other.key)


def _a_problem(mapping, text):
    a_problem(mapping, title=text, code="value_refused", facts={"system": "Dataverse", "message": text})


def _a_cause(mapping, text):
    facts = {"system": "Dataverse", "message": text}
    a_problem(mapping, title=text, code="value_refused", facts=facts, cause=f"value_refused.{uuid4().hex[:16]}")


def _a_failed_job(mapping, text):
    facts = {"system": "Dataverse", "message": text}
    a_job(mapping, status=Job.Status.FAILED, code="unreachable", facts=facts)


def _an_operation(mapping, text):
    facts = {"system": "Dataverse", "message": text}
    job = Job.objects.filter(mapping=mapping).earliest("pk")
    an_operation(job, "failed", title=text, code="value_refused", facts=facts, verdicts=[a_verdict(bc=text)])


def _a_mapping(mapping, text):
    number = TableMapping.objects.count()
    one = {"side": "bc", "property": "x", "caption": text, "values": [text], "negated": False}
    TableMapping.objects.create(
        connection=mapping.connection,
        name=f"M{number}",
        bc_table=text[:100],
        dataverse_table=text[:100],
        direction="to_bc",
        filters=[one],
    )


def _a_mapping_of_a_connection(mapping, text):
    connection, _made = Connection.objects.get_or_create(name=text[:100])
    name = f"M{TableMapping.objects.count()}"
    TableMapping.objects.create(connection=connection, name=name, bc_table="x", dataverse_table="x", direction="to_bc")


def _a_person(_mapping, text):
    number = User.objects.count()
    User.objects.create(username=f"u{number}", first_name=text[:150], last_name=".", email=text[:254])


def _a_change(mapping, text):
    edits = [["disable_reason", "", text]]
    Change.objects.create(kind="connection", key=str(mapping.connection_id), who=text, subject=text, edits=edits)


_FILLERS = {
    "jobs:users": _a_person,
    "jobs:changes": _a_change,
    "couplings:records mapping_pk bc": _a_coupled_customer,
    "couplings:records mapping_pk dataverse": _an_account,
    "couplings:records currency_pk bc": _a_currency,
    "couplings:records currency_pk dataverse": _a_currency,
    "couplings:causes": _a_cause,
    "couplings:problem_records": _a_problem,
    "jobs:list": _a_failed_job,
    "jobs:schedules": _a_mapping_of_a_connection,
    "jobs:operations": _an_operation,
    "jobs:errors": _an_operation,
    "mappings:list": _a_mapping,
}


def nobody():
    """A key that is no record's."""
    return UUID("00000000-0000-4000-8000-00000000dead")
