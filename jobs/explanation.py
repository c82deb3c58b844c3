"""What would happen to one record now, and why: gathered from the comparison of both records as they are, the turn of
their pair, and their timeline. Nothing is written and nothing is kept.

How it is printed is in ``explanation_report``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from couplings.comparison import Comparison, compare_live
from couplings.finding import find_pairs, key_in
from couplings.models import RecordProblem
from couplings.pairs import KnownPair, pairs_of
from couplings.turn import Turn, turn_of
from jobs.models import Job, JobOperation
from jobs.plan_rows import operation_row
from jobs.timeline import Timeline, timeline_of
from mappings.models import TableMapping
from syncadmin.engine.values import Side


@dataclass(frozen=True)
class Explanation:
    """``planned`` are the operations of a preview of this one record; they are no rows of the database."""

    mapping: TableMapping
    known: KnownPair
    compared: Comparison
    planned: tuple[JobOperation, ...]
    turn: Turn
    problem: RecordProblem | None
    timeline: Timeline


def explain(mapping: TableMapping, known: KnownPair, before: int | None = None) -> Explanation:
    """Ask both systems and explain. ``before`` leads to older entries of the timeline."""
    return _explained(mapping, known, compare_live(mapping, known), before)


def explain_unread(mapping: TableMapping, called: str) -> Explanation | None:
    """The same for a key that was never read, if one of the systems has such a record."""
    key = key_in(called)
    if key is None or find_pairs(mapping, called):
        return None
    for side in Side:
        known = pairs_of(mapping, side, [key])[0]
        compared = compare_live(mapping, known)
        if compared.pair and compared.pair.record(side):
            return _explained(mapping, known, compared, None)
    return None


def _explained(mapping: TableMapping, known: KnownPair, compared: Comparison, before: int | None) -> Explanation:
    problem = _problem(mapping, known)
    preview = Job(mapping=mapping, kind=Job.Kind.RECORDS, preview=True)
    return Explanation(
        mapping,
        known,
        compared,
        tuple(operation_row(preview, number, one, known) for number, one in enumerate(compared.operations, start=1)),
        turn_of(mapping, known, compared.pair, problem),
        problem,
        timeline_of(mapping, known.bc_key, known.dataverse_key, before),
    )


def _problem(mapping: TableMapping, known: KnownPair) -> RecordProblem | None:
    of_either = Q()
    for name in ("bc_key", "dataverse_key"):
        if key := getattr(known, name):
            of_either |= Q(**{name: key})
    return RecordProblem.objects.filter(of_either, mapping=mapping).first()
