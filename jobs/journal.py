"""Journalling: what is about to be sent is written down first, with a coupling for each create.

What was sent without a known answer is thereby found again: updates and deletes by their keys, creates by the key or
the values that the coupling keeps (``lookup``). When that happens is the business of ``writing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from couplings.bulk import insert, save_changed
from couplings.models import Coupling
from jobs import document_lines, identities, own_keys, reopened, series, undo_notes
from jobs.context import Run, hold
from jobs.models import JobOperation
from syncadmin.engine.encoding import encode_base
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.values import Action, Side

_MADE = ("mapping", "bc_key", "dataverse_key", "state", "base", "journal", "coupled_at")


def journal(run: Run, batch: Sequence[JobOperation], side: Side) -> None:
    """Write down what is about to be sent, with a coupling for each create."""
    creates = [one for one in batch if one.action == Action.CREATE]
    numbered = series.give_numbers(run, side, creates)
    with transaction.atomic():
        hold(run)
        _journal_creates(run, creates, side)
        undo_notes.note_before(run, side, batch)
        for one in batch:
            one.state, one.sent_at = JobOperation.State.SENT, timezone.now()
        changed = ["state", "sent_at", "coupling", "bc_key", "dataverse_key", "rounds", "undo"]
        save_changed(batch, [*changed, "values"] if numbered else changed)
        reopened.note(run, batch, side)


def _journal_creates(run: Run, creates: Sequence[JobOperation], side: Side) -> None:
    """The couplings that stand for records while they are being created; those of an earlier try are used again, and
    say what was sent then until it has been looked for."""
    fresh: list[Coupling] = []
    restored: list[Coupling] = []
    wanted = identities.free(run, side, [key for one in creates if (key := source_key(one, side))])
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
            dataverse_key=_new_key(one, wanted) if side is Side.DATAVERSE else one.dataverse_key,
        )
        _note_sent(run, one, side, one.dataverse_key if one.dataverse_key in wanted else None)
        fresh.append(one.coupling)
    _make(fresh)
    save_changed(restored, ["bc_key", "dataverse_key", "state", "journal", "base"])
    for one in creates:
        coupling = one.coupling
        assert coupling is not None
        one.coupling = coupling  # again, because it has a number by now
        one.bc_key, one.dataverse_key = coupling.bc_key, coupling.dataverse_key


def source_key(one: JobOperation, side: Side) -> UUID | None:
    """The key of the record that a create is made from."""
    return one.bc_key if side is Side.DATAVERSE else one.dataverse_key


def _new_key(one: JobOperation, wanted: set[UUID]) -> UUID:
    return one.bc_key if one.bc_key in wanted else uuid4()


def _make(fresh: Sequence[Coupling]) -> None:
    """Insert couplings and let them know their numbers, by the key in Dataverse, which each has to itself."""
    now, mappings = timezone.now(), {one.mapping_id for one in fresh}
    rows = ((one.mapping_id, one.bc_key, one.dataverse_key, one.state, one.base, one.journal, now) for one in fresh)
    insert(Coupling, _MADE, rows)
    made = Coupling.objects.filter(mapping__in=mappings, dataverse_key__in=[one.dataverse_key for one in fresh])
    numbers = dict(made.values_list("dataverse_key", "pk"))
    for one in fresh:
        one.pk = numbers[one.dataverse_key]


def _begin_again(run: Run, one: JobOperation, coupling: Coupling, side: Side) -> Coupling:
    """The coupling of a deleted record that is created anew: it stands for the new one from now on, and remembers the
    former in case that is refused."""
    field = f"{side.value}_key"
    one.undo = {**one.undo, "coupling": undo_notes.coupling_note(coupling)}
    former = {"key": str(getattr(coupling, field)), "base": coupling.base}
    setattr(coupling, field, uuid4() if side is Side.DATAVERSE else None)
    coupling.state, coupling.journal = Coupling.State.CREATING, {"former": former}
    _note_sent(run, one, side)
    return coupling


def journal_again(run: Run, creates: Sequence[JobOperation], side: Side) -> None:
    """Write down that creates which were looked for in vain are sent again, with the values of now."""
    if creates:
        numbered = series.give_numbers(run, side, creates)
        with transaction.atomic():
            hold(run)
            for one in creates:
                _note_sent(run, one, side)
            if numbered:
                save_changed(creates, ["values"])
            save_changed([one.coupling for one in creates if one.coupling], ["journal", "base"])


def _note_sent(run: Run, one: JobOperation, side: Side, wanted: UUID | None = None) -> None:
    """What a create is sent with: how to find its record (in Business Central by the key that is ``wanted`` for it,
    where keys of ours are kept), and the base it begins with if it is found."""
    coupling, read_at = one.coupling, run.mapping.read_at(side)
    assert coupling is not None, "a create is journalled with its coupling"
    known = coupling.journal or {}
    since = known.get("since") or (read_at.isoformat() if read_at else None)
    kept = {"former": known["former"]} if "former" in known else {}
    own_key = own_keys.journalled(run, side, known, wanted)
    lines = document_lines.journalled(one, side, known)
    coupling.journal = {**kept, "since": since, "values": one.values, **own_key, **lines}
    coupling.base = encode_base(agreed_base(None, one.judged, side))
