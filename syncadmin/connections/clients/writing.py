"""Carrying out writes until each is settled, whichever the system: pure over functions that send, look and rest.

A lost answer is never guessed at: rows whose key is known are looked up and either found done, found changed by
someone else, or written again under the same guard. A create without a key is looked up by its unique business key, if
it carries one; otherwise it stays unknown, and its caller looks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.business_central import extension as bc_extension
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.rows import carries, unsendable
from syncadmin.connections.clients.values import guid
from syncadmin.engine.values import Record

ROUNDS = 4
OWN_KEY = (bc_extension.OWN_KEY,)

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
Look = Callable[[Sequence[Write]], dict[int, Record]]
Rest = Callable[[int], None]


def carry_out(table: Table, writes: Sequence[Write], send: Send, look: Look, rest: Rest) -> list[Written]:
    """Send, look up what is doubtful, send again what did not happen; one answer for each write.

    ``look`` gives the rows, as far as they are there, by the numbers of the writes.
    """
    _require_guards(table, writes)
    results = {
        write.ref: Sent(Written(write.ref, Answer.REFUSED, problem=problem))
        for write in writes
        if (problem := unsendable(table, write))
    }
    pending = [write for write in writes if write.ref not in results]
    lost: set[int] = set()
    for tries in range(ROUNDS):
        if not pending:
            break
        if tries:
            rest(tries)
        results |= {write.ref: _lost(table, write) for write in pending}
        results |= {sent.written.ref: sent for sent in send(pending)}
        doubtful = [write for write in pending if _is_doubtful(table, write, results[write.ref].written, lost)]
        lost |= {write.ref for write in doubtful if results[write.ref].written.answer is Answer.UNKNOWN}
        results |= _resolve(table, doubtful, results, lost, look)
        pending = [write for write in pending if results[write.ref].again]
    return [_finally(results[write.ref].written, write.ref in lost) for write in writes]


def refused(error: RemoteError, write: Write, table: Table) -> Sent:
    """The result for one write whose own request ended in an error."""
    if isinstance(error, errors.RowGone) and write.change is not Change.DELETE:
        return _missing(error, write)
    if error.transient:
        answer = Answer.NOT_TRIED if error.undone else Answer.UNKNOWN
    else:
        answer = _ANSWERS.get(type(error), Answer.REFUSED)
        if answer is Answer.EXISTS and write.change is not Change.CREATE:
            answer = Answer.REFUSED  # another row has what this one was to have
    written = Written(write.ref, answer, problem=error.problem, exchange=error.exchange)
    return Sent(written, again=error.transient and error.undone)


def _missing(error: RemoteError, write: Write) -> Sent:
    """The result where no row of some key was found: of a create it can only be a related one; of an update a look at
    the row tells whether it is its own (see ``_seen``), and until then the answer is kept for the other case."""
    problem = errors.DataRefused(error.system, error.message, status=error.status, code=error.code).problem
    answer = Answer.REFUSED if write.change is Change.CREATE else Answer.GONE
    return Sent(Written(write.ref, answer, problem=problem, exchange=error.exchange))


def all_failed(error: RemoteError, writes: Iterable[Write]) -> list[Sent]:
    """The results for all writes of a request that failed as a whole, after every try that was allowed."""
    answer = Answer.NOT_TRIED if error.undone else Answer.UNKNOWN
    return [Sent(Written(write.ref, answer, problem=error.problem, exchange=error.exchange)) for write in writes]


def read_only_fields(written: Iterable[Written]) -> set[str]:
    """The fields that the service does not let be written, as its refusals named them."""
    code = errors.FieldReadOnly.problem_code
    return {one.problem.facts["field"] for one in written if one.problem and one.problem.code == code}


def business_key(table: Table, write: Write) -> tuple[str, ...]:
    """The unique key of the table that a create carries in its values; blank if it carries none.

    Only parts behind the first may be blank: what begins blank is filled from a number series.
    """
    for key in table.facts.keys if write.change is Change.CREATE else ():
        if write.values.keys() >= set(key) and write.values[key[0]] not in (None, ""):
            return key
    return ()


def _require_guards(table: Table, writes: Iterable[Write]) -> None:
    """A write without a guard could overwrite or resurrect a row; sending one is a bug of the caller."""
    for write in writes:
        if table.facts.parent and not guid(write.parent):
            raise ValueError(f"a line of {table.name} needs the key of its parent")
        if write.change is not Change.CREATE and not (write.expects and guid(write.key)):
            raise ValueError(f"a write of {write.change} needs a key and the version it was planned on")
        if write.key and not guid(write.key):
            raise ValueError("a key is no GUID")


def _is_doubtful(table: Table, write: Write, written: Written, lost: set[int]) -> bool:
    """Whether only a look at the row can tell; so it is for refusals our own lost attempt may have caused."""
    findable = write.key or business_key(table, write)
    if not findable or written.answer in (Answer.DONE, Answer.NOT_TRIED):
        return False
    may_be_related = written.answer is Answer.GONE and write.change is Change.UPDATE
    return written.answer in (Answer.UNKNOWN, Answer.EXISTS) or may_be_related or write.ref in lost


def _resolve(
    table: Table, doubtful: Sequence[Write], results: Mapping[int, Sent], lost: set[int], look: Look
) -> dict[int, Sent]:
    if not doubtful:
        return {}
    try:
        rows = look(doubtful)
    except RemoteError:
        return {write.ref: _unresolved(results[write.ref], write.ref in lost) for write in doubtful}
    return {
        write.ref: _seen(table, write, rows.get(write.ref), results[write.ref].written, write.ref in lost)
        for write in doubtful
    }


def _unresolved(sent: Sent, was_lost: bool) -> Sent:
    return Sent(replace(sent.written, answer=Answer.UNKNOWN)) if was_lost else sent


def _seen(table: Table, write: Write, row: Record | None, before: Written, was_lost: bool) -> Sent:
    """What a look at the row tells about a doubtful write."""
    if write.change is Change.CREATE:
        return _seen_create(table, write, row, before, was_lost)
    if row is None:
        gone = Answer.DONE if write.change is Change.DELETE else Answer.GONE
        problem = None if gone is Answer.DONE else errors.RowGone(table.side).problem
        return Sent(Written(write.ref, gone, problem=problem))
    if row.version == write.expects:
        if before.answer is Answer.GONE:  # not our row is gone but one it is to refer to
            return Sent(replace(before, answer=Answer.REFUSED))
        return Sent(before) if before.answer is Answer.REFUSED else _not_done(before)
    if write.change is Change.UPDATE and carries(table, row, write.values):
        return Sent(Written(write.ref, Answer.DONE, row))
    return Sent(Written(write.ref, Answer.STALE, row, errors.RowStale(table.side).problem))


def _seen_create(table: Table, write: Write, row: Record | None, before: Written, was_lost: bool) -> Sent:
    """A row under the GUID we chose is ours if an attempt of ours was lost, and was there before otherwise; one under
    another key has to be just what we sent, too."""
    certain = write.key or business_key(table, write) == OWN_KEY
    if row is not None and was_lost and (certain or carries(table, row, write.values)):
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
