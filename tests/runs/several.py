"""Plain functions with which tests run several mappings: more of them, workers that do what is queued, and groups."""

from jobs.group_states import standing_of
from jobs.models import GroupLine, Job, JobGroup
from jobs.run import run_job
from jobs.ticking import tick
from mappings.models import FieldMapping, TableMapping


def another_mapping(connection, name, tables, *fields, direction="bidirectional", **settings):
    """A mapping of these two tables; a field is a caption with the property and the column."""
    bc_table, dataverse_table = tables
    known = {"bc_table": bc_table, "dataverse_table": dataverse_table, "direction": direction}
    mapping = TableMapping.objects.create(connection=connection, name=name, **known, **settings)
    FieldMapping.objects.bulk_create(
        FieldMapping(
            mapping=mapping,
            position=position,
            caption=caption,
            bc_property=bc,
            dataverse_column=column,
            direction=direction,
        )
        for position, (caption, bc, column) in enumerate(fields, start=1)
    )
    return mapping


def currency_mapping(connection, **settings):
    """CURRENCY, from Business Central to Dataverse, matched on its code."""
    fields = (("Code", "code", "isocurrencycode"), ("Description", "displayName", "currencyname"))
    tables = ("currencies", "transactioncurrency")
    found = another_mapping(connection, "CURRENCY", tables, *fields, direction="to_dataverse", **settings)
    found.fields.filter(caption="Code").update(match_on=True)
    return found


def contact_mapping(connection, **settings):
    """CONTACT, which comes after the customers; nobody described its tables."""
    fields = (("Name", "displayName", "lastname"), ("E-Mail", "email", "emailaddress1"))
    known = {"dependencies": ["CUSTOMER", "VENDOR"], **settings}
    return another_mapping(connection, "CONTACT", ("contacts", "contact"), *fields, **known)


def work():
    """Workers do what is queued, until nothing is; the mappings whose jobs they did, in that order."""
    done = []
    while queued := list(Job.objects.filter(status=Job.Status.QUEUED).order_by("pk")):
        for one in queued:
            run_job(one.pk)
            done.append(one.mapping.name)
    return done


def run_through(group):
    """Let workers and ticks go on until nothing happens by itself any more; the mappings in the order they ran in."""
    done = work()
    while True:
        tick()
        more = work()
        if not more:
            return done
        done += more


def reviewed(group):
    """Let the reviews of a group be done."""
    work()
    group.refresh_from_db()
    return group


def line_of(group, name):
    """The line of a mapping, as it is now."""
    return GroupLine.objects.select_related("job", "review", "group", "mapping__connection").get(
        group=group, mapping__name=name
    )


def states(group):
    """The states of all lines; those with a job show its status."""
    found = standing_of(JobGroup.objects.select_related("connection").get(pk=group.pk))
    return {one.line.mapping.name: one.line.job.status if one.line.job else one.state.value for one in found.lines}
