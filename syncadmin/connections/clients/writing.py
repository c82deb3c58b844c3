"""Carrying out writes until each is settled, whichever the system: pure over functions that send, look and rest.

A lost answer is never guessed at: rows whose key is known are looked up and either found done, found changed by
someone else, or written again under the same guard. A create without a key stays unknown; its caller looks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.rows import carries, unsendable
from syncadmin.connections.clients.values import guid
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record

ROUNDS = 4

_ANSWERS: Mapping[type[RemoteError], Answer] = {
    errors.RowStale: Answer.STALE,
    errors.RowGone: Answer.GONE,
    errors.RowExists: Answer.EXISTS,
    errors.CompanyNotFound: Answer.NOT_TRIED,
    errors.SignInRefused: Answer.NOT_TRIED,
    errors.NotAMember: Answer.NOT_TRIED,
}


@dataclass(frozen=True)
class Sent:
    """What sending one write came to; ``again``: it did nothing and may be sent again at once."""

    written: Written
    again: bool = False


Send = Callable[[Sequence[Write]], list[Sent]]
Look = Callable[[Sequence[str]], dict[str, Record]]


def carry_out(
    table: Table, writes: Sequence[Write], send: Send, look: Look, rest: Callable[[int], None]
) -> list[Written]:
    """Send, look up what is doubtful, send again what did not happen; one answer for each write."""
    _require_guards(writes)
    results = {write.ref: refused(error, write, table) for write in writes if (error := unsendable(table, write))}
    pending = [write for write in writes if write.ref not in results]
    lost: set[int] = set()
    for tries in range(ROUNDS):
        if not pending:
            break
        if tries:
            rest(tries)
        results |= {write.ref: _lost(table, write) for write in pending}
        results |= {sent.written.ref: sent for sent in send(pending)}
        doubtful = [write for write in pending if _is_doubtful(write, results[write.ref].written, lost)]
        lost |= {write.ref for write in doubtful if results[write.ref].written.answer is Answer.UNKNOWN}
        results |= _resolve(table, doubtful, results, lost, look)
        pending = [write for write in pending if results[write.ref].again]
    return [_finally(results[write.ref].written, write.ref in lost) for write in writes]


def refused(error: RemoteError, write: Write, table: Table) -> Sent:
    """The result for one write whose own request ended in an error."""
    if error.transient:
        answer = Answer.NOT_TRIED if error.undone else Answer.UNKNOWN
    else:
        answer = _ANSWERS.get(type(error), Answer.REFUSED)
    problem = _too_long(table, write) if isinstance(error, errors.ValueTooLong) else None
    return Sent(Written(write.ref, answer, problem=problem or error.problem), again=error.transient and error.undone)


def all_failed(error: RemoteError, writes: Iterable[Write]) -> list[Sent]:
    """The results for all writes of a request that failed as a whole, after every try that was allowed."""
    answer = Answer.NOT_TRIED if error.undone else Answer.UNKNOWN
    return [Sent(Written(write.ref, answer, problem=error.problem)) for write in writes]


def _require_guards(writes: Iterable[Write]) -> None:
    """A write without a guard could overwrite or resurrect a row; sending one is a bug of the caller."""
    for write in writes:
        if write.change is not Change.CREATE and not (write.expects and guid(write.key)):
            raise ValueError(f"a write of {write.change} needs a key and the version it was planned on")
        if write.key and not guid(write.key):
            raise ValueError("a key is no GUID")


def _is_doubtful(write: Write, written: Written, lost: set[int]) -> bool:
    """Whether only a look at the row can tell; so it is for refusals our own lost attempt may have caused."""
    if not write.key or written.answer in (Answer.DONE, Answer.NOT_TRIED):
        return False
    return written.answer in (Answer.UNKNOWN, Answer.EXISTS) or write.ref in lost


def _resolve(
    table: Table, doubtful: Sequence[Write], results: Mapping[int, Sent], lost: set[int], look: Look
) -> dict[int, Sent]:
    if not doubtful:
        return {}
    try:
        rows = look([write.key for write in doubtful])
    except RemoteError:
        return {write.ref: _unresolved(results[write.ref], write.ref in lost) for write in doubtful}
    return {
        write.ref: _seen(table, write, rows.get(write.key), results[write.ref].written, write.ref in lost)
        for write in doubtful
    }


def _unresolved(sent: Sent, was_lost: bool) -> Sent:
    return Sent(replace(sent.written, answer=Answer.UNKNOWN)) if was_lost else sent


def _seen(table: Table, write: Write, row: Record | None, before: Written, was_lost: bool) -> Sent:
    """What a look at the row tells about a doubtful write."""
    if write.change is Change.CREATE:
        return _seen_create(write, row, before, was_lost)
    if row is None:
        gone = Answer.DONE if write.change is Change.DELETE else Answer.GONE
        problem = None if gone is Answer.DONE else errors.RowGone(table.side).problem
        return Sent(Written(write.ref, gone, problem=problem))
    if row.version == write.expects:
        return Sent(before) if before.answer is Answer.REFUSED else _not_done(before)
    if write.change is Change.UPDATE and carries(table, row, write.values):
        return Sent(Written(write.ref, Answer.DONE, row))
    return Sent(Written(write.ref, Answer.STALE, row, errors.RowStale(table.side).problem))


def _seen_create(write: Write, row: Record | None, before: Written, was_lost: bool) -> Sent:
    """A row under the GUID we chose is ours if an attempt of ours was lost, and was there before otherwise."""
    if row is not None and was_lost:
        return Sent(Written(write.ref, Answer.DONE, row))
    if row is not None:
        return Sent(replace(before, answer=Answer.EXISTS, record=row))
    if before.answer is Answer.EXISTS:  # not our GUID is taken but another unique key
        return Sent(replace(before, answer=Answer.REFUSED))
    return Sent(before) if before.answer is Answer.REFUSED else _not_done(before)


def _not_done(before: Written) -> Sent:
    return Sent(replace(before, answer=Answer.NOT_TRIED), again=True)


def _finally(written: Written, was_lost: bool) -> Written:
    """A write that was lost once and never settled may still arrive, however late."""
    if was_lost and written.answer is Answer.NOT_TRIED:
        return replace(written, answer=Answer.UNKNOWN)
    return written


def _lost(table: Table, write: Write) -> Sent:
    return Sent(Written(write.ref, Answer.UNKNOWN, problem=errors.AnswerLost(table.side).problem))


def _too_long(table: Table, write: Write) -> Problem | None:
    """Which of the values does not fit, by the lengths in the metadata."""
    system = errors.SYSTEM_NAMES[table.side]
    for name, value in write.values.items():
        column = table.columns.get(name)
        if column and column.length and isinstance(value, str) and len(value) > column.length:
            facts = {"system": system, "field": column.caption or name, "value": value}
            return Problem("value_too_long", {**facts, "length": str(len(value)), "limit": str(column.length)})
    return None
