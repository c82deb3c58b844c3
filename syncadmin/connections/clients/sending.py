"""Sending many writes in requests of a size that works: what was too large for one request goes in two.

What a request looks like and what its answer means is up to the function that is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from syncadmin.connections.clients import writing
from syncadmin.connections.clients.contract import Write
from syncadmin.connections.clients.errors import RemoteError, TooLarge
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.sizes import SIZES, was_too_much
from syncadmin.connections.clients.writing import Sent

# Sends some writes in one request; raises RemoteError where the request failed as a whole.
Request = Callable[[Http, Sequence[Write]], list[Sent]]


@dataclass(frozen=True)
class Sender:
    """How writes of one kind reach one table, and how many of them at most at once."""

    table: Table
    http: Http
    lanes: Lanes
    kind: str
    most: int
    request: Request

    def send(self, writes: Sequence[Write]) -> list[Sent]:
        """What became of each write. Lines of one parent are never sent at the same time."""
        found: list[Sent] = []
        left = list(writes)
        while left:
            outcomes = self.lanes.each(self._chain, self._chains(left))
            found += [sent for done, _rest in outcomes for sent in done]
            left = [write for _done, rest in outcomes for write in rest]
        return found

    @property
    def size(self) -> int:
        """How many writes to send at once."""
        return SIZES.of(self._what, self.most, self.http.service.clock())

    def learn(self, error: RemoteError, count: int) -> None:
        """Send fewer from now on, if that may help."""
        if was_too_much(error):
            SIZES.too_many(self._what, count, self.http.service.clock())

    @property
    def _what(self) -> tuple[str, ...]:
        return self.http.root, self.table.name, self.kind

    def _chains(self, writes: Sequence[Write]) -> Iterable[list[list[Write]]]:
        """The requests to send: those of one chain one after the other, chains at the same time."""
        size = self.size
        if not self.table.facts.parent:
            return ([piece] for piece in pieces(writes, size))
        families = (list(lines) for _parent, lines in groupby(sorted(writes, key=_parent), _parent))
        return (pieces(chain, size) for chain in _filled(families, size))

    def _chain(self, http: Http, requests: Sequence[Sequence[Write]]) -> tuple[list[Sent], list[Write]]:
        """What became of the writes of a chain, and those to send again in smaller requests."""
        done: list[Sent] = []
        for number, writes in enumerate(requests):
            try:
                done += self.request(http, writes)
            except RemoteError as error:
                self.learn(error, len(writes))
                if isinstance(error, TooLarge) and len(writes) > 1:
                    return done, [write for some in requests[number:] for write in some]
                done += self._failed(error, writes)
        return done, []

    def _failed(self, error: RemoteError, writes: Sequence[Write]) -> list[Sent]:
        if isinstance(error, TooLarge):
            return [writing.refused(error, write, self.table) for write in writes]
        return writing.all_failed(error, writes)


def pieces(writes: Sequence[Write], size: int) -> list[list[Write]]:
    """The writes in pieces of a size."""
    return [list(writes[start : start + size]) for start in range(0, len(writes), size)]


def columns_of(columns: Sequence[str], writes: Sequence[Write]) -> list[str]:
    """The columns to read back: those asked for and those written."""
    return list(dict.fromkeys([*columns, *(name for write in writes for name in write.values)]))


def _filled(families: Iterable[list[Write]], size: int) -> Iterable[list[Write]]:
    """The lines of whole parents together, as many as fit into one request."""
    chain: list[Write] = []
    for family in families:
        if chain and len(chain) + len(family) > size:
            yield chain
            chain = []
        chain = chain + family
    if chain:
        yield chain


def _parent(write: Write) -> str:
    return write.parent
