"""Lines below a row that is closed: it is opened, they are written, and it is closed again, as one change set.

So all lines of one document are written together or not at all, and nobody ever meets the document open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from syncadmin.connections.clients import writing
from syncadmin.connections.clients.answers import error_of
from syncadmin.connections.clients.batch import Inner
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.dataverse.states import Steps, around
from syncadmin.connections.clients.dataverse.writes import Batches, posted
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.writing import Look, Send, Sent
from syncadmin.engine.values import Record


@dataclass(frozen=True)
class ClosedParents:
    """Sends lines; ``parent`` is the table above them with its options, ``states`` reads the states of its rows by key,
    and ``plain`` sends lines of open ones."""

    work: Batches
    parent: Callable[[], Table]
    states: Callable[[Sequence[str]], Mapping[str, Record]]
    plain: Send
    look: Look

    def send(self, http: Http, writes: Sequence[Write]) -> list[Sent]:
        """What became of each line."""
        rows = self.states(list(dict.fromkeys(one.parent for one in writes)))
        steps = {key: way for key, row in rows.items() if (way := around(self.parent(), row))[0]}
        free = [one for one in writes if one.parent not in steps]
        sent = self.plain(free) if free else []
        for key, way in steps.items():
            sent += self._within(http, rows[key], way, [one for one in writes if one.parent == key])
        return sent

    def _within(self, http: Http, row: Record, steps: tuple[Steps, Steps], lines: Sequence[Write]) -> list[Sent]:
        inner = self._requests(http.root, row, steps, lines)
        try:
            (part,) = posted(http, [[replace(one, id=str(number)) for number, one in enumerate(inner, start=1)]])
        except RemoteError as error:
            return writing.all_failed(error, lines)
        if part.status >= 300:
            named = f"lines of {self.work.table.name}"
            refusal = error_of(self.work.table.side, part.status, part.headers, part.body, named, http.service.clock())
            return [writing.refused(refusal, one, self.work.table) for one in lines]
        found = self.look([one for one in lines if one.change is not Change.DELETE])
        return [Sent(Written(one.ref, Answer.DONE, found.get(one.ref))) for one in lines]

    def _requests(self, root: str, row: Record, steps: tuple[Steps, Steps], lines: Sequence[Write]) -> Iterator[Inner]:
        above = Batches(self.parent(), ())
        opening, closing = steps
        for place, values in enumerate(opening):
            yield above.request(root, Write(0, Change.UPDATE, row.key, values, "*" if place else row.version))
        yield from (self.work.request(root, one) for one in lines)
        yield from (above.request(root, Write(0, Change.UPDATE, row.key, values, "*")) for values in closing)
