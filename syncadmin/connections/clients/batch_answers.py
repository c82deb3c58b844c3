"""What one part of a batch says about its write, whichever the system."""

from __future__ import annotations

from collections.abc import Sequence

from syncadmin.connections.clients import rows, writing
from syncadmin.connections.clients.answers import error_of
from syncadmin.connections.clients.batch import Part
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.errors import BadAnswer, RemoteError
from syncadmin.connections.clients.http import Http, Reply
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.writing import Sent


def understood(table: Table, columns: Sequence[str], http: Http, write: Write, part: Part) -> Sent:
    """What became of a write; everybody waits if its answer says so."""
    named = f"{write.change} {table.name}"
    if 200 <= part.status < 300:
        return _done(table, columns, write, part)
    if part.status < 400:
        return writing.refused(BadAnswer(table.side, "a batch without a status", request=named), write, table)
    error = error_of(table.side, part.status, part.headers, part.body, named, http.service.clock())
    http.note(error)
    return writing.refused(error, write, table)


def _done(table: Table, columns: Sequence[str], write: Write, part: Part) -> Sent:
    """Done only with the row to show for it, and the right one."""
    if write.change is Change.DELETE:
        return Sent(Written(write.ref, Answer.DONE))
    try:
        row = Reply(part.status, part.headers, part.body).json()
        record = rows.records(table, columns, [row])[0]
    except (ValueError, RemoteError):
        return writing.refused(BadAnswer(table.side, "a batch without its rows"), write, table)
    if write.key and record.key != write.key:
        return writing.refused(BadAnswer(table.side, "a batch with another row"), write, table)
    return Sent(Written(write.ref, Answer.DONE, record))
