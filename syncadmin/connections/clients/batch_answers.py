"""What one part of a batch says about its write, whichever the system."""

from __future__ import annotations

from collections.abc import Sequence

from syncadmin.connections.clients import rows, writing
from syncadmin.connections.clients.answers import error_of
from syncadmin.connections.clients.batch import Inner, Part
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.errors import BadAnswer, RemoteError
from syncadmin.connections.clients.exchange import Exchange, exchange_of
from syncadmin.connections.clients.http import Http, Reply, encode
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.writing import Sent


def understood(
    table: Table, columns: Sequence[str], http: Http, write: Write, part: Part, asked: Sequence[Inner] = ()
) -> Sent:
    """What became of a write; everybody waits if its answer says so. What was ``asked`` is kept of one that failed."""
    named = f"{write.change} {table.name}"
    if 200 <= part.status < 300:
        return _done(table, columns, write, part)
    if part.status < 400:
        return writing.refused(BadAnswer(table.side, "a batch without a status", request=named), write, table)
    error = error_of(table.side, part.status, part.headers, part.body, named, http.service.clock())
    error.exchange = _exchange(http, asked, part)
    http.note(error)
    return writing.refused(error, write, table)


def _exchange(http: Http, asked: Sequence[Inner], part: Part) -> Exchange | None:
    """The request, of several steps all of them behind each other, and its answer."""
    if not asked:
        return None
    bodies = [encode(one.content) if one.content is not None else b"" for one in asked]
    if len(asked) > 1:
        bodies = [f"{one.method} {one.target}\n".encode() + body for one, body in zip(asked, bodies, strict=True)]
    first = asked[0]
    request = (first.method, first.target, first.headers, b"\n".join(bodies))
    return exchange_of(request, (part.status, part.headers, part.body), http.secrets)


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
