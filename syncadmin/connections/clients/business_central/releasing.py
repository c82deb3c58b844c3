"""Sales orders that are released: their status is not written but left behind by two actions of our extension.

A new order is released once it is there with all its lines. One that is released takes no changes: it is reopened,
changed and released again. What keeps Business Central from releasing an order leaves it open, as its status then says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.http import Call, Http
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.values import Record

STATUS, RELEASED = "status", "Open"
_ORDERS = "salesOrders"
Rows = Callable[[Sequence[str]], Mapping[str, Record]]


def has_actions(table: Table) -> bool:
    """Whether rows of a table are released and reopened."""
    return table.name == _ORDERS and table.facts.extension


def has_released_parents(table: Table) -> bool:
    """Whether lines of a table are below orders that may be released."""
    return table.facts.parent == _ORDERS and table.facts.extension


@dataclass(frozen=True)
class Releasing:
    """Carries out writes of orders: ``settle`` sends them as rows, ``rows`` reads them by key, ``place`` is where they
    are."""

    http: Http
    place: str
    rows: Rows
    settle: Callable[[Sequence[Write]], list[Written]]

    def carry_out(self, writes: Sequence[Write]) -> list[Written]:
        """One answer for each write."""
        released = self._released(writes)
        plain = [self._reopened(one) if one.key in released else one for one in map(_without_status, writes)]
        written = self.settle([one for one in plain if one.values or one.change is not Change.UPDATE])
        answers = {one.ref: one for one in written}
        return [self._after(one, answers.get(one.ref), one.key in released) for one in writes]

    def carry_out_below(self, writes: Sequence[Write]) -> list[Written]:
        """The same for lines: the orders they are below are reopened and released around them."""
        rows = self.rows(list(dict.fromkeys(one.parent for one in writes)))
        released = [key for key, row in rows.items() if row.values.get(STATUS) == RELEASED]
        opened = [key for key in released if self._act(key, "reopen", rows[key].version)]
        try:
            return self.settle(writes)
        finally:
            for key in opened:
                self._act(key, "release", "*")

    def _released(self, writes: Sequence[Write]) -> set[str]:
        """The orders that have to be reopened before they are changed."""
        keys = [one.key for one in writes if one.change is Change.UPDATE and _without_status(one).values]
        found = self.rows(keys) if keys else {}
        expected = {one.key: one.expects for one in writes}
        as_expected = (row for key, row in found.items() if row.version == expected[key])
        return {row.key for row in as_expected if row.values.get(STATUS) == RELEASED}

    def _reopened(self, write: Write) -> Write:
        """The write, guarded by the version the order has once it is open."""
        if not self._act(write.key, "reopen", write.expects):
            return write
        return replace(write, expects=self.rows([write.key])[write.key].version)

    def _after(self, write: Write, answer: Written | None, was_released: bool) -> Written:
        """The answer to a write, once its order has the status it is to have."""
        if answer is not None and answer.answer is not Answer.DONE and not was_released:
            return answer
        record = answer.record if answer else None
        key = record.key if record else write.key
        wanted = write.values.get(STATUS, RELEASED if was_released else None)
        if wanted is not None:
            acted = self._act(key, "release" if wanted == RELEASED else "reopen", "*" if answer else write.expects)
            answer = answer or Written(write.ref, Answer.DONE if acted else Answer.STALE)
            record = self.rows([key]).get(key, record)
        return replace(answer or Written(write.ref, Answer.DONE), record=record)

    def _act(self, key: str, action: str, expects: str) -> bool:
        """Release or reopen an order; False if Business Central does not."""
        call = Call("POST", f"{self.place}({key})/Microsoft.NAV.{action}", {"If-Match": expects}, b"")
        try:
            self.http.send(call, lambda reply: None)
        except RemoteError:
            return False
        return True


def _without_status(write: Write) -> Write:
    return replace(write, values={name: value for name, value in write.values.items() if name != STATUS})
