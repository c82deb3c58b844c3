"""The writing step: planned operations are journalled, sent in batches, and each answer is remembered.

Nothing is sent that is not written down first (``journal``): an operation is marked as sent, and a create has its
coupling row (in Dataverse with the key we chose), before the request leaves. An operation that was sent without a known
answer, by this worker or by one that died, is looked up before anything else happens to it (``lookup``).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from jobs import document_lines, exact, own_keys, owners
from jobs.claim import held
from jobs.context import Cancelled, Run
from jobs.journal import journal, journal_again
from jobs.lookup import look_up
from jobs.models import JobOperation
from jobs.remember import adopt, remember
from jobs.replan import replan
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.engine.encoding import decode_values
from syncadmin.engine.values import Action, Side

# As many creates as three bulk messages take, and as one request asks the versions of.
BATCH = 600
_CHANGES = {
    Action.CREATE.value: Change.CREATE,
    Action.UPDATE.value: Change.UPDATE,
    Action.DELETE.value: Change.DELETE,
}
# Read and planned again, because the row is not what the operation was planned on.
_AGAIN = {Answer.STALE, Answer.GONE}
# Left as sent and looked up: the write may have arrived.
_UNSURE = {Answer.UNKNOWN, Answer.EXISTS}


@dataclass(frozen=True)
class _Sending:
    """A batch that is on its way: what was found of it beforehand, and the answers to come to the rest."""

    batch: Sequence[JobOperation]
    found: Sequence[Written]
    answers: Future[list[Written]]


def carry_out(run: Run) -> None:
    """Carry the planned operations out, side by side and batch by batch, until none is left."""
    with ThreadPoolExecutor(1, thread_name_prefix="sending") as sender:
        while run.job.operations.exclude(state=JobOperation.State.ENDED).exclude(side="").exists():
            for side in Side:
                _clear_up(run, side)
            for side in Side:
                _send_all(run, side, sender)


def _send_all(run: Run, side: Side, sender: ThreadPoolExecutor) -> None:
    """Send what is planned for a side. While a batch is on its way, the one before it is remembered and the one behind
    it is journalled, so that neither side of the wire waits for the other. All else is asked only when none is."""
    sent: _Sending | None = None
    try:
        while (batch := _next_batch(run, side, JobOperation.State.PLANNED)) or sent:
            before, sent = sent, _sending(run, side, batch, sent, sender) if batch else None
            again = _settle_sent(run, side, before) if before else []
            if again and sent:
                wait([sent.answers])
            _plan_again(run, again)
    except Cancelled:
        if sent:
            _settle_sent(run, side, sent)
        raise


def _sending(
    run: Run, side: Side, batch: Sequence[JobOperation], before: _Sending | None, sender: ThreadPoolExecutor
) -> _Sending:
    """Journal a batch, and send it once the one before has arrived. A create begun earlier is looked up first."""
    journal(run, batch, side)
    begun = [one for one in batch if one.action == Action.CREATE and one.rounds]
    if before:
        before.answers.result()
    found = look_up(run, side, begun)
    known = {one.ref for one in found}
    journal_again(run, [one for one in begun if one.pk not in known], side)
    parents = document_lines.parents(run, side, batch)
    writes = [_write(run, one, side, parents.get(one.pk, "")) for one in batch if one.pk not in known]
    send = partial(_answers, run, side, writes)
    return _Sending(batch, found, sender.submit(send) if before or len(batch) == BATCH else _done(send()))


def _answers(run: Run, side: Side, writes: Sequence[Write]) -> list[Written]:
    return run.remote(side).write(run.table(side), run.columns[side], writes) if writes else []


def _done(answers: list[Written]) -> Future[list[Written]]:
    """What was not worth a thread."""
    future: Future[list[Written]] = Future()
    future.set_result(answers)
    return future


def _next_batch(run: Run, side: Side, state: JobOperation.State) -> list[JobOperation]:
    rows = run.job.operations.filter(state=state, side=side.value).order_by("position")
    return list(rows.select_related("coupling")[:BATCH])


def _clear_up(run: Run, side: Side) -> None:
    """Look up what was sent without a known answer: it is done, or planned again from what both sides say now."""
    while batch := _next_batch(run, side, JobOperation.State.SENT):
        found = look_up(run, side, batch)
        known = {one.ref for one in found}
        lost = (Written(one.pk, Answer.STALE) for one in batch if one.pk not in known)
        _plan_again(run, _settle(run, side, batch, [*found, *lost]))


def _write(run: Run, one: JobOperation, side: Side, parent: str) -> Write:
    key = one.bc_key if side is Side.BC else one.dataverse_key
    values = decode_values(one.values)
    if one.action == Action.CREATE:
        values |= {**own_keys.sent_with(run, one.coupling), **owners.sent_with(run, side, values)}
    lines = document_lines.sent_with(run, one, side) if one.action == Action.CREATE else None
    values = document_lines.below(run, side, values) if parent else values
    return Write(one.pk, _CHANGES[one.action], str(key) if key else "", values, one.expects, parent, lines)


def _settle_sent(run: Run, side: Side, sent: _Sending) -> Sequence[JobOperation]:
    """Settle a batch once its answers are there."""
    return _settle(run, side, sent.batch, [*sent.found, *sent.answers.result()])


def _settle(run: Run, side: Side, batch: Sequence[JobOperation], written: Sequence[Written]) -> Sequence[JobOperation]:
    """Remember what is certain, and leave as sent what is unsure; what proved stale, to be planned again."""
    answers = {one.ref: one for one in written}
    certain = [(one, answers[one.pk]) for one in batch if answers[one.pk].answer not in _AGAIN | _UNSURE]
    again = [one for one in batch if answers[one.pk].answer in _AGAIN]
    made = [(one, row) for one in again if one.action == Action.CREATE and (row := answers[one.pk].record)]
    with transaction.atomic():
        held(run.job)
        remember(run, side, certain)
        adopt(side, made)
    return again


def _plan_again(run: Run, stale: Sequence[JobOperation]) -> None:
    """Read these records and plan again what is to become of them."""
    (exact.try_again if run.job.is_exact else replan)(run, stale)
