"""Orders that a run may have left open: releasing, as reopening, is a request of its own, and a worker may die before.

A row with a constant for new records of Business Central (*Status: Open*) says what a record shows when it is done.
Which records may not show it is noted before a write is sent, and struck out once they do. What is still noted is
finished by the next run, a few times at most: what Business Central refuses to release stays open, and so does what a
person reopens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F

from couplings.models import Coupling, RemoteRecord
from couplings.records import keep_changed
from jobs.context import Run, hold
from jobs.models import JobOperation
from jobs.reopened_models import Reopened
from mappings.models import ModeChoice, TableMapping
from syncadmin.connections.clients.contract import Change, Write
from syncadmin.engine.values import Action, Record, Side, Value

_MOST_TRIES = 3
_BC = Side.BC.value


def note(run: Run, batch: Sequence[JobOperation], side: Side) -> None:
    """Note whose records may be left open by what is about to be sent; within the caller's transaction."""
    if side is not Side.BC or run.job.undoes_id:
        return
    own, above = _finished(run.mapping), _documents_above(run)
    couplings: set[int] = set()
    if own:
        done = _showing(run.mapping, own, [one.bc_key for one in batch if one.action == Action.UPDATE])
        couplings = {one.coupling_id for one in batch if one.coupling_id and _may_open(one, done)}
    elif above and (wanted := _finished(above)):
        keys = RemoteRecord.objects.filter(mapping=run.mapping, side=_BC, key__in=[one.bc_key for one in batch])
        parents = {UUID(key) for values in keys.values_list("values", flat=True) if (key := values.get("documentId"))}
        parents |= {UUID(str(key)) for one in batch if (key := one.values.get("documentId"))}
        there = _showing(above, wanted, parents)
        couplings = set(Coupling.objects.filter(mapping=above, bc_key__in=there).values_list("pk", flat=True))
    Reopened.objects.bulk_create([Reopened(coupling_id=pk) for pk in couplings], ignore_conflicts=True)


def strike_out(run: Run) -> None:
    """Strike out what shows what it is to show, or is coupled no more; without a note nothing is asked."""
    mapping = _documents_above(run) or run.mapping
    _look(run, mapping, _finished(mapping))


def finish(run: Run) -> None:
    """Have the records that were left open show what they are to show."""
    wanted = _finished(run.mapping)
    left = _look(run, run.mapping, wanted)
    if not left or run.job.preview:
        return
    writes = [Write(pk, Change.UPDATE, one.key, dict(wanted), one.version) for pk, one in left.items()]
    answers = run.remote(Side.BC).write(run.table(Side.BC), run.columns[Side.BC], writes)
    with transaction.atomic():
        hold(run)
        keep_changed(run.mapping, run.compiled, [one.record for one in answers if one.record])
        notes = Reopened.objects.filter(pk__in=list(left))
        notes.filter(pk__in=[one.ref for one in answers if one.record and _shows(one.record, wanted)]).delete()
        notes.update(tries=F("tries") + 1)
        notes.filter(tries__gte=_MOST_TRIES).delete()


def _look(run: Run, mapping: TableMapping, wanted: Mapping[str, Value]) -> dict[int, Record]:
    """What is noted of a mapping and does not show what it is to show, as it is now; all else is struck out."""
    if not wanted:
        return {}
    notes = Reopened.objects.filter(coupling__mapping=mapping, coupling__bc_key__isnull=False)
    known = dict(notes.values_list("pk", "coupling__bc_key"))
    if not known:
        return {}
    keys = [str(key) for key in known.values()]
    columns = run.columns[Side.BC] if mapping == run.mapping else list(wanted)
    rows = run.remote(Side.BC).by_keys(mapping.table(Side.BC), columns, keys)
    left = {pk: row for pk, key in known.items() if (row := rows.get(str(key))) and not _shows(row, wanted)}
    Reopened.objects.filter(pk__in=known.keys() - left.keys()).delete()
    return left


def _finished(mapping: TableMapping) -> dict[str, Value]:
    """What a record of Business Central shows once it is done."""
    rows = (one for one in mapping.fields.all() if one.mode == ModeChoice.ON_CREATE and not one.dataverse_column)
    return {one.bc_property: one.constant for one in rows if one.constant and one.active}


def _documents_above(run: Run) -> TableMapping | None:
    """The mapping of the documents whose lines a run writes."""
    return (
        TableMapping.objects.filter(connection=run.mapping.connection_id, name=run.above).first() if run.above else None
    )


def _showing(mapping: TableMapping, wanted: Mapping[str, Value], keys: Iterable[UUID | None]) -> set[UUID]:
    """Those of the records that showed it when they were read last."""
    rows = RemoteRecord.objects.filter(mapping=mapping, side=_BC, key__in=[key for key in keys if key])
    return {key for key, values in rows.values_list("key", "values") if wanted.items() <= values.items()}


def _may_open(one: JobOperation, done: set[UUID]) -> bool:
    return one.action == Action.CREATE or (one.action == Action.UPDATE and one.bc_key in done)


def _shows(record: Record, wanted: Mapping[str, Value]) -> bool:
    return all(record.values.get(name) == value for name, value in wanted.items())
