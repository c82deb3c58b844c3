"""How writes reach Dataverse: many creates in bulk (``dataverse.bulk``), everything else by multipart ``$batch``.

Updates and deletes always go guarded by the version they were planned on. Each function tells what became of the
writes it sent; what to do about doubtful ones is decided in ``writing``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from syncadmin.connections.clients import rows
from syncadmin.connections.clients.batch import CONTINUE, Inner, Part, multipart_batch, multipart_parts
from syncadmin.connections.clients.batch_answers import understood
from syncadmin.connections.clients.catalogues import DataverseCatalogue
from syncadmin.connections.clients.contract import Change, Write
from syncadmin.connections.clients.dataverse.bulk import BULK, MESSAGE, Bulk
from syncadmin.connections.clients.dataverse.tag import tagged
from syncadmin.connections.clients.deep import LineTables, with_lines
from syncadmin.connections.clients.http import Call, Http, Reply
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.odata import query
from syncadmin.connections.clients.sending import Sender
from syncadmin.connections.clients.writing import Look, Send, Sent

BATCH = 100


def sender(work: Batches, http: Http, lanes: Lanes, catalogue: DataverseCatalogue, look: Look) -> Send:
    """What sends writes of a table in as few requests as possible, and reads columns of each row back."""
    table = work.table
    batches = Sender(table, http, lanes, "$batch", BATCH, work.send)
    bulk = Bulk(table, Sender(table, http, lanes, MESSAGE, BULK, batches.request), catalogue, look)

    def send(writes: Sequence[Write]) -> list[Sent]:
        creates = [write for write in writes if write.change is Change.CREATE and not write.lines]
        if not bulk.takes(creates):
            return batches.send(writes)
        found, alone = bulk.send(creates)
        return found + batches.send([*alone, *(write for write in writes if write not in creates)])

    return send


@dataclass(frozen=True)
class Batches:
    """Sends writes of one table, and gets these columns of each row back; ``lines`` are the tables of lines that rows
    are created with."""

    table: Table
    columns: Sequence[str]
    lines: LineTables = field(default_factory=dict)

    def send(self, http: Http, writes: Sequence[Write]) -> list[Sent]:
        """One batch; raises RemoteError where it failed as a whole. A write without an answer in it counts as lost."""
        asked = {write.ref: self.request(http.root, write) for write in writes}
        parts = posted(http, list(asked.values()))
        return [
            understood(self.table, self.columns, http, write, part, [asked[write.ref]])
            for write, part in _answered(writes, parts)
        ]

    def request(self, root: str, write: Write) -> Inner:
        """What one write is as a part of a batch."""
        target = f"{root}/{self.table.path}({write.key})"
        if write.change is Change.DELETE:
            return Inner(str(write.ref), "DELETE", tagged(target), {"If-Match": write.expects})
        if write.lines:
            return self._deep(root, write)
        guard = {"If-None-Match": "*"} if write.change is Change.CREATE else {"If-Match": write.expects}
        return Inner(
            str(write.ref), "PATCH", self._shown(target), self._headers | guard, rows.content(self.table, write)
        )

    def _deep(self, root: str, write: Write) -> Inner:
        """A new row with its lines; only a POST takes them. That its key is taken says the service."""
        own = {self.table.key: write.key, **rows.content(self.table, write)}
        target = self._shown(f"{root}/{self.table.path}")
        return Inner(str(write.ref), "POST", target, self._headers, with_lines(own, write, self.lines))

    @property
    def _headers(self) -> dict[str, str]:
        prefer = ",".join(filter(None, ("return=representation", self.table.annotations(self.columns))))
        return {"Accept": "application/json", "Prefer": prefer}

    def _shown(self, target: str) -> str:
        return tagged(query(target, {"select": self.table.selection(self.columns)}))


def posted(http: Http, inner: Sequence[Inner | Sequence[Inner]]) -> list[Part]:
    """The answers to requests, and to change sets, that are sent in one batch."""
    boundary = f"batch_{uuid.uuid4()}"
    headers = {"Content-Type": f'multipart/mixed; boundary="{boundary}"', "Prefer": CONTINUE}
    body = multipart_batch(inner, boundary)
    return http.send(Call("POST", "$batch", {**headers, "Accept": "multipart/mixed"}, body), _parts)


def _parts(reply: Reply) -> list[Part]:
    return multipart_parts(reply.headers.get("Content-Type", ""), reply.body)


def _answered(writes: Sequence[Write], parts: Sequence[Part]) -> Iterator[tuple[Write, Part]]:
    """Each write with its answer: by Content-ID where the service repeats it, else in order, as the service answers."""
    named = {part.id: part for part in parts if part.id}
    if not named:
        yield from zip(writes, parts, strict=False)
    for write in writes:
        if str(write.ref) in named:
            yield write, named[str(write.ref)]
