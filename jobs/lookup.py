"""Looking up writes whose answer is not known: by key where we chose or know it, by our own values where we do not.

Only what is certainly there is reported as done. An update counts as done when the row moved on from the version it
was planned on and carries exactly what was sent. A create is done when its row carries what is wanted; when it was
sent with other values, in an earlier round or job, its row is reported as stale: it is there, and has to be merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from couplings.bulk import save_changed
from couplings.document_lines import couple_lines
from couplings.models import Coupling
from couplings.records import keep_changed, mark_deleted
from jobs import own_keys, undo_effects
from jobs.context import Run, hold
from jobs.models import JobOperation
from syncadmin.connections.clients.contract import Answer, Written
from syncadmin.engine.encoding import decode_base, decode_values, decode_verdicts, encode_base
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.values import Action, Record, Side


def look_up(run: Run, side: Side, operations: Sequence[JobOperation]) -> list[Written]:
    """What is there of these operations: done, or stale with the row that a create made with other values."""
    keyed = [one for one in operations if _key(one, side)]
    found = _by_key(run, side, keyed) if keyed else []
    for one in operations:
        if one.coupling and not _key(one, side):
            taken = {done.record.key for done in found if done.record}
            if record := _own_create(run, one.coupling, taken):
                found.append(_arrived(one, record))
    return found


def finish_begun(run: Run) -> None:
    """Find out what became of writes of earlier jobs whose answers nobody knows, before anything is planned on them."""
    if _sent_earlier(run).exists():
        _finish_deletes(run)
        _finish_updates(run)
    _finish_creates(run)


def _finish_deletes(run: Run) -> None:
    """Mark the records whose deletes turn out to have arrived: nothing else tells that they are gone."""
    deletes = _sent_earlier(run).filter(action=Action.DELETE.value).select_related("coupling")
    for side in Side:
        rows = {one.pk: one for one in deletes if one.side == side}
        gone = [rows[found.ref] for found in look_up(run, side, list(rows.values())) if found.answer is Answer.DONE]
        with transaction.atomic():
            hold(run)
            mark_deleted(run.mapping, side, [str(_key(one, side)) for one in gone])
            undo_effects.keep_late(run, [(one, None) for one in gone])


def _sent_earlier(run: Run) -> QuerySet[JobOperation]:
    """What earlier jobs of the mapping sent without a known answer."""
    sent = JobOperation.objects.filter(job__mapping=run.mapping, state=JobOperation.State.SENT)
    return sent.exclude(job=run.job)


def _finish_updates(run: Run) -> None:
    """Move the bases of updates that turn out to have arrived; their values are no edits of anybody."""
    sent = _sent_earlier(run)
    late: list[tuple[JobOperation, Record | None]] = []
    updates = list(sent.filter(action=Action.UPDATE.value, coupling__isnull=False).select_related("coupling"))
    arrived: dict[int | None, Coupling] = {}
    for side in Side:
        rows = {one.pk: one for one in updates if one.side == side}
        found = [one for one in look_up(run, side, list(rows.values())) if one.answer is Answer.DONE]
        late += [(rows[one.ref], one.record) for one in found]
        for one in (rows[one.ref] for one in found):
            coupling = arrived.setdefault(one.coupling_id, one.coupling)  # type: ignore[arg-type]
            base = None if coupling.base is None else decode_base(coupling.base)
            if one.restores:
                coupling.base = {**(coupling.base or {}), **one.restores.get("base", {})}
            else:
                coupling.base = encode_base(agreed_base(base, decode_verdicts(one.verdicts), side))
    with transaction.atomic():
        hold(run)
        save_changed(list(arrived.values()), ["base"])
        undo_effects.keep_late(run, late)
        sent.update(state=JobOperation.State.ENDED)


def _finish_creates(run: Run) -> None:
    """Tie creates in Business Central, begun by an earlier job, to the records they turn out to have made. Until then
    such a record looks like one that nobody coupled."""
    for coupling in Coupling.objects.filter(mapping=run.mapping, state=Coupling.State.CREATING, bc_key=None):
        if record := _own_create(run, coupling, set()):
            with transaction.atomic():
                hold(run)
                keep_changed(run.mapping, run.compiled, [record])
                journal = coupling.journal
                coupling.bc_key, coupling.state, coupling.journal = UUID(record.key), Coupling.State.COUPLED, None
                couple_lines([(coupling, journal)])
                coupling.save(update_fields=["bc_key", "state", "journal"])
                begun = _sent_earlier(run).filter(action=Action.CREATE.value, coupling=coupling)
                undo_effects.keep_late(run, [(one, record) for one in begun])


def _by_key(run: Run, side: Side, operations: Sequence[JobOperation]) -> list[Written]:
    keys = [str(_key(one, side)) for one in operations]
    rows = run.remote(side).by_keys(run.table(side), run.columns[side], keys)
    deletes = [one for one in operations if one.action == Action.DELETE]
    gone = [Written(one.pk, Answer.DONE) for one in deletes if str(_key(one, side)) not in rows]
    operations = [one for one in operations if one not in deletes]
    keys = [str(_key(one, side)) for one in operations]
    there = [(one, row) for one, key in zip(operations, keys, strict=True) if (row := rows.get(key))]
    moved = [(one, row) for one, row in there if one.action == Action.CREATE or row.version != one.expects]
    return [*gone, *(_arrived(one, row) for one, row in moved)]


def _arrived(one: JobOperation, row: Record) -> Written:
    sent = decode_values(one.values)
    as_wanted = all(row.values.get(name) == value for name, value in sent.items())
    return Written(one.pk, Answer.DONE if as_wanted else Answer.STALE, row)


def _own_create(run: Run, coupling: Coupling, taken: set[str]) -> Record | None:
    """The record with the key it was sent with; without one a record that looks exactly like the one sent, came after
    the create was journalled, and is nobody's."""
    if own_keys.is_keyed(run, coupling):
        return own_keys.found(run, coupling)
    journal = coupling.journal or {}
    since = datetime.fromisoformat(journal["since"]) if journal.get("since") else None
    sent = decode_values(journal["values"])
    alike = run.remote(Side.BC).alike(run.table(Side.BC), run.columns[Side.BC], sent, since)
    coupled = Coupling.objects.filter(mapping=run.mapping, bc_key__in=[row.key for row in alike])
    taken = taken | {str(key) for key in coupled.values_list("bc_key", flat=True)}
    return next((row for row in alike if row.key not in taken), None)


def _key(one: JobOperation, side: Side) -> UUID | None:
    return one.bc_key if side is Side.BC else one.dataverse_key
