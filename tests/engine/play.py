"""What carrying out a plan does to a pair, and how both sides of everything are swapped: for laws about plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.engine.decide import Intent
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import Direction, FieldMapping, TableMapping
from syncadmin.engine.merge import Will, agreed_base
from syncadmin.engine.values import (
    Action,
    Apart,
    Base,
    Ending,
    Operation,
    Pair,
    Record,
    Side,
    Value,
    Verdict,
    VerdictKind,
)
from tests.engine.cases import Case
from tests.engine.strategies import TABLES

WRITES = (Action.CREATE, Action.UPDATE)
TO = {Side.BC: VerdictKind.FROM_DATAVERSE, Side.DATAVERSE: VerdictKind.FROM_BC}


def writes(operations: Iterable[Operation]) -> dict[Side, Operation]:
    """The operations that write values, by their side."""
    return {one.side: one for one in operations if one.action in WRITES and one.side}


def carry_out(case: Case, operations: Sequence[Operation]) -> Case:
    """The pair once the systems did as told and what both sides agree on is remembered, as the writing step does."""
    done = case
    for one in operations:
        done = remembered(written(done, one), one)
    return done


def written(case: Case, one: Operation) -> Case:
    """The pair once one operation was carried out, and nothing is known of it yet."""
    pair, side = case.pair, one.side
    if side is None or one.action not in (*WRITES, Action.DELETE):
        return case
    record = pair.record(side)
    if one.action is Action.CREATE:
        record = Record(side, TABLES[side], f"{side}-new", f"{side}-1", dict(one.values))
    elif one.action is Action.DELETE:
        record = replace(record, deleted=True)
    else:
        record = replace(record, version=f"{record.version}+", values={**record.values, **one.values})
    return replace(case, pair=with_record(pair, record))


def remembered(case: Case, one: Operation) -> Case:
    """The pair once the outcome of one operation is remembered."""
    if one.action is Action.UNCOUPLE:
        return replace(case, pair=replace(case.pair, coupled=False, base=None, orphan=len(case.pair.there) == 1))
    if one.action in WRITES and one.verdicts:
        base = agreed_base(None if one.action is Action.CREATE else case.pair.base, one.verdicts, one.side)
        return replace(case, pair=replace(case.pair, base=base, coupled=True))
    if one.ending is Ending.UNCHANGED and one.verdicts:
        return replace(case, pair=replace(case.pair, base=agreed_base(case.pair.base, one.verdicts)))
    return case


def with_record(pair: Pair, record: Record) -> Pair:
    """The pair with another record on the record's side."""
    return replace(pair, bc=record) if record.side is Side.BC else replace(pair, dataverse=record)


def rendered(case: Case) -> Case:
    """The pair as systems might answer that keep the values but not their looks."""
    pair = case.pair
    for side in Side:
        if record := pair.record(side):
            fields = {one.on(side): one for one in case.mapping.fields if one.on(side)}
            shown = {name: _other_look(fields.get(name), value) for name, value in record.values.items()}
            pair = with_record(pair, replace(record, values=shown))
    return replace(case, pair=pair)


def _other_look(one: FieldMapping | None, value: Value) -> Value:
    if one is None:
        return value
    if isinstance(value, str):
        return f" {value.lower() if one.code and value.isascii() else value} "
    if isinstance(value, Decimal) and one.scale is not None:
        return value + Decimal("0.000")
    return "" if value is None else value


def mirrored(case: Case) -> Case:
    """The case as it is if the two systems change places."""
    links = Links(case.links.to_bc, case.links.to_dataverse)
    bc, dataverse = (it and replace(it, side=it.side.other) for it in (case.pair.dataverse, case.pair.bc))
    pair = replace(case.pair, bc=bc, dataverse=dataverse, base=_mirrored_base(case.pair.base))
    return Case(_mirrored_mapping(case.mapping), pair, links)


def mirrored_intent(intent: Intent) -> Intent:
    """The intent with the sides it names swapped."""
    will = intent.will
    named = {name: side.other for name, side in will.choices.items()}
    return replace(intent, will=Will(will.winner and will.winner.other, will.arbiter and will.arbiter.other, named))


def mirrored_operation(one: Operation) -> Operation:
    """The operation on the other side."""
    verdicts = tuple(map(_mirrored_verdict, one.verdicts))
    waits = tuple(replace(it, side=it.side.other) for it in one.waits)
    return replace(one, side=one.side and one.side.other, verdicts=verdicts, waits=waits)


_AROUND = {
    Direction.BIDIRECTIONAL: Direction.BIDIRECTIONAL,
    Direction.TO_BC: Direction.TO_DATAVERSE,
    Direction.TO_DATAVERSE: Direction.TO_BC,
}
_SWAPPED = {VerdictKind.FROM_BC: VerdictKind.FROM_DATAVERSE, VerdictKind.FROM_DATAVERSE: VerdictKind.FROM_BC}


def _mirrored_mapping(mapping: TableMapping) -> TableMapping:
    return replace(
        mapping,
        bc_table=mapping.dataverse_table,
        dataverse_table=mapping.bc_table,
        direction=_AROUND[mapping.direction],
        fields=tuple(_mirrored_field(one) for one in mapping.fields),
        filters=tuple(replace(one, side=one.side.other) for one in mapping.filters),
        templates=tuple(
            replace(
                one,
                side=one.side.other,
                conditions=tuple(replace(it, side=it.side.other) for it in one.conditions),
            )
            for one in mapping.templates
        ),
        archive={side.other: values for side, values in mapping.archive.items()},
    )


def _mirrored_field(one: FieldMapping) -> FieldMapping:
    return replace(
        one,
        bc=one.dataverse,
        dataverse=one.bc,
        direction=_AROUND[one.direction],
        bc_length=one.dataverse_length,
        dataverse_length=one.bc_length,
        owner=one.owner and one.owner.other,
        rules={side.other: rules for side, rules in one.rules.items()},
    )


def _mirrored_base(base: Base | None) -> Base | None:
    return base if base is None else {name: _mirrored_agreed(it) for name, it in base.items()}


def _mirrored_agreed(agreed: Value | Apart) -> Value | Apart:
    return Apart(agreed.dataverse, agreed.bc) if isinstance(agreed, Apart) else agreed


def _mirrored_verdict(one: Verdict) -> Verdict:
    hindrance = one.hindrance and replace(one.hindrance, side=one.hindrance.side.other)
    # A value both sides agree on is told in the form of BC, whichever side that is.
    result = one.dataverse if one.kind in (VerdictKind.UNCHANGED, VerdictKind.AGREED) else one.result
    kind, base = _SWAPPED.get(one.kind, one.kind), _mirrored_agreed(one.base)
    return Verdict(one.field, kind, base, one.dataverse, one.bc, result, hindrance)
