"""Random mappings, pairs and intents, small enough that values meet, and what carrying out a plan does to a pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent
from syncadmin.engine.mapping import (
    Condition,
    ConflictPolicy,
    DeletionPolicy,
    Direction,
    FieldMapping,
    TableMapping,
    Template,
    UpdateMode,
)
from syncadmin.engine.merge import Will
from syncadmin.engine.values import Action, Operation, Pair, Record, Side, Value, Values, Verdict, VerdictKind
from tests.engine.builders import alone, field_of, mapping_of

FIELDS = ("a", "b", "c", "d", "e", "f")
TABLES = {Side.BC: "customers", Side.DATAVERSE: "accounts"}

TEXTS = [None, None, None, "", "  ", "x", "x", "X", " y ", "y", "ß", "long", "longer"]
OTHERS = [True, 0, 1, Decimal("1.10"), Decimal("1.1"), Decimal("1.25"), date(2026, 1, 31)]
values: st.SearchStrategy[Value] = st.sampled_from(TEXTS + OTHERS)
sides = st.sampled_from(Side)
choices = st.dictionaries(st.sampled_from(FIELDS), sides, min_size=1)
wills = st.one_of(
    st.just(Will()),
    st.builds(Will, winner=sides),
    st.builds(Will, arbiter=sides),
    st.builds(Will, choices=choices),
    st.builds(Will, sides, sides, choices),
)
intents = st.builds(Intent, wills, st.booleans())
seldom = st.sampled_from([0, 0, 0, 0, 0, 5, 4, 1])
often = st.sampled_from([0, 5, 4, 1])
directions = st.sampled_from([Direction.BIDIRECTIONAL] * 3 + [Direction.TO_BC, Direction.TO_DATAVERSE])
kinds = st.sampled_from(["in"] * 8 + ["out", None])


@st.composite
def mappings(draw: st.DrawFn, limits: st.SearchStrategy[int] = seldom) -> TableMapping:
    """Filters and templates are on columns that are not mapped."""
    fields = tuple(draw(_field(name, limits)) for name in FIELDS[: draw(st.sampled_from([6, 5, 4, 3, 2, 1]))])
    conditions = st.sampled_from([Condition(side, _property(side, "kind"), "Kind", ("in",)) for side in Side])
    return mapping_of(
        *fields,
        direction=draw(st.sampled_from(Direction)),
        filters=tuple(draw(st.lists(conditions, max_size=1))),
        templates=draw(st.sampled_from([(), tuple(Template(side, {_property(side, "kind"): "in"}) for side in Side)])),
        only_coupled=draw(st.booleans()),
        policy=draw(st.sampled_from([ConflictPolicy.ASK] * 3 + [ConflictPolicy.MERGE])),
        by_record=draw(st.integers(0, 4)) == 4,
        deletion=draw(st.sampled_from(DeletionPolicy)),
        archive={side: {_property(side, "archived"): "yes"} for side in Side},
    )


@st.composite
def _field(draw: st.DrawFn, name: str, limits: st.SearchStrategy[int]) -> FieldMapping:
    return field_of(
        name,
        direction=draw(directions),
        code=draw(st.booleans()),
        scale=draw(st.sampled_from([None, 1])),
        owner=draw(st.sampled_from([None] * 6 + list(Side))),
        mode=draw(st.sampled_from([UpdateMode.ALWAYS] * 6 + [UpdateMode.ON_CREATE, UpdateMode.IF_EMPTY])),
        bc_length=draw(limits),
        dataverse_length=draw(limits),
    )


# Which of three values stand in the base, in BC and in Dataverse.
PATTERNS = [(0, 0, 0)] * 3 + [(0, 1, 0), (0, 0, 1), (0, 1, 2)] * 2 + [(0, 1, 1)]
trios = st.tuples(st.sampled_from(PATTERNS), values, values, values).map(lambda t: tuple(t[1 + at] for at in t[0]))


@st.composite
def coupled(
    draw: st.DrawFn, deleted: bool = False, limits: st.SearchStrategy[int] = seldom
) -> tuple[TableMapping, Pair]:
    """A mapping and a pair whose fields were edited on no side, one of them or both since they last agreed, if ever."""
    mapping = draw(mappings(limits))
    fields = {one.id: draw(trios) for one in mapping.fields}
    base, bc, dataverse = ({name: trio[at] for name, trio in fields.items()} for at in range(3))
    gone = draw(st.sampled_from([None] * 14 + list(Side))) if deleted else None
    left = _record(Side.BC, bc, gone is Side.BC, draw(kinds))
    right = _record(Side.DATAVERSE, dataverse, gone is Side.DATAVERSE, draw(kinds))
    return mapping, Pair("p1", draw(st.sampled_from([base, base, None, {}])), left, right, coupled=True)


@st.composite
def one_sided(draw: st.DrawFn) -> tuple[TableMapping, Pair]:
    """A record that is not coupled, or seldom one whose partner is unknown."""
    mapping, side = draw(mappings()), draw(sides)
    record = _record(side, {one.id: draw(values) for one in mapping.fields}, draw(st.integers(0, 7)) == 7, draw(kinds))
    return mapping, replace(alone(record), coupled=draw(st.integers(0, 7)) == 7)


situations = st.sampled_from([coupled(deleted=True)] * 3 + [one_sided()]).flatmap(lambda some: some)


def _property(side: Side, name: str) -> str:
    return f"bc_{name}" if side is Side.BC else f"dv_{name}"


def _record(side: Side, mapped: Values, deleted: bool, kind: Value) -> Record:
    named = {_property(side, name): value for name, value in mapped.items()} | {_property(side, "kind"): kind}
    return Record(side, TABLES[side], f"{side}-key", f"{side}-1", named, deleted=deleted)


def carry_out(mapping: TableMapping, pair: Pair, operations: Sequence[Operation]) -> Pair:
    """The pair once the systems did as told and what both sides now agree on is remembered."""
    records = {side: pair.record(side) for side in Side}
    for one in operations:
        if one.action in (Action.CREATE, Action.UPDATE):
            records[one.side] = _written(None if one.action is Action.CREATE else records[one.side], one)
        if one.action is Action.DELETE:
            records[one.side] = replace(records[one.side], deleted=True)
    complete = pair.coupled or all(records.values())
    now = replace(pair, bc=records[Side.BC], dataverse=records[Side.DATAVERSE], coupled=complete)
    fields = {one.id: one for one in mapping.fields}
    stands = {
        one.field: one.result
        for one in operations[0].verdicts
        if all(same(fields[one.field].of(record), one.result) for record in (now.bc, now.dataverse))
    }
    return replace(now, base={**(pair.base or {}), **stands} if now.coupled and stands else pair.base)


def _written(record: Record | None, one: Operation) -> Record:
    if record is None:
        return Record(one.side, TABLES[one.side], "new-key", "new-1", dict(one.values))
    return replace(record, version=f"{record.version}+", values={**record.values, **one.values})


def mirrored_mapping(mapping: TableMapping) -> TableMapping:
    return replace(
        mapping,
        bc_table=mapping.dataverse_table,
        dataverse_table=mapping.bc_table,
        direction=_AROUND[mapping.direction],
        fields=tuple(_mirrored_field(one) for one in mapping.fields),
        filters=tuple(replace(one, side=one.side.other) for one in mapping.filters),
        templates=tuple(replace(one, side=one.side.other) for one in mapping.templates),
        archive={side.other: values for side, values in mapping.archive.items()},
    )


_AROUND = {
    Direction.BIDIRECTIONAL: Direction.BIDIRECTIONAL,
    Direction.TO_BC: Direction.TO_DATAVERSE,
    Direction.TO_DATAVERSE: Direction.TO_BC,
}


def _mirrored_field(one: FieldMapping) -> FieldMapping:
    return replace(
        one,
        bc=one.dataverse,
        dataverse=one.bc,
        direction=_AROUND[one.direction],
        bc_length=one.dataverse_length,
        dataverse_length=one.bc_length,
        owner=one.owner and one.owner.other,
    )


def mirrored_pair(pair: Pair) -> Pair:
    bc, dataverse = (record and replace(record, side=record.side.other) for record in (pair.dataverse, pair.bc))
    return replace(pair, bc=bc, dataverse=dataverse)


def mirrored_intent(intent: Intent) -> Intent:
    will = intent.will
    choices = {name: side.other for name, side in will.choices.items()}
    return replace(intent, will=Will(will.winner and will.winner.other, will.arbiter and will.arbiter.other, choices))


def mirrored_operation(one: Operation) -> Operation:
    verdicts = tuple(_mirrored_verdict(verdict) for verdict in one.verdicts)
    return replace(one, side=one.side and one.side.other, verdicts=verdicts)


def _mirrored_verdict(one: Verdict) -> Verdict:
    swapped = {VerdictKind.FROM_BC: VerdictKind.FROM_DATAVERSE, VerdictKind.FROM_DATAVERSE: VerdictKind.FROM_BC}
    return replace(one, kind=swapped.get(one.kind, one.kind), bc=one.dataverse, dataverse=one.bc)
