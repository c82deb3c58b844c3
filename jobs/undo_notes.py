"""What is noted on an operation while it is carried out, so that it can be taken back later.

* ``before``: the values that are overwritten or deleted, as the record showed them; ``left``: the version the record
  had afterwards, and those values that its system keeps otherwise than they were sent.
* ``coupling``: the coupling that was removed, or that now stands for another record; ``replaced``: the couplings that
  had to go for one that was made; ``kept``: it was there already.
* ``created``: the side on which a record was created, where the operation went on to something else.

How that is used is in ``undo_deeds``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from couplings.models import Coupling, RemoteRecord
from jobs.context import Run
from jobs.models import JobOperation
from syncadmin.engine.encoding import encode, encode_values
from syncadmin.engine.values import Action, Record, Side


def note_before(run: Run, side: Side, batch: Sequence[JobOperation]) -> None:
    """Note what these operations are about to overwrite or delete. Their versions make sure that it is that."""
    kept = {one.pk: {name: one.undo[name] for name in ("created", "coupling") if name in one.undo} for one in batch}
    keys = {key: one for one in batch if one.action != Action.CREATE and (key := _key(one, side))}
    rows = RemoteRecord.objects.filter(mapping=run.mapping, side=side.value, key__in=list(keys))
    known = dict(rows.values_list("key", "values"))
    for key, one in keys.items():
        one.undo = {**kept[one.pk], "before": _before(one, known.get(key, {}))}
        if one.action == Action.DELETE and one.coupling:
            one.undo["coupling"] = coupling_note(one.coupling)


def note_left(row: JobOperation, record: Record) -> None:
    """Note what a record was left with by a write."""
    shown = encode_values({name: record.values[name] for name in row.values if name in record.values})
    otherwise = {name: value for name, value in shown.items() if value != row.values[name]}
    left = {"version": record.version, **({"values": otherwise} if otherwise else {})}
    row.undo = {**row.undo, "left": left}


def note_created(row: JobOperation) -> None:
    """Note that a record was created, before the operation goes on to bring it up to date."""
    row.undo = {**row.undo, "created": row.side}


def coupling_note(coupling: Coupling) -> dict[str, Any]:
    """A coupling as it is, to be made again just so."""
    return {
        "bc_key": coupling.bc_key and str(coupling.bc_key),
        "dataverse_key": coupling.dataverse_key and str(coupling.dataverse_key),
        "state": coupling.state,
        "base": coupling.base,
        "journal": coupling.journal,
        "coupled_at": encode(coupling.coupled_at),
        "synchronized_at": encode(coupling.synchronized_at),
        "archived_at": encode(coupling.archived_at),
    }


def _before(one: JobOperation, values: dict[str, Any]) -> dict[str, Any]:
    """Of an update what it replaces, of a deletion everything that is known."""
    return dict(values) if one.action == Action.DELETE else {name: values.get(name) for name in one.values}


def _key(one: JobOperation, side: Side) -> UUID | None:
    return one.bc_key if side is Side.BC else one.dataverse_key
