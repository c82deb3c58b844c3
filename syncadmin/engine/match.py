"""Match-based coupling: which uncoupled records of the two sides are the same thing.

Criteria are tried priority by priority, the lowest number first; all criteria of one priority have to agree together.
A record is coupled only if exactly one record of the other side agrees with it and it is the only one that agrees with
that record. Records with several candidates are doubtful and left to a person, with the candidates in the order of
their likeness. A blank never agrees with anything (BC: codeunit 5331, *Select Coupling Criteria*).

Both sides are indexed once for each priority, so the work grows with the number of records and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from syncadmin.engine.mapping import FieldMapping, TableMapping
from syncadmin.engine.values import Record, Value

# How many candidates of one record are compared with it to find the likeliest; the count has all of them.
MOST_CANDIDATES = 50


@dataclass(frozen=True)
class Criterion:
    """One row of *Select Coupling Criteria*."""

    field: FieldMapping
    priority: int = 0
    case_sensitive: bool = False

    def value(self, record: Record) -> Value:
        """What the record is compared by."""
        found = self.field.of(record)
        return found.casefold() if isinstance(found, str) and not self.case_sensitive else found


@dataclass(frozen=True)
class Match:
    """Two records that are the same thing, and the priority at which that was found."""

    bc: Record
    dataverse: Record
    priority: int


@dataclass(frozen=True)
class Candidate:
    """A record that may be the same thing; ``agreeing`` are the captions of all mapped fields with the same value."""

    record: Record
    agreeing: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """A BC record with several candidates, likeliest first (the first few of ``count``), or with one that other
    records match as well."""

    bc: Record
    candidates: tuple[Candidate, ...]
    count: int


@dataclass(frozen=True)
class Matching:
    """What became of the uncoupled records of the BC side."""

    matches: tuple[Match, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unmatched: tuple[Record, ...] = ()

    @cached_property
    def partners(self) -> Mapping[str, Record]:
        """The partners of all that match, by the keys of these."""
        found = {one.bc.key: one.dataverse for one in self.matches}
        return found | {one.dataverse.key: one.bc for one in self.matches}

    @cached_property
    def doubtful(self) -> Mapping[str, Doubt]:
        """The doubts by the keys of their records."""
        return {one.bc.key: one for one in self.doubts}


@dataclass
class _Course:
    """The records that are still free, by key, and the groups of candidates met so far."""

    bc: dict[str, Record]
    dataverse: dict[str, Record]
    matches: list[Match] = field(default_factory=list)
    met: dict[str, list[list[Record]]] = field(default_factory=dict)


def match(
    mapping: TableMapping, criteria: Iterable[Criterion], bc: Iterable[Record], dataverse: Iterable[Record]
) -> Matching:
    """Match uncoupled records that pass the mapping's filters; without criteria nothing matches."""
    course = _Course({one.key: one for one in bc}, {one.key: one for one in dataverse})
    ordered = sorted(criteria, key=lambda one: one.priority)
    for priority, some in groupby(ordered, key=lambda one: one.priority):
        _try(course, priority, tuple(some))
    doubts = tuple(_doubt(mapping, one, met) for key, one in course.bc.items() if (met := _free(course, key)))
    doubtful = {one.bc.key for one in doubts}
    return Matching(tuple(course.matches), doubts, tuple(one for one in course.bc.values() if one.key not in doubtful))


def ranked(mapping: TableMapping, record: Record, others: Iterable[Record]) -> tuple[Candidate, ...]:
    """The other side's records in the order of their likeness to a record, each with the fields that agree."""
    found = [Candidate(one, _agreeing(mapping, record, one)) for one in others]
    return tuple(sorted(found, key=lambda one: (-len(one.agreeing), one.record.key)))


def _try(course: _Course, priority: int, criteria: Sequence[Criterion]) -> None:
    """Couple what one priority settles, and note the candidates of what it leaves in doubt."""
    ours, theirs = _index(criteria, course.bc), _index(criteria, course.dataverse)
    for values, records in ours.items():
        others = theirs.get(values, [])
        if len(records) == len(others) == 1:
            course.matches.append(Match(records[0], others[0], priority))
            del course.bc[records[0].key], course.dataverse[others[0].key]
            continue
        for record in records if others else ():
            course.met.setdefault(record.key, []).append(others)


def _index(criteria: Sequence[Criterion], records: Mapping[str, Record]) -> dict[tuple[Value, ...], list[Record]]:
    """The records by what they are compared by; one with a blank among it is in no place."""
    index: dict[tuple[Value, ...], list[Record]] = defaultdict(list)
    for record in records.values():
        values = tuple(one.value(record) for one in criteria)
        if None not in values:
            index[values].append(record)
    return index


def _free(course: _Course, key: str) -> list[Record]:
    """The candidates of a record that did not find their partner meanwhile."""
    found = {one.key: one for group in course.met.get(key, ()) for one in group if one.key in course.dataverse}
    return list(found.values())


def _doubt(mapping: TableMapping, record: Record, met: Sequence[Record]) -> Doubt:
    return Doubt(record, ranked(mapping, record, met[:MOST_CANDIDATES]), len(met))


def _agreeing(mapping: TableMapping, bc: Record, dataverse: Record) -> tuple[str, ...]:
    both = ((one.caption, one.of(bc), one.of(dataverse)) for one in mapping.fields)
    return tuple(caption for caption, left, right in both if left is not None and _alike(left, right))


def _alike(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return left == right
