"""Writes that a row takes in steps only (see ``states``): the steps of one write are one change set, all or nothing.

So a lost answer is looked up as that of any other write: the row is as it was, or as it was to be. Which writes these
are is known of new rows and of those that change states and other values at once; others are sent as they are, and in
steps once they are refused by a row that may be closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from syncadmin.connections.clients.batch import Inner
from syncadmin.connections.clients.batch_answers import understood
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.dataverse.states import (
    BOTH,
    STATE,
    Steps,
    begins_otherwise,
    steps_of_create,
    steps_of_update,
)
from syncadmin.connections.clients.dataverse.writes import BATCH, Batches, posted
from syncadmin.connections.clients.deep import later, lines_later
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.http import Http
from syncadmin.connections.clients.lanes import Lanes
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.sending import Sender
from syncadmin.connections.clients.writing import Send, Sent
from syncadmin.engine.values import Record

StepsOf = Mapping[int, Steps]


@dataclass(frozen=True)
class Staging:
    """Carries out writes: ``settle`` sends them, those with steps in these; ``states`` reads the states of their rows,
    by the numbers of the writes."""

    work: Batches
    described: Callable[[], Table]
    settle: Callable[[Sequence[Write], StepsOf], list[Written]]
    states: Callable[[Sequence[Write]], Mapping[int, Record]]

    def carry_out(self, writes: Sequence[Write]) -> list[Written]:
        """One answer for each write."""
        steps = self._known(writes)
        found = {one.ref: one for one in self.settle(writes, steps)}
        refused = [one for one in writes if found[one.ref].answer is Answer.REFUSED and one.ref not in steps]
        updates = [one for one in refused if one.change is Change.UPDATE and STATE in self.work.table.columns]
        closed = self._closed(updates)
        again = self.settle([one for one in refused if one.ref in closed], closed) if closed else ()
        return list((found | {one.ref: one for one in again}).values())

    def _known(self, writes: Sequence[Write]) -> StepsOf:
        """The steps of writes that certainly need some."""
        stated = [one for one in writes if STATE in one.values]
        begun = [one for one in writes if one.change is Change.CREATE and self._begins_in_steps(one)]
        mixed = [one for one in stated if one.change is Change.UPDATE and one.values.keys() - set(BOTH)]
        found = {one.ref: steps for one in begun if (steps := steps_of_create(self.described(), one))}
        return found | self._of_updates(mixed)

    def _begins_in_steps(self, write: Write) -> bool:
        """Whether a new row does not take everything at once."""
        otherwise = STATE in write.values and begins_otherwise(self.described(), write)
        return otherwise or bool(later(self.work.table, write.values) or lines_later(write, self.work.lines))

    def _closed(self, refused: Sequence[Write]) -> StepsOf:
        """The steps of refused writes whose rows are closed; a refusal stands where that cannot be found out."""
        try:
            return self._of_updates(refused)
        except RemoteError:
            return {}

    def _of_updates(self, writes: Sequence[Write]) -> dict[int, Steps]:
        rows = self.states(writes) if writes else {}
        current = [(one, rows[one.ref]) for one in writes if one.ref in rows]
        return {one.ref: steps for one, row in current if len(steps := steps_of_update(self.described(), one, row)) > 1}


def sender(work: Batches, http: Http, lanes: Lanes, plain: Send, steps: StepsOf) -> Send:
    """What sends writes with steps as change sets, and all others plainly."""
    batches = Sender(work.table, http, lanes, "change sets", BATCH, _ChangeSets(work, steps).send)

    def send(writes: Sequence[Write]) -> list[Sent]:
        staged = [one for one in writes if one.ref in steps]
        others = [one for one in writes if one.ref not in steps]
        return [*(plain(others) if others else ()), *(batches.send(staged) if staged else ())]

    return send


@dataclass(frozen=True)
class _ChangeSets:
    work: Batches
    steps: StepsOf

    def send(self, http: Http, writes: Sequence[Write]) -> list[Sent]:
        """One batch; its change sets are answered in order."""
        numbers = count(1)
        asked = [list(self._requests(http.root, one, numbers)) for one in writes]
        answered = zip(writes, posted(http, asked), asked, strict=False)
        known = (self.work.table, self.work.columns, http)
        return [understood(*known, write, part, inner) for write, part, inner in answered]

    def _requests(self, root: str, write: Write, numbers: Iterator[int]) -> Iterator[Inner]:
        """The steps of one write. Behind the first nobody else can have changed the row."""
        first, *others = self.steps[write.ref]
        requests = [self.work.request(root, replace(write, values=first))]
        for table, line in lines_later(write, self.work.lines):
            requests.append(Batches(table, ()).request(root, line))
            others = others or [{}]  # the last one is to show the row
        for values in others:
            step = replace(write, change=Change.UPDATE, values=values, expects="*", lines=None)
            requests.append(self.work.request(root, step))
        yield from (replace(one, id=str(next(numbers))) for one in requests)
