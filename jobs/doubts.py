"""Records that may be the same as several others: left to a person, each with its candidates by likeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from couplings.models import RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.problems import Trouble, remember_troubles
from couplings.records import as_record, records_by_key
from jobs.context import Run
from jobs.plan_rows import account_for, write_rows
from syncadmin.engine.match import Candidate, Doubt, ranked
from syncadmin.engine.plan import Plan
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Action, Ending, Operation, Side

# How many candidates of a doubtful record are named.
NAMED = 10
_SYSTEM = {"system": SYSTEM_NAMES[Side.DATAVERSE]}


def leave_to_a_person(run: Run, page: Sequence[Doubt]) -> None:
    """Account for these records as waiting for somebody to choose. A preview only says so."""
    keys = [UUID(each.record.key) for one in page for each in one.candidates]
    rows = records_by_key(run.mapping, Side.DATAVERSE, keys)
    operations, troubles = [], []
    pairs = pairs_of(run.mapping, Side.BC, [UUID(one.bc.key) for one in page])
    for known, one in zip(pairs, page, strict=True):
        likely = _likely(run, known, [rows[UUID(each.record.key)] for each in one.candidates])
        best = rows[UUID(likely[0].record.key)]
        problem = Problem("doubtful_match", {**_SYSTEM, "number": str(one.count), "record": str(best)})
        operations.append(Operation(Action.NOTHING, known.pair.key, ending=Ending.WAITING, reason=problem))
        named = [_named(each, rows[UUID(each.record.key)]) for each in likely[:NAMED]]
        troubles.append(Trouble(problem, known.title, None, known.bc_key, None, candidates=named))
    write_rows(run, pairs, Plan(tuple(operations)))
    if not run.job.preview:
        account_for(pairs)
        remember_troubles(run.mapping, troubles)


def _named(one: Candidate, row: RemoteRecord) -> dict[str, Any]:
    """A candidate as a problem keeps it."""
    return {"key": one.record.key, "title": str(row), "agreeing": list(one.agreeing)}


def _likely(run: Run, known: KnownPair, rows: Iterable[RemoteRecord]) -> tuple[Candidate, ...]:
    """Candidates ranked by all mapped fields, and not only by those matched on."""
    assert known.pair.bc is not None, "a record that was matched is kept"
    return ranked(run.compiled, known.pair.bc, [as_record(row) for row in rows])
