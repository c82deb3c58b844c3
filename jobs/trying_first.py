"""What records wait for is tried first: a contact waits for its account, and the account is synchronized.

Only where that mapping may create records by itself (*Synch. Only Coupled Records* is off): whether any other record
gets a counterpart is for a person to say. Once it is coupled the record that waits goes on (``retrying``); where it is
not, the problem of that record says why. What was started by itself tries nothing more, so nothing goes in a circle.
"""

from __future__ import annotations

from collections import defaultdict

from couplings.models import Wait
from couplings.related import as_key
from couplings.waiting import related_to
from jobs.models import Job
from jobs.requests import SynchronizeRecords
from jobs.services import start
from mappings.models import TableMapping
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Ending, Side

_MOST = 1000


def try_first(job: Job) -> None:
    """Have the records synchronized that those of a job wait for."""
    if job.kind == Job.Kind.RECORDS and job.trigger == Job.Trigger.SCHEDULE:
        return
    wanted: dict[tuple[TableMapping, Side], list[str]] = defaultdict(list)
    for relation, side, value in _awaited(job):
        mapping = related_to(job.mapping.connection, relation, Side(side), value)
        if mapping is not None and _may_create(mapping, Side(side)):
            wanted[mapping, Side(side)].append(value)
    for (mapping, side), keys in wanted.items():
        some = tuple(keys)
        asked = SynchronizeRecords(bc_keys=some) if side is Side.BC else SynchronizeRecords(dataverse_keys=some)
        start(mapping, Job.Kind.RECORDS, asked, trigger=Job.Trigger.SCHEDULE)


def _awaited(job: Job) -> list[tuple[str, str, str]]:
    """What records of the job wait for that goes by a key."""
    waiting = job.operations.filter(ending=Ending.WAITING.value)
    if not waiting.exists():
        return []
    waits = Wait.objects.filter(problem__mapping=job.mapping, known_at=None).order_by()
    of_bc = waits.filter(problem__bc_key__in=waiting.filter(bc_key__isnull=False).values("bc_key"))
    others = waiting.filter(dataverse_key__isnull=False).values("dataverse_key")
    of_dataverse = waits.filter(problem__dataverse_key__in=others)
    found = {row for rows in (of_bc, of_dataverse) for row in rows.values_list("relation", "side", "value")[:_MOST]}
    return sorted(row for row in found if as_key(row[2]))


def _may_create(mapping: TableMapping, side: Side) -> bool:
    way = Direction(mapping.direction)
    return not (mapping.only_coupled or mapping.is_red or mapping.waits_quietly) and way.flows_to(side.other)
