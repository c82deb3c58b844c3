"""The writing step: planned operations are journalled, sent in batches, and each answer is remembered.

Nothing is sent that is not written down first: an operation is marked as sent, and a create has its coupling row (in
Dataverse with the key we chose), before the request leaves. An operation that was sent without a known answer, by this
worker or by one that died, is looked up before anything else happens to it (``lookup``).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from couplings.bulk import save_changed
from couplings.models import Coupling
from jobs import exact, own_keys, owners
from jobs.claim import held
from jobs.context import Run, hold
from jobs.lookup import look_up
from jobs.models import JobOperation
from jobs.remember import adopt, remember
from jobs.replan import replan
from syncadmin.connections.clients.contract import Answer, Change, Write, Written
from syncadmin.engine.encoding import decode_values, decode_verdicts, encode_base
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.values import Action, Side

BATCH = 400
_CHANGES = {
    Action.CREATE.value: Change.CREATE,
    Action.UPDATE.value: Change.UPDATE,
    Action.DELETE.value: Change.DELETE,
}
# Read and planned again, because the row is not what the operation was planned on.
_AGAIN = {Answer.STALE, Answer.GONE}
# Left as sent and looked up: the write may have arrived.
_UNSURE = {Answer.UNKNOWN, Answer.EXISTS}


def carry_out(run: Run) -> None:
    """Carry the planned operations out, side by side and batch by batch, until none is left."""
    while run.job.operations.exclude(state=JobOperation.State.ENDED).exists():
        for side in Side:
            _clear_up(run, side)
        for side in Side:
            while batch := _next_batch(run, side, JobOperation.State.PLANNED):
                _send(run, side, batch)


def _next_batch(run: Run, side: Side, state: JobOperation.State) -> list[JobOperation]:
    rows = run.job.operations.filter(state=state, side=side.value).order_by("position")
    return list(rows.select_related("coupling")[:BATCH])


def _clear_up(run: Run, side: Side) -> None:
    """Look up what was sent without a known answer: it is done, or planned again from what both sides say now."""
    while batch := _next_batch(run, side, JobOperation.State.SENT):
        found = look_up(run, side, batch)
        known = {one.ref for one in found}
        _settle(run, side, batch, [*found, *(Written(one.pk, Answer.STALE) for one in batch if one.pk not in known)])


def _send(run: Run, side: Side, batch: Sequence[JobOperation]) -> None:
    """Journal a batch, send it, and remember what became of it. A create begun earlier is looked up first."""
    _journal(run, batch, side)
    found = look_up(run, side, [one for one in batch if one.action == Action.CREATE and one.rounds])
    known = {one.ref for one in found}
    left = [one for one in batch if one.pk not in known]
    _journal_again(run, [one for one in left if one.action == Action.CREATE and one.rounds], side)
    writes = [_write(run, one, side) for one in left]
    answers = run.remote(side).write(run.table(side), run.columns[side], writes) if writes else []
    _settle(run, side, batch, [*found, *answers])


def _journal(run: Run, batch: Sequence[JobOperation], side: Side) -> None:
    """Write down what is about to be sent, with a coupling for each create."""
    with transaction.atomic():
        hold(run)
        creates = [one for one in batch if one.action == Action.CREATE]
        _journal_creates(run, creates, side)
        for one in batch:
            one.state, one.sent_at = JobOperation.State.SENT, timezone.now()
        changed = ["state", "sent_at", "coupling", "bc_key", "dataverse_key", "rounds"]
        save_changed(batch, changed)


def _journal_creates(run: Run, creates: Sequence[JobOperation], side: Side) -> None:
    """The couplings that stand for records while they are being created; those of an earlier try are used again, and
    say what was sent then until it has been looked for."""
    fresh: list[Coupling] = []
    restored: list[Coupling] = []
    for one in creates:
        if one.coupling and one.coupling.state == Coupling.State.COUPLED:
            restored.append(_begin_again(run, one, one.coupling, side))
            continue
        if one.coupling:
            one.rounds = max(one.rounds, 1)
            continue
        one.coupling = Coupling(
            mapping=run.mapping,
            state=Coupling.State.CREATING,
            bc_key=one.bc_key,
            dataverse_key=uuid4() if side is Side.DATAVERSE else one.dataverse_key,
        )
        _note_sent(run, one, side)
        fresh.append(one.coupling)
    Coupling.objects.bulk_create(fresh, batch_size=500)
    save_changed(restored, ["bc_key", "dataverse_key", "state", "journal", "base"])
    for one in creates:
        assert one.coupling is not None
        one.coupling_id = one.coupling.pk
        one.bc_key, one.dataverse_key = one.coupling.bc_key, one.coupling.dataverse_key


def _begin_again(run: Run, one: JobOperation, coupling: Coupling, side: Side) -> Coupling:
    """The coupling of a deleted record that is created anew: it stands for the new one from now on, and remembers the
    former in case that is refused."""
    field = f"{side.value}_key"
    former = {"key": str(getattr(coupling, field)), "base": coupling.base}
    setattr(coupling, field, uuid4() if side is Side.DATAVERSE else None)
    coupling.state, coupling.journal = Coupling.State.CREATING, {"former": former}
    _note_sent(run, one, side)
    return coupling


def _journal_again(run: Run, creates: Sequence[JobOperation], side: Side) -> None:
    """Write down that creates which were looked for in vain are sent again, with the values of now."""
    if creates:
        with transaction.atomic():
            hold(run)
            for one in creates:
                _note_sent(run, one, side)
            save_changed([one.coupling for one in creates if one.coupling], ["journal", "base"])


def _note_sent(run: Run, one: JobOperation, side: Side) -> None:
    """What a create is sent with: how to find its record, and the base it begins with if it is found."""
    coupling, read_at = one.coupling, run.mapping.read_at(side)
    assert coupling is not None, "a create is journalled with its coupling"
    known = coupling.journal or {}
    since = known.get("since") or (read_at.isoformat() if read_at else None)
    kept = {"former": known["former"]} if "former" in known else {}
    coupling.journal = {**kept, "since": since, "values": one.values, **own_keys.journalled(run, side, known)}
    coupling.base = encode_base(agreed_base(None, decode_verdicts(one.verdicts), side))


def _write(run: Run, one: JobOperation, side: Side) -> Write:
    key = one.bc_key if side is Side.BC else one.dataverse_key
    values = decode_values(one.values)
    if one.action == Action.CREATE:
        values |= {**own_keys.sent_with(run, one.coupling), **owners.sent_with(run, side)}
    return Write(one.pk, _CHANGES[one.action], str(key) if key else "", values, one.expects)


def _settle(run: Run, side: Side, batch: Sequence[JobOperation], written: Sequence[Written]) -> None:
    """Remember what is certain; read and plan again what proved stale; leave as sent what is unsure."""
    answers = {one.ref: one for one in written}
    certain = [(one, answers[one.pk]) for one in batch if answers[one.pk].answer not in _AGAIN | _UNSURE]
    again = [one for one in batch if answers[one.pk].answer in _AGAIN]
    made = [(one, row) for one in again if one.action == Action.CREATE and (row := answers[one.pk].record)]
    with transaction.atomic():
        held(run.job)
        remember(run, side, certain)
        adopt(side, made)
    (exact.try_again if run.job.is_exact else replan)(run, again)
