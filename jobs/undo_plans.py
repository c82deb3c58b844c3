"""The plan of an undo: what a job did and still stands, pair by pair, newest first, with what takes it back.

An undo is always a plan first, and what carries it out asks again whether each operation would still be the same
(``check``, for ``exact``). How the engine decides is in ``engine.undo``; what the operations mean once they are carried
out is in ``undo_effects``.

``restores`` of an operation: ``of`` are the operations it takes back, ``pair`` all that were done to their pair,
``base`` what the coupling is to remember of the restored fields, ``archived`` that it counts as archived no more,
``coupling`` the coupling to put back, and ``replaced`` those that had gone for one that is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from couplings.models import Coupling, RemoteRecord
from couplings.pairs import KnownPair
from couplings.records import as_record, records_by_key
from jobs.context import Run, hold
from jobs.document_lines import read_lines
from jobs.models import Job, JobOperation
from jobs.observe import read_keys
from jobs.plan_rows import operation_fields, operation_row
from jobs.replan import ROUNDS
from jobs.requests import undo_job
from jobs.undo_deeds import deed_of, groups, of_pairs, own_versions, part_of, standing
from syncadmin.engine.deletion import ARCHIVING
from syncadmin.engine.encoding import decode_base, encode_base
from syncadmin.engine.problems import Problem
from syncadmin.engine.undo import Deed, Standing, Step, as_it_was, undo
from syncadmin.engine.values import Action, Ending, Pair, Side

_PLANNED = ("action", "side", "values", "expects", "verdicts")


@dataclass(frozen=True)
class Undoing:
    """What was done to one pair, and the pair as it is by now."""

    rows: Sequence[JobOperation]
    known: KnownPair
    standing: Standing
    deed: Deed


def plan_undo(run: Run) -> None:
    """Plan what takes back the job, or the pairs of some of its operations; a page of pairs in one transaction."""
    if run.job.undoes is None:
        return
    rows = standing(run.job.undoes)
    if chosen := undo_job(run.job.request).operations:
        rows = of_pairs(rows, run.job.undoes.operations.filter(pk__in=chosen))
    for page in groups(rows, _where_left_off(run)):
        _read(run, (row for group in page for row in group))
        with transaction.atomic():
            hold(run)
            _write(run, page)


def check(run: Run, rows: Sequence[JobOperation]) -> None:
    """End what is left out, or what would not be done the same way any more."""
    found = _again(run, rows)
    for one in rows:
        if one.left_out:
            _end(one, Ending.EXCLUDED, Problem("undo_left_out"))
        elif one.rounds > ROUNDS or not _is_right(one, found):
            _end(one, Ending.WAITING, Problem("undo_is_stale"))


def _where_left_off(run: Run) -> int | None:
    """The position behind which nothing is planned yet, after a takeover: pairs are planned from the newest one on."""
    last = run.job.operations.order_by("-position").first()
    if last is None:
        return None
    done: int | None = JobOperation.objects.filter(pk__in=last.restores["pair"]).aggregate(last=Max("position"))["last"]
    return done


def _read(run: Run, rows: Iterable[JobOperation]) -> None:
    """Both records of each pair."""
    rows = list(rows)
    for side in Side:
        read_keys(run, side, {key for one in rows if (key := _key(one, side))})
    read_lines(run, rows)


def _write(run: Run, page: Sequence[Sequence[JobOperation]]) -> None:
    position = run.job.operations.aggregate(last=Max("position"))["last"] or 0
    rows = []
    for one, steps in _undone(run, page):
        for step in steps:
            position += 1
            rows.append(_row(run.job, position, one, step))
    JobOperation.objects.bulk_create(rows, batch_size=500)


def _undone(run: Run, page: Sequence[Sequence[JobOperation]]) -> list[tuple[Undoing, tuple[Step, ...]]]:
    """What takes each of these pairs back."""
    found = _undoings(run, page)
    links = run.links(as_it_was(run.compiled, done) for one in found for done in one.deed.records.values())
    steps = ((one, undo(run.compiled, one.known.pair, one.deed, one.standing, links)) for one in found)
    return [(one, tuple(_with_lines(run, one, step) for step in some)) for one, some in steps]


def _with_lines(run: Run, one: Undoing, step: Step) -> Step:
    """A step that creates a document anew creates its lines, too."""
    if run.documents is None:
        return step
    return replace(step, operation=run.documents.completed([step.operation], one.known.pair)[0])


def _undoings(run: Run, page: Sequence[Sequence[JobOperation]]) -> list[Undoing]:
    rows = [row for group in page for row in group]
    keys = {side: [key for one in rows if (key := _key(one, side))] for side in Side}
    known = {side: records_by_key(run.mapping, side, keys[side]) for side in Side}
    couplings = {side: _couplings(run, side, keys[side]) for side in Side}
    versions = {side: own_versions(run, side, rows) for side in Side}
    found = []
    for group in page:
        pair, stands = _now(group, known, couplings)
        now = {side: pair.pair.record(side) for side in Side}
        found.append(Undoing(group, pair, stands, deed_of(run, group, now, versions)))
    return found


def _couplings(run: Run, side: Side, keys: Iterable[UUID]) -> dict[UUID, Coupling]:
    """The couplings of these records, finished or not."""
    field = f"{side.value}_key"
    found = Coupling.objects.filter(mapping=run.mapping, **{f"{field}__in": list(keys)})
    return {getattr(one, field): one for one in found}


def _now(
    group: Sequence[JobOperation],
    rows: Mapping[Side, Mapping[UUID, RemoteRecord]],
    couplings: Mapping[Side, Mapping[UUID, Coupling]],
) -> tuple[KnownPair, Standing]:
    """The pair of a group as it is by now, and how its records stand to each other."""
    keys = {side: _key(group[0], side) for side in Side}
    found = {side: couplings[side].get(key) if key else None for side, key in keys.items()}
    there = {one.pk: one for one in found.values() if one}
    coupling = next(iter(there.values()), None)
    same = coupling and (coupling.bc_key, coupling.dataverse_key) == (keys[Side.BC], keys[Side.DATAVERSE])
    bc, dataverse = (rows[side].get(key) if key else None for side, key in keys.items())
    base = decode_base(coupling.base) if same and coupling and coupling.base is not None else None
    records = [as_record(one) if one else None for one in (bc, dataverse)]
    pair = Pair(f"operation:{group[0].pk}", base, records[0], records[1], coupled=bool(same))
    stands = Standing.COUPLED if same else Standing.ELSEWHERE if there else Standing.FREE
    return KnownPair(pair, coupling if same else None, bc, dataverse, keys[Side.BC], keys[Side.DATAVERSE]), stands


def _row(job: Job, position: int, one: Undoing, step: Step) -> JobOperation:
    """The row of a step. The record that is to be created has no key yet."""
    known = one.known
    if step.operation.action is Action.CREATE:
        made_in_bc = step.operation.side is Side.BC
        known = replace(known, bc_key=None) if made_in_bc else replace(known, dataverse_key=None)
    row = operation_row(job, position, step.operation, known)
    row.title = row.title or one.rows[0].title
    row.restores = _restores(one, step)
    return row


def _restores(one: Undoing, step: Step) -> dict[str, Any]:
    part = step.side.value if step.side else ""
    of = [row for row in one.rows if part_of(row) == part]
    restores: dict[str, Any] = {"of": [row.pk for row in of], "pair": [row.pk for row in one.rows], "part": part}
    if any(row.code in ARCHIVING for row in of):
        restores["archived"] = False
    if step.base:
        restores["base"] = encode_base(step.base)
    for name in ("coupling", "replaced"):
        if noted := next((row.undo[name] for row in of if name in row.undo), None):
            restores[name] = noted
    return restores


def _again(run: Run, rows: Sequence[JobOperation]) -> Mapping[tuple[int, str], tuple[Undoing, Step]]:
    """What would take back the pairs of these operations now, by their first operation and by part."""
    assert run.job.undoes is not None, "an undo names the job it takes back"
    wanted = {pk for row in rows for pk in row.restores["pair"]}
    known = standing(run.job.undoes).select_related("coupling").in_bulk(list(wanted))
    pairs = {row.restores["pair"][0]: row.restores["pair"] for row in rows}
    page = [group for pks in pairs.values() if (group := [known[pk] for pk in pks if pk in known])]
    return {
        (one.rows[0].pk, step.side.value if step.side else ""): (one, step)
        for one, steps in _undone(run, page)
        for step in steps
    }


def _is_right(one: JobOperation, found: Mapping[tuple[int, str], tuple[Undoing, Step]]) -> bool:
    """Whether an operation would be done in the same way; a create that was begun is finished in any case."""
    if one.action == Action.CREATE and one.coupling and one.coupling.state == Coupling.State.CREATING:
        return True
    places = ((pk, one.restores["part"]) for pk in one.restores["pair"])
    now = next((found[place] for place in places if place in found), None)
    if now is None:
        return False
    undoing, step = now
    fields = operation_fields(step.operation)
    as_planned = all(fields[name] == getattr(one, name) for name in _PLANNED)
    return as_planned and one.restores.get("base", {}) == encode_base(step.base) and _same_coupling(one, undoing)


def _same_coupling(one: JobOperation, undoing: Undoing) -> bool:
    """Whether the pair is coupled as it was when the operation was planned."""
    now = undoing.known.coupling.pk if undoing.known.coupling else None
    return one.action == Action.UNCOUPLE or one.coupling_id == now


def _key(one: JobOperation, side: Side) -> UUID | None:
    return one.bc_key if side is Side.BC else one.dataverse_key


def _end(one: JobOperation, ending: Ending, problem: Problem) -> None:
    one.state, one.ending, one.ended_at = JobOperation.State.ENDED, ending.value, timezone.now()
    one.code, one.facts = problem.code, dict(problem.facts)
