"""How writes reach Business Central: by JSON ``$batch`` to the root of the table's own API, matched by id.

Lines are written below their parent. A batch is asked to go on after a failure, and never to be one transaction, whose
operations are answered as done though they were undone; what has no answer of its own counts as lost. What to do about
doubtful writes is decided in ``writing``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncadmin.connections.clients import odata, rows, writing
from syncadmin.connections.clients.batch import CONTINUE, Inner, json_batch, json_parts
from syncadmin.connections.clients.batch_answers import understood
from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.connections.clients.contract import Change, Write, Written
from syncadmin.connections.clients.deep import LineTables, with_lines
from syncadmin.connections.clients.http import Call, Http
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.sending import pieces
from syncadmin.connections.clients.writing import Sent
from syncadmin.engine.values import Record, Side, Value

BATCH = 100
TOGETHER = 20
_HEADERS = {"Content-Type": "application/json", "Prefer": CONTINUE}


@dataclass(frozen=True)
class Batches:
    """Sends writes of one table of a company, and gets these columns of each row back; ``lines`` are the tables of
    lines that rows are created with."""

    table: Table
    company: str
    columns: Sequence[str]
    lines: LineTables = field(default_factory=dict)

    def send(self, http: Http, writes: Sequence[Write]) -> list[Sent]:
        """One batch; raises RemoteError where it failed as a whole. A write without an answer in it counts as lost."""
        target = f"{self.table.root}/$batch" if self.table.root else "$batch"
        asked = [self._inner(write) for write in writes]
        call = Call("POST", target, _HEADERS, json_batch(asked))
        parts = http.send(call, lambda reply: json_parts(reply.body))
        return [
            understood(self.table, self.columns, http, write, parts[str(write.ref)], [inner])
            for write, inner in zip(writes, asked, strict=True)
            if str(write.ref) in parts
        ]

    def _inner(self, write: Write) -> Inner:
        path = self.table.place(self.company, write.parent)
        shown = {"select": self.table.selection(self.columns)}
        guard = {"If-Match": write.expects}
        if write.change is Change.DELETE:
            return Inner(str(write.ref), "DELETE", f"{path}({write.key})", guard)
        content = rows.content(self.table, write)
        if write.change is Change.UPDATE:
            return Inner(str(write.ref), "PATCH", odata.query(f"{path}({write.key})", shown), guard, content)
        body = with_lines(content, write, self.lines)
        return Inner(str(write.ref), "POST", odata.query(path, shown), {}, body)


def with_own_keys(table: Table, writes: Sequence[Write]) -> list[Write]:
    """The writes, creates with a key of ours where our extension keeps one, so that none is ever made twice."""
    if OWN_KEY not in table.columns:
        return list(writes)
    return [
        replace(write, values={**write.values, OWN_KEY: str(uuid.uuid4())})
        if write.change is Change.CREATE and not write.values.get(OWN_KEY)
        else write
        for write in writes
    ]


def without_own_keys(written: Sequence[Written], columns: Sequence[str]) -> list[Written]:
    """The answers with nothing in their rows that was not asked for."""
    if OWN_KEY in columns:
        return list(written)
    return [replace(one, record=_without_own_key(one.record)) if one.record else one for one in written]


def look_up(
    table: Table, writes: Sequence[Write], by_keys: Callable[[Sequence[str]], Mapping[str, Record]], ask: Ask
) -> dict[int, Record]:
    """The rows of writes, by key where they have one, by business key where they have none; ``ask`` takes a filter."""
    keyed = [write for write in writes if write.key]
    there = by_keys([write.key for write in keyed]) if keyed else {}
    found = {write.ref: there[write.key] for write in keyed if write.key in there}
    for some in _alike(table, (write for write in writes if not write.key)):
        records = ask(" or ".join(_condition(table, write) for write in some))
        wanted = {write.ref: rows.normal(table, _key_values(table, write)) for write in some}
        found |= {ref: one for ref, key in wanted.items() for one in records if key.items() <= one.values.items()}
    return found


def _without_own_key(record: Record) -> Record:
    return replace(record, values={name: value for name, value in record.values.items() if name != OWN_KEY})


def _alike(table: Table, writes: Iterable[Write]) -> Iterable[list[Write]]:
    """Writes that are asked for together: ``or`` is for conditions on one and the same property only."""
    known = [write for write in writes if writing.business_key(table, write)]
    together = len({writing.business_key(table, write) for write in known}) == 1
    alone = not together or len(writing.business_key(table, known[0])) > 1
    return pieces(known, 1 if alone else TOGETHER)


def _condition(table: Table, write: Write) -> str:
    keys = _key_values(table, write).items()
    return " and ".join(odata.equals(Side.BC, table.column(name), value) for name, value in keys)


def _key_values(table: Table, write: Write) -> dict[str, Value]:
    return {name: write.values[name] for name in writing.business_key(table, write)}


Ask = Callable[[str], Sequence[Record]]
