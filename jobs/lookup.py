"""Looking up writes whose answer is not known: by key where we chose or know it, by our own values where we do not.

Only what is certainly there is reported as done. An update counts as done when the row moved on from the version it
was planned on and carries exactly what was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from couplings.models import Coupling
from jobs.context import Run
from jobs.models import JobOperation
from jobs.observe import OVERLAP
from syncadmin.connections.clients.contract import Answer, Written
from syncadmin.engine.encoding import decode_values
from syncadmin.engine.values import Action, Record, Side


def look_up(run: Run, side: Side, operations: Sequence[JobOperation]) -> list[Written]:
    """The operations that turn out to have arrived, with the rows as they stand now."""
    keyed = [one for one in operations if _key(one, side)]
    found = _by_key(run, side, keyed) if keyed else []
    for one in operations:
        if not _key(one, side) and (record := _own_create(run, side, one, found)):
            found.append(Written(one.pk, Answer.DONE, record))
    return found


def _by_key(run: Run, side: Side, operations: Sequence[JobOperation]) -> list[Written]:
    keys = [str(_key(one, side)) for one in operations]
    rows = run.remote(side).by_keys(run.table(side), run.columns[side], keys)
    arrived = [(one, rows.get(key)) for one, key in zip(operations, keys, strict=True)]
    return [Written(one.pk, Answer.DONE, row) for one, row in arrived if row and _has_arrived(one, row)]


def _has_arrived(one: JobOperation, row: Record) -> bool:
    if one.action == Action.CREATE:
        return True
    sent = decode_values(one.values)
    return row.version != one.expects and all(row.values.get(name) == value for name, value in sent.items())


def _own_create(run: Run, side: Side, one: JobOperation, found: Sequence[Written]) -> Record | None:
    """A row that looks exactly like the one being created, came after the create was journalled, and is nobody's."""
    since = _since(one, side)
    alike = run.remote(side).alike(run.table(side), run.columns[side], decode_values(one.values), since)
    coupled = Coupling.objects.filter(mapping=run.mapping, **{f"{side.value}_key__in": [row.key for row in alike]})
    taken = {str(key) for key in coupled.values_list(f"{side.value}_key", flat=True)}
    taken |= {one.record.key for one in found if one.record}
    return next((row for row in alike if row.key not in taken), None)


def _since(one: JobOperation, side: Side) -> datetime | None:
    stored = one.coupling.journal.get("since") if one.coupling and one.coupling.journal else None
    return datetime.fromisoformat(stored) - OVERLAP[side] if stored else None


def _key(one: JobOperation, side: Side) -> UUID | None:
    return one.bc_key if side is Side.BC else one.dataverse_key
