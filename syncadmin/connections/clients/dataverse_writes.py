"""How writes reach Dataverse: many creates by ``CreateMultiple``, everything else by multipart ``$batch``.

Each function tells what became of the writes it sent; what to do about doubtful ones is decided in ``writing``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial

from syncadmin.connections.clients import rows, writing
from syncadmin.connections.clients.answers import error_of
from syncadmin.connections.clients.batch import CONTINUE, Inner, Part, multipart_batch, multipart_parts
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.errors import AnswerLost, BadAnswer, RemoteError, RowGone
from syncadmin.connections.clients.http import Call, Http, Reply, encode
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.odata import query
from syncadmin.connections.clients.writing import Sent
from syncadmin.engine.values import Record

BULK = 200
BATCH = 100
FEWEST_IN_BULK = 10

Look = Callable[[Sequence[str]], dict[str, Record]]


def send(table: Table, columns: Sequence[str], lanes: Lanes, look: Look, writes: Sequence[Write]) -> list[Sent]:
    """Send writes in as few requests as possible."""
    creates = [write for write in writes if write.change is Change.CREATE]
    if len(creates) < FEWEST_IN_BULK:
        return _in_batches(table, columns, lanes, writes)
    created, left = _in_bulk(table, lanes, look, creates)
    others = [write for write in writes if write.change is not Change.CREATE]
    return created + _in_batches(table, columns, lanes, [*left, *others])


def _in_bulk(table: Table, lanes: Lanes, look: Look, creates: Sequence[Write]) -> tuple[list[Sent], list[Write]]:
    """What became of bulk creates, and the writes of those that were refused as a whole because of one of them."""
    chunks = [creates[start : start + BULK] for start in range(0, len(creates), BULK)]
    errors = lanes.each(partial(_create_multiple, table), chunks)
    done = [write for chunk, error in zip(chunks, errors, strict=True) if error is None for write in chunk]
    failed = [(chunk, error) for chunk, error in zip(chunks, errors, strict=True) if error is not None]
    left = [write for chunk, error in failed if not error.transient for write in chunk]
    lost = [sent for chunk, error in failed if error.transient for sent in writing.all_failed(error, chunk)]
    return _read_back(table, look, done) + lost, left


def _create_multiple(table: Table, http: Http, writes: Sequence[Write]) -> RemoteError | None:
    """All of these rows or none; the error that undid them or hid what became of them."""
    kind = f"Microsoft.Dynamics.CRM.{table.name}"
    targets = [{"@odata.type": kind, table.key: write.key, **rows.content(table, write)} for write in writes]
    headers = {"Content-Type": "application/json"}
    call = Call("POST", f"{table.path}/Microsoft.Dynamics.CRM.CreateMultiple", headers, encode({"Targets": targets}))
    try:
        created = http.send(call, Reply.json).get("Ids")
    except RemoteError as error:
        return error
    return None if isinstance(created, list) and len(created) == len(writes) else BadAnswer(table.side, "no keys")


def _read_back(table: Table, look: Look, created: Sequence[Write]) -> list[Sent]:
    """Version and values of rows that were created; until they are known, so is not their fate."""
    if not created:
        return []
    try:
        found = look([write.key for write in created])
    except RemoteError:
        return writing.all_failed(AnswerLost(table.side), created)
    gone = RowGone(table.side).problem
    return [
        Sent(Written(write.ref, Answer.DONE, row) if row else Written(write.ref, Answer.GONE, problem=gone))
        for write in created
        for row in (found.get(write.key),)
    ]


def _in_batches(table: Table, columns: Sequence[str], lanes: Lanes, writes: Sequence[Write]) -> list[Sent]:
    batches = (writes[start : start + BATCH] for start in range(0, len(writes), BATCH))
    work = partial(_send_batch, table, columns)
    return [sent for answers in lanes.each(work, batches) for sent in answers]


def _send_batch(table: Table, columns: Sequence[str], http: Http, writes: Sequence[Write]) -> list[Sent]:
    """One batch; a part that is missing at the end counts as lost."""
    boundary = f"batch_{uuid.uuid4()}"
    headers = {"Content-Type": f'multipart/mixed; boundary="{boundary}"', "Prefer": CONTINUE}
    body = multipart_batch([_inner(table, columns, http.root, write) for write in writes], boundary)
    try:
        parts = http.send(Call("POST", "$batch", {**headers, "Accept": "multipart/mixed"}, body), _parts)
    except RemoteError as error:
        return writing.all_failed(error, writes)
    return [_understood(table, columns, http, write, part) for write, part in zip(writes, parts, strict=False)]


def _parts(reply: Reply) -> list[Part]:
    return multipart_parts(reply.headers.get("Content-Type", ""), reply.body)


def _inner(table: Table, columns: Sequence[str], root: str, write: Write) -> Inner:
    target = f"{root}/{table.path}({write.key})"
    if write.change is Change.DELETE:
        return Inner(str(write.ref), "DELETE", target, {"If-Match": write.expects})
    guard = {"If-None-Match": "*"} if write.change is Change.CREATE else {"If-Match": write.expects}
    headers = {"Accept": "application/json", "Prefer": "return=representation", **guard}
    shown = query(target, {"select": table.selection(columns)})
    return Inner(str(write.ref), "PATCH", shown, headers, rows.content(table, write))


def _understood(table: Table, columns: Sequence[str], http: Http, write: Write, part: Part) -> Sent:
    """What one part of a batch says about its write."""
    named = f"{write.change} {table.name}"
    if 200 <= part.status < 300:
        return _done(table, columns, write, part)
    if part.status < 400:
        return writing.refused(BadAnswer(table.side, "a batch without a status", request=named), write, table)
    error = error_of(table.side, part.status, part.headers, part.body, named, http.service.clock())
    http.note(error)
    return writing.refused(error, write, table)


def _done(table: Table, columns: Sequence[str], write: Write, part: Part) -> Sent:
    if write.change is Change.DELETE:
        return Sent(Written(write.ref, Answer.DONE))
    try:
        row = Reply(part.status, part.headers, part.body).json()
        return Sent(Written(write.ref, Answer.DONE, rows.records(table, columns, [row])[0]))
    except (ValueError, RemoteError):
        return writing.refused(BadAnswer(table.side, "a batch without its rows"), write, table)
