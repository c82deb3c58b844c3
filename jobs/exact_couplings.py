"""The couplings that a plan makes and removes, carried out with it: they write to no side, so they are done at once.

Like everything of a plan they are done only if deciding again leads to the very same; otherwise they end with their
reason. How an undo puts couplings back is in ``undo_effects``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from couplings.models import Coupling
from couplings.pairs import KnownPair, pairs_of
from jobs.context import Run
from jobs.exact_matches import matched_again
from jobs.identities import reunited
from jobs.models import Job, JobOperation
from jobs.plan_rows import operation_fields
from jobs.undo_notes import coupling_note
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.links import Links
from syncadmin.engine.values import Action, Ending, Operation, Side

# The uncouplings of a preview have their ending already; all else that a plan does has none yet.
IN_PREVIEWS = Q(job__preview=True, action=Action.UNCOUPLE.value, ending=Ending.UNCOUPLED.value)
_SAME = ("action", "side", "values", "expects", "verdicts", "ending", "code", "facts")


def is_coupling(one: JobOperation) -> bool:
    """Whether an operation couples two records or parts them."""
    return one.action in (Action.COUPLE.value, Action.UNCOUPLE.value)


def couple_again(run: Run, rows: Sequence[JobOperation]) -> list[JobOperation]:
    """Make the couplings of these operations, and let the operations that follow have them. Gives back those that
    are not to be made any more: the records are not free, or neither known to belong together nor the only match of
    each other."""
    wanted = [one for one in rows if one.action == Action.COUPLE and not one.left_out]
    pairs = pairs_of(run.mapping, Side.BC, [one.bc_key for one in wanted if one.bc_key])
    found: dict[tuple[object, object], Coupling | None] = dict(matched_again(run, wanted))
    found |= {(one.bc_key, one.dataverse_key): one.coupling for one in reunited(run, pairs)}
    refused = []
    for one in wanted:
        one.coupling = found.get((one.bc_key, one.dataverse_key))
        if one.coupling is None:
            refused.append(one)
            continue
        one.coupling.save()
        one.state, one.ending, one.ended_at = JobOperation.State.ENDED, Ending.COUPLED.value, timezone.now()
    _hand_on(run, rows, [one.coupling for one in wanted if one.coupling])
    return refused


def uncoupling(run: Run, one: JobOperation, known: KnownPair, links: Links, intent: Intent) -> Operation | None:
    """The operation that parts a pair, if it is still the planned one; it is noted how to take that back."""
    noted, coupling = one.undo.get("coupling"), known.coupling
    if coupling is None or noted is None or not _is_noted(coupling, noted):
        return None
    again = _asked_for(known) if _is_asked(run) else decide(run.compiled, known.pair, intent, links)[0]
    fields = operation_fields(again)
    if not all(fields[name] == getattr(one, name) for name in _SAME):
        return None
    one.undo, one.ended_at = {"coupling": coupling_note(coupling)}, timezone.now()
    return again


def _hand_on(run: Run, rows: Sequence[JobOperation], made: Sequence[Coupling]) -> None:
    """Operations that were planned for a pair before it was coupled again belong to its coupling."""
    alone = [one for one in rows if one.coupling_id is None and not is_coupling(one)]
    earlier = run.job.operations.filter(action=Action.COUPLE.value, bc_key__in=[one.bc_key for one in alone])
    couplings = [*(one.coupling for one in earlier.select_related("coupling") if one.coupling), *made]
    by_keys = {(one.bc_key, one.dataverse_key): one for one in couplings}
    for one in alone:
        one.coupling = by_keys.get((one.bc_key, one.dataverse_key))


def _is_noted(coupling: Coupling, noted: dict[str, object]) -> bool:
    """Whether a coupling is the one that the plan saw, and not another one of the same records."""
    now = coupling_note(coupling)
    return all(now[name] == noted[name] for name in ("bc_key", "dataverse_key", "coupled_at", "state"))


def _is_asked(run: Run) -> bool:
    """Whether a person asked for the plan's uncouplings, whatever the mapping says."""
    return run.job.plan is not None and run.job.plan.kind == Job.Kind.UNCOUPLE


def _asked_for(known: KnownPair) -> Operation:
    return Operation(Action.UNCOUPLE, known.pair.key, ending=Ending.UNCOUPLED)
