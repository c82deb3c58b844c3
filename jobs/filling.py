"""New records fill a blank of what they belong to: the first contact of a customer becomes its primary contact.

A row says so (written *always; a blank also takes the first related record that is new*). After a job that created
records of the related mapping, those they lead to by a field of their own are synchronized, and get them where both
sides are blank. The other side is left as it is: what was filled is agreed on, and no change of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from couplings.models import Coupling, RemoteRecord
from couplings.related import as_key
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import start
from mappings.compile import flow
from mappings.models import FieldMapping, ModeChoice, TableMapping
from syncadmin.engine.links import named
from syncadmin.engine.values import Action, Ending, Side

_AT_ONCE = 1000
Fills = dict[str, dict[str, str]]


def fill_blanks(job: Job) -> None:
    """Have records that what a job created belongs to synchronized, so that their blanks are filled."""
    for row in _filled_rows(job.mapping):
        for side in Side:
            way = flow(row.mapping, row)
            if way is not None and way.flows_to(side):
                _start(row, side, _fills(job, row, side))


def _filled_rows(mapping: TableMapping) -> Iterator[FieldMapping]:
    """The rows that new records of a mapping fill."""
    rows = FieldMapping.objects.filter(mapping__connection=mapping.connection_id, mode=ModeChoice.FILLED.value)
    for row in rows.exclude(related_mapping="").select_related("mapping__connection"):
        if row.active and mapping.name in named(row.related_mapping):
            yield row


def _fills(job: Job, row: FieldMapping, side: Side) -> Fills:
    """What each record of the row's mapping gets: the first of the new ones that lead to it."""
    made = job.operations.filter(action=Action.CREATE.value, side=side.value, ending=Ending.CREATED.value)
    keys = made.values(f"{side.value}_key")
    kept = RemoteRecord.objects.filter(mapping=job.mapping, side=side.value, deleted=False, key__in=keys)
    fills: Fills = {}
    for name in _ways(job.mapping, row.mapping, side):
        for one in kept.order_by("modified_at", "pk"):
            parent = as_key(str(one.values.get(name) or ""))
            if parent:
                fills.setdefault(str(parent), {row.field_id: _called(row, side, one)})
    return fills


def _ways(mapping: TableMapping, to: TableMapping, side: Side) -> Iterator[str]:
    """The properties by which records of a mapping lead to those of another."""
    for one in mapping.fields.all():
        if one.active and to.name in named(one.related_mapping):
            yield one.bc_property if side is Side.BC else one.dataverse_column


def _called(row: FieldMapping, side: Side, record: RemoteRecord) -> str:
    """How a row says a record: by its key, or by its number."""
    name = row.bc_property if side is Side.BC else row.dataverse_column
    is_key = side is Side.DATAVERSE or name.endswith("Id")
    return str(record.key) if is_key else record.number


def _start(row: FieldMapping, side: Side, fills: Mapping[str, Mapping[str, str]]) -> None:
    if not fills or row.mapping.is_red or row.mapping.connection.hold:
        return
    keys = _blank(row, side, list(fills))
    for first in range(0, len(keys), _AT_ONCE):
        some = tuple(keys[first : first + _AT_ONCE])
        asked = SynchronizeRecords(fills={side.value: {key: fills[key] for key in some}})
        asked = replace(asked, bc_keys=some) if side is Side.BC else replace(asked, dataverse_keys=some)
        start(row.mapping, Job.Kind.RECORDS, asked, trigger=Job.Trigger.SCHEDULE)


def _blank(row: FieldMapping, side: Side, keys: Sequence[str]) -> list[str]:
    """Those of the records that are coupled and neither of whose sides said anything when it was read last."""
    ours, theirs = f"{side.value}_key", f"{side.other.value}_key"
    coupled = Coupling.objects.filter(mapping=row.mapping, state=Coupling.State.COUPLED, **{f"{ours}__in": keys})
    pairs = {key: other for key, other in coupled.values_list(ours, theirs) if key and other}
    rows = RemoteRecord.objects.filter(mapping=row.mapping, key__in=[*pairs, *pairs.values()])
    named = {Side.BC.value: row.bc_property, Side.DATAVERSE.value: row.dataverse_column}
    filled = {one.key for one in rows if one.values.get(named[one.side])}
    return [str(key) for key, other in pairs.items() if not filled & {key, other}]
