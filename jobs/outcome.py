"""What another setup of a mapping would make of its records: every kept pair is planned twice, as the mapping is and as
somebody wants it, in memory and without a job.

Nothing is read afresh but fields that no run has read yet, and nothing is written. How it is told is in
``outcome_words``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet

from couplings.links import gather_links
from couplings.models import RemoteRecord
from couplings.pairs import KnownPair, pairs_of
from couplings.states import is_coupled
from mappings.compile import CannotCompile, Columns, columns_read, compile_mapping
from mappings.models import TableMapping
from syncadmin.connections.asking import ask, open_hurried
from syncadmin.engine.decide import Intent
from syncadmin.engine.mapping import TableMapping as Compiled
from syncadmin.engine.merge import Will
from syncadmin.engine.plan import expected_ending, plan_pairs
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Ending, Operation, Pair, Record, Side

MOST = 5_000
MOST_READ = 500
SHOWN = 20
_PAGE = 500
Operations = tuple[Operation, ...]


@dataclass(frozen=True)
class Shift:
    """A record whose outcome would be another."""

    title: str
    before: Operations
    after: Operations


@dataclass
class Outcome:
    """What was found: how many records were looked at of how many, their endings, and those that would change.

    ``afresh``: fields were looked up that no run has read yet, which limits how many records are looked at.
    """

    before: Counter[Ending] = field(default_factory=Counter)
    after: Counter[Ending] = field(default_factory=Counter)
    shifts: list[Shift] = field(default_factory=list)
    changed: int = 0
    looked: int = 0
    total: int = 0
    afresh: bool = False


class CannotTell(Exception):
    """The outcome cannot be told; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def compare(mapping: TableMapping, wanted: TableMapping, columns: Columns) -> Outcome:
    """The records of a mapping as they would be planned now, and with the mapping as wanted; raises CannotTell."""
    missing = _missing(mapping, wanted)
    now, then = _compiled(mapping, columns), _compiled(wanted, columns)
    found = Outcome(total=_rows(mapping, Side.BC).count() + _free(mapping).count(), afresh=any(missing.values()))
    pairs = _pairs(mapping)
    left = MOST_READ if found.afresh else MOST
    while page := list(islice(pairs, min(_PAGE, left))):
        left -= len(page)
        _weigh(found, mapping, (now, then), columns, _completed(mapping, page, missing))
    return found


def _weigh(
    found: Outcome,
    mapping: TableMapping,
    setups: tuple[Compiled, Compiled],
    columns: Columns,
    known: Sequence[KnownPair],
) -> None:
    """Plan a page of pairs with both setups, and count where they part."""
    pairs = [one.pair for one in known]
    before, after = (_planned(mapping, one, columns, pairs) for one in setups)
    for one in known:
        was, would = before[one.pair.key], after[one.pair.key]
        found.looked += 1
        found.before.update(map(expected_ending, was))
        found.after.update(map(expected_ending, would))
        if list(map(_gist, was)) != list(map(_gist, would)):
            found.changed += 1
            if len(found.shifts) < SHOWN:
                found.shifts.append(Shift(one.title, was, would))


def _planned(
    mapping: TableMapping, compiled: Compiled, columns: Columns, pairs: Sequence[Pair]
) -> Mapping[str, Operations]:
    links = gather_links(mapping, compiled, columns, pairs)
    intent = Intent(Will(arbiter=compiled.policy.winner))
    return {one.key: plan_pairs(compiled, [one], intent, links).operations for one in pairs}


def _gist(one: Operation) -> tuple[object, ...]:
    """What of an operation makes a difference."""
    return expected_ending(one), one.side, dict(one.values), one.reason


def _compiled(mapping: TableMapping, columns: Columns) -> Compiled:
    try:
        return compile_mapping(mapping, columns)
    except CannotCompile as error:
        raise CannotTell(error.problem) from None


def _pairs(mapping: TableMapping) -> Iterator[KnownPair]:
    """Every pair once: those of Business Central first, then the other records of Dataverse."""
    for side, rows in ((Side.BC, _rows(mapping, Side.BC)), (Side.DATAVERSE, _free(mapping))):
        keys = rows.order_by("key").values_list("key", flat=True)[:MOST].iterator(chunk_size=_PAGE)
        while page := list(islice(keys, _PAGE)):
            yield from pairs_of(mapping, side, page)


def _rows(mapping: TableMapping, side: Side) -> QuerySet[RemoteRecord]:
    """The records of a side; one that was deleted counts as long as it is coupled."""
    rows = RemoteRecord.objects.filter(mapping=mapping, side=side.value)
    return rows.filter(Q(deleted=False) | is_coupled(side))


def _free(mapping: TableMapping) -> QuerySet[RemoteRecord]:
    """The records of Dataverse that are not coupled; the coupled ones are met with their partners."""
    return _rows(mapping, Side.DATAVERSE).exclude(is_coupled(Side.DATAVERSE))


def _missing(mapping: TableMapping, wanted: TableMapping) -> dict[Side, list[str]]:
    """The columns of each side that would be read and were not so far."""
    known = {side: set(columns_read(mapping, side)) for side in Side}
    return {side: [one for one in columns_read(wanted, side) if one not in known[side]] for side in Side}


def _completed(
    mapping: TableMapping, known: Sequence[KnownPair], missing: Mapping[Side, Sequence[str]]
) -> Sequence[KnownPair]:
    """The pairs with the values of fields that no run has read yet; raises CannotTell."""
    questions = {
        side: partial(_read, mapping, side, names, [key for one in known if (key := _key(one, side))])
        for side, names in missing.items()
        if names
    }
    if not questions:
        return known
    answers = ask(questions)
    for answer in answers.values():
        if isinstance(answer, Problem):
            raise CannotTell(answer)
    read = {side: answer for side, answer in answers.items() if not isinstance(answer, Problem)}
    return [replace(one, pair=_with_values(one.pair, read)) for one in known]


def _read(mapping: TableMapping, side: Side, names: Sequence[str], keys: Sequence[UUID]) -> dict[str, Record]:
    client = open_hurried(mapping.connection, side)
    with closing(client):
        return client.by_keys(mapping.table(side), names, list(map(str, keys)))


def _key(one: KnownPair, side: Side) -> UUID | None:
    return one.bc_key if side is Side.BC else one.dataverse_key


def _with_values(pair: Pair, read: Mapping[Side, Mapping[str, Record]]) -> Pair:
    bc, dataverse = (_merged(pair.record(side), read.get(side, {})) for side in (Side.BC, Side.DATAVERSE))
    return replace(pair, bc=bc, dataverse=dataverse)


def _merged(record: Record | None, read: Mapping[str, Record]) -> Record | None:
    found = read.get(record.key) if record else None
    return replace(record, values={**record.values, **found.values}) if record and found else record
