"""Many creates in Dataverse at once, by ``CreateMultiple``: all of them or none, halved until the bad rows stand alone.

There is no counterpart for updates: ``UpdateMultiple`` takes no ``If-Match``, so it could overwrite what somebody
changed meanwhile, and ``UpsertMultiple`` would bring back rows that somebody deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from syncadmin.connections.clients import rows, writing
from syncadmin.connections.clients.catalogues import DataverseCatalogue
from syncadmin.connections.clients.contract import Answer, Write, Written
from syncadmin.connections.clients.dataverse.tag import tagged
from syncadmin.connections.clients.errors import AnswerLost, BadAnswer, RemoteError, RequestRefused, RowGone, TooLarge
from syncadmin.connections.clients.http import Call, Http, Reply, encode
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.sending import Sender, pieces
from syncadmin.connections.clients.writing import Look, Sent

MESSAGE = "CreateMultiple"
BULK = 200
FEWEST = 10
# With more bad rows than this, one batch in which each row stands for itself is cheaper than halving on.
_MANY = 8
_UNKNOWN_MESSAGE = (404, 405, 501)
_UNSUPPORTED = "0x80040800"


class Bulk:
    """Creates in bulk, and tells what became of them."""

    def __init__(self, table: Table, sender: Sender, catalogue: DataverseCatalogue, look: Look) -> None:
        self._table, self._sender, self._catalogue, self._look = table, sender, catalogue, look

    def takes(self, creates: Sequence[Write]) -> bool:
        """Whether so many creates are worth it, and the table takes them. Lines are left to batches, which go one after
        the other for one parent: at the same time they would lock each other out."""
        worth = len(creates) >= FEWEST and not self._table.facts.parent
        return worth and self._catalogue.takes(self._table.name, MESSAGE)

    def send(self, creates: Sequence[Write]) -> tuple[list[Sent], list[Write]]:
        """What became of creates, and those that have to be sent one by one because one of them is refused."""
        found: list[Sent] = []
        alone: list[Write] = []
        left = pieces(creates, self._sender.size)
        while left:
            answers = self._sender.lanes.each(partial(create_multiple, self._table), left)
            outcomes = list(zip(left, answers, strict=True))
            found += self._read_back([write for some, error in outcomes if error is None for write in some])
            failed = [(some, error) for some, error in outcomes if error is not None]
            found += [sent for some, error in failed if error.transient for sent in self._unsure(some, error)]
            refused = [(some, error) for some, error in failed if not error.transient]
            left, more = self._halved(refused)
            alone += more
        return found, alone

    def _halved(self, refused: Sequence[tuple[list[Write], RemoteError]]) -> tuple[list[list[Write]], list[Write]]:
        """The halves to try next, and the writes that are too few, or too often refused, for halving on."""
        halves: list[list[Write]] = []
        alone: list[Write] = []
        for writes, error in refused:
            self._sender.learn(error, len(writes))
            unknown = _is_unknown(error)
            if unknown:
                self._catalogue.refuses(self._table.name, MESSAGE)
            if unknown or len(writes) <= FEWEST or (len(refused) > _MANY and not isinstance(error, TooLarge)):
                alone += writes
            else:
                halves += pieces(writes, (len(writes) + 1) // 2)
        return halves, alone

    def _unsure(self, writes: Sequence[Write], error: RemoteError) -> list[Sent]:
        self._sender.learn(error, len(writes))
        return writing.all_failed(error, writes)

    def _read_back(self, created: Sequence[Write]) -> list[Sent]:
        """Version and values of rows that were created; until they are known, so is not their fate."""
        if not created:
            return []
        try:
            found = self._look(created)
        except RemoteError:
            return writing.all_failed(AnswerLost(self._table.side), created)
        gone = RowGone(self._table.side).problem
        return [
            Sent(Written(write.ref, Answer.DONE, row) if row else Written(write.ref, Answer.GONE, problem=gone))
            for write in created
            for row in (found.get(write.ref),)
        ]


def create_multiple(table: Table, http: Http, writes: Sequence[Write]) -> RemoteError | None:
    """All of these rows or none; the error that undid them or hid what became of them."""
    kind = f"Microsoft.Dynamics.CRM.{table.name}"
    targets = [{"@odata.type": kind, table.key: write.key, **rows.content(table, write)} for write in writes]
    headers = {"Content-Type": "application/json"}
    target = tagged(f"{table.path}/Microsoft.Dynamics.CRM.{MESSAGE}")
    try:
        created = http.send(Call("POST", target, headers, encode({"Targets": targets})), Reply.json).get("Ids")
    except RemoteError as error:
        return error
    return None if isinstance(created, list) and len(created) == len(writes) else BadAnswer(table.side, "no keys")


def _is_unknown(error: RemoteError) -> bool:
    """Whether the table takes no such message at all."""
    return error.code == _UNSUPPORTED or (isinstance(error, RequestRefused) and error.status in _UNKNOWN_MESSAGE)
