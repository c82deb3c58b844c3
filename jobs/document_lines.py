"""The lines of a document while it is being created: journalled with keys of ours, sent with it, and taken back.

Which lines there are is decided when the document is planned (``documents``); that they are coupled once it is there,
in ``couplings.document_lines``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from couplings.document_lines import DOCUMENT, LINES, uncouple_lines
from couplings.models import Coupling, RemoteRecord
from jobs.context import Run, hold
from jobs.documents import Documents
from jobs.models import JobOperation
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.connections.clients.contract import NewLine, NewLines
from syncadmin.engine.encoding import decode_values, decode_verdicts, encode_base
from syncadmin.engine.links import named
from syncadmin.engine.mapping import FieldMapping
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Action, Ending, Operation, Record, Side, Value

_PAGE = 100


def read_lines(run: Run, rows: Sequence[JobOperation]) -> None:
    """Read the lines of the documents that these operations create, or might have to create anew."""
    if run.documents is None:
        return
    keys: dict[Side, list[str]] = {side: [] for side in Side}
    for row in rows:
        source = Side(row.side).other if row.side else Side.BC
        if key := row.bc_key if source is Side.BC else row.dataverse_key:
            keys[source].append(str(key))
    run.documents.read(keys)


def journalled(row: JobOperation, side: Side, journal: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal of a create says of its lines: each has the key it was sent with before, else a new one."""
    if not row.lines:
        return {}
    known = {one["source"]: one["key"] for one in (journal.get(LINES) or {}).get("rows", ())}
    rows = [
        {
            "source": one["source"],
            "key": known.get(one["source"]) or str(uuid4()),
            "values": one["values"],
            "base": encode_base(agreed_base(None, decode_verdicts(one["verdicts"]), side)),
        }
        for one in row.lines
    ]
    return {LINES: {"side": side.value, "rows": rows}}


def sent_with(run: Run, row: JobOperation, side: Side) -> NewLines | None:
    """The lines that a document is sent with."""
    if not row.lines or run.documents is None or row.coupling is None:
        return None
    keys = [one["key"] for one in (row.coupling.journal or {})[LINES]["rows"]]
    rows = (NewLine(key, decode_values(one["values"]), one["number"]) for key, one in zip(keys, row.lines, strict=True))
    return NewLines(run.documents.mapping.table(side), tuple(rows))


def parents(run: Run, side: Side, batch: Sequence[JobOperation]) -> dict[int, str]:
    """The documents that lines are written below, by the numbers of their operations; none for what is no line."""
    field = _document_field(run)
    if field is None:
        return {}
    name = field.on(side)
    keys = {key: one.pk for one in batch if (key := one.bc_key if side is Side.BC else one.dataverse_key)}
    rows = RemoteRecord.objects.filter(mapping=run.mapping, side=side.value, key__in=list(keys))
    found = {keys[key]: str(values.get(name) or "") for key, values in rows.values_list("key", "values")}
    return found | {one.pk: str(one.values[name]) for one in batch if one.action == Action.CREATE}


def below(run: Run, side: Side, values: dict[str, Value]) -> dict[str, Value]:
    """The values of a line without the document it is below, which its place tells."""
    field = _document_field(run)
    return {name: value for name, value in values.items() if field is None or name != field.on(side)}


def without_strangers(run: Run, plan: Plan) -> Plan:
    """The plan in which lines of documents that are not coupled are left alone instead of waiting for these."""
    field = _document_field(run)
    if field is None:
        return plan
    left = {one.pair for one in plan.operations if any(wait.relation == field.relation for wait in one.waits)}
    return Plan(tuple(_left(one) if one.pair in left else one for one in plan.operations))


def _left(one: Operation) -> Operation:
    return Operation(Action.NOTHING, one.pair, ending=Ending.EXCLUDED, reason=Problem("not_coupled"))


def _document_field(run: Run) -> FieldMapping | None:
    """The field that leads to the document of a line."""
    return next((one for one in run.compiled.fields if run.above and run.above in named(one.relation)), None)


def finish_lines(run: Run) -> None:
    """Couple the lines of documents that were created in Business Central: by our key where one is kept, else by their
    order. Lines that are gone by now are forgotten."""
    if run.documents is None:
        return
    waiting = _waiting(run.documents)
    for some in _pages(list(waiting)):
        table, columns = run.documents.mapping.table(Side.BC), run.documents.columns[Side.BC]
        found = run.remote(Side.BC).lines(table, columns, some)
        with transaction.atomic():
            hold(run)
            for document in some:
                _tie(waiting[document], found.get(document, []))


def _waiting(documents: Documents) -> dict[str, list[Coupling]]:
    """The couplings of lines without a key yet, by the key of their document, in their order."""
    found: dict[str, list[Coupling]] = defaultdict(list)
    creating = Coupling.objects.filter(mapping=documents.mapping, state=Coupling.State.CREATING, bc_key=None)
    for one in creating.order_by("pk"):
        if document := (one.journal or {}).get(DOCUMENT):
            found[document].append(one)
    return found


def _pages(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _PAGE] for start in range(0, len(keys), _PAGE))


def _tie(couplings: Sequence[Coupling], lines: Sequence[Record]) -> None:
    keys = {str(one.values[OWN_KEY]): one.key for one in lines if one.values.get(OWN_KEY)}
    in_order = [one.key for one in sorted(lines, key=lambda one: int(str(one.values.get("sequence") or 0)))]
    for place, one in enumerate(couplings):
        wanted = str((one.journal or {})["key"])
        key = keys.get(wanted) if keys else next(iter(in_order[place : place + 1]), None)
        if key is None:
            one.delete()
            continue
        one.bc_key, one.state, one.journal = UUID(key), Coupling.State.COUPLED, None
        one.save(update_fields=["bc_key", "state", "journal"])


def take_back(run: Run, side: Side, rows: Sequence[JobOperation]) -> None:
    """Uncouple the lines that documents were created with, which these undoing operations deleted."""
    taken = [pk for row in rows for pk in row.restores.get("of", ())]
    undone = JobOperation.objects.filter(pk__in=taken).values_list("lines", flat=True)
    uncouple_lines(run.mapping, side, [one["source"] for lines in undone for one in lines])
