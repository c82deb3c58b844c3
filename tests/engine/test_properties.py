"""What holds for every mapping, pair and intent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import ConflictPolicy, Direction, FieldMapping, TableMapping, UpdateMode
from syncadmin.engine.merge import agreed_base
from syncadmin.engine.problems import PROBLEMS
from syncadmin.engine.values import Action, Ending, Operation, Pair, Side, Value, VerdictKind
from tests.engine.strategies import (
    carry_out,
    coupled,
    intents,
    mirrored_intent,
    mirrored_mapping,
    mirrored_operation,
    mirrored_pair,
    often,
    situations,
)

Situation = tuple[TableMapping, Pair]
WRITES = (Action.CREATE, Action.UPDATE)
TO = {Side.BC: VerdictKind.FROM_DATAVERSE, Side.DATAVERSE: VerdictKind.FROM_BC}

for_all = settings(max_examples=120, deadline=None, database=None)
any_case = given(situations, intents)
modest = intents.map(lambda one: replace(one, will=replace(one.will, winner=None)))


def stood(written: Value, mapped: FieldMapping, read: Value) -> bool:
    """Whether a written value is the one that was read: trimmed, in capitals or rounded at most."""
    if isinstance(read, str):
        trimmed, text = read.strip(), written or ""
        return text == trimmed or (mapped.code and text == trimmed.upper() and len(text) == len(trimmed))
    if isinstance(read, Decimal) and mapped.scale is not None:
        return isinstance(written, Decimal) and abs(written - read) <= Decimal("0.05")
    return same(written, read)


def is_free(one: FieldMapping) -> bool:
    """Whether nothing but the edits says what becomes of a field."""
    return one.owner is None and one.mode is UpdateMode.ALWAYS


def writes(operations: tuple[Operation, ...]) -> dict[Side, Operation]:
    return {one.side: one for one in operations if one.action in WRITES}


@for_all
@any_case
def test_twice_is_once(situation: Situation, intent: Intent):
    mapping, pair = situation
    first = decide(mapping, pair, intent)
    created = first[0].side if first[0].action is Action.CREATE else None
    again = decide(mapping, carry_out(mapping, pair, first), intent)
    event(f"{len(first)} {first[0].action} {first[0].ending} {first[0].reason and first[0].reason.code}")
    if any(one.action is Action.DELETE for one in first):
        assert [one.action for one in again] == [Action.UNCOUPLE]
    elif not writes(first):
        assert [(one.ending, one.reason) for one in again] == [(one.ending, one.reason) for one in first]
    elif mapping.filters and again[0].ending is Ending.EXCLUDED:
        assert created
        assert not mapping.templates
    else:
        left = Ending.CONFLICT if first[-1].ending is Ending.CONFLICT else Ending.UNCHANGED
        assert [one.ending for one in again] == [left]


@for_all
@any_case
def test_the_base_remembers_exactly_what_both_sides_show_afterwards(situation: Situation, intent: Intent):
    mapping, pair = situation
    operations = decide(mapping, pair, intent)
    base = agreed_base(pair.base, operations[0].verdicts)
    for side, one in writes(operations).items():
        base = agreed_base(base, one.verdicts, side)
    assert base == (carry_out(mapping, pair, operations).base or {})


@for_all
@any_case
def test_mirrored_sides_mirror_the_plan(situation: Situation, intent: Intent):
    mapping, pair = situation

    def told(operations: tuple[Operation, ...]) -> list[Operation]:
        by_code = [replace(one, reason=one.reason and one.reason.code) for one in operations]
        return sorted(by_code, key=lambda one: str(one.side))

    plan = decide(mapping, pair, intent)
    mirror = decide(mirrored_mapping(mapping), mirrored_pair(pair), mirrored_intent(intent))
    assert told(mirror) == told(tuple(mirrored_operation(one) for one in plan))


@for_all
@any_case
def test_no_value_is_invented(situation: Situation, intent: Intent):
    mapping, pair = situation
    for side, one in writes(decide(mapping, pair, intent)).items():
        source = pair.record(side.other)
        read = source.values if source else {}
        there = {mapped.on(side): (mapped, read.get(mapped.on(side.other))) for mapped in mapping.fields}
        template = mapping.template(source) if one.action is Action.CREATE else mapping.archive[side]
        for name, value in one.values.items():
            assert stood(value, *there[name]) if name in there else same(value, template[name])


@for_all
@given(coupled(), modest)
def test_no_edit_is_lost(situation: Situation, intent: Intent):
    mapping, pair = situation
    operations = decide(mapping, pair, intent)
    after = carry_out(mapping, pair, operations)
    assume(operations[-1].ending in (None, Ending.UNCHANGED) and not mapping.by_record)
    for one in filter(is_free, mapping.fields):
        before = one.canonical((pair.base or {}).get(one.id))
        edited = [side for side in Side if not same(one.of(pair.record(side)), before)]
        if len(edited) == 1 and one.direction.flows_to(edited[0].other):
            edit = one.of(pair.record(edited[0]))
            assert same(one.of(after.bc), edit)
            assert same(one.of(after.dataverse), edit)


@for_all
@given(coupled(), modest)
def test_different_edits_nobody_judged_stop_the_record(situation: Situation, intent: Intent):
    mapping, pair = situation

    def apart(one) -> bool:
        left, right = one.of(pair.bc), one.of(pair.dataverse)
        before = one.canonical((pair.base or {}).get(one.id))
        return not (same(left, right) or same(left, before) or same(right, before))

    assume(not mapping.by_record)
    free = [one for one in mapping.fields if one.direction is Direction.BIDIRECTIONAL and apart(one) and is_free(one)]
    unjudged = [one for one in free if not intent.will.judge(one.id)]
    (*more, last) = decide(mapping, pair, intent)
    assume(last.ending not in (Ending.EXCLUDED, Ending.FAILED))
    assert (last.ending is Ending.CONFLICT) is bool(unjudged)
    if unjudged:
        told = ", ".join(one.caption for one in free)  # also those chosen: no choice counts until all are made
        assert (last.action, last.reason.facts) == (Action.NOTHING, {"fields": told})
        assert not more or mapping.policy is ConflictPolicy.MERGE


@for_all
@any_case
def test_each_pair_is_accounted_for_by_its_writes_or_one_ending(situation: Situation, intent: Intent):
    mapping, pair = situation
    operations = decide(mapping, pair, intent)
    if operations[0].action in (Action.UNCOUPLE, Action.DELETE):
        assert len(operations) == 1
    elif operations[0].action is Action.NOTHING:
        (one,) = operations
        assert (one.side, one.key, one.values, one.expects) == (None, "", {}, "")
        assert one.ending in (Ending.UNCHANGED, Ending.EXCLUDED, Ending.CONFLICT, Ending.FAILED)
        assert one.reason or one.ending is Ending.UNCHANGED
    else:
        *written, last = operations
        assert {one.ending for one in written} <= {None}
        assert last.ending in (None, Ending.CONFLICT)
        assert len(writes(operations)) + (last.ending is not None) == len(operations)
    assert {one.pair for one in operations} == {pair.key}


@for_all
@any_case
def test_updates_carry_what_they_were_planned_on(situation: Situation, intent: Intent):
    mapping, pair = situation
    for side, one in writes(decide(mapping, pair, intent)).items():
        record = pair.record(side)
        if one.action is Action.CREATE:
            assert (one.key, one.expects) == ("", "")
            assert record is None or record.deleted
        else:
            assert (one.key, one.expects) == (record.key, record.version)
            assert one.values


@for_all
@given(coupled(limits=often), intents)
def test_values_that_do_not_fit_are_neither_written_nor_cut(situation: Situation, intent: Intent):
    mapping, pair = situation
    (first, *more) = decide(mapping, pair, intent)
    fields = {one.id: one for one in mapping.fields}
    flowing = [(one, side) for one in first.verdicts for side in Side if one.kind is TO[side]]
    texts = [(one.result, fields[one.field].length(side)) for one, side in flowing if isinstance(one.result, str)]
    unfit = {text for text, limit in texts if 0 < limit < len(text)}
    assume(first.ending not in (Ending.CONFLICT, Ending.EXCLUDED))
    assert (first.ending is Ending.FAILED) is bool(unfit)
    if unfit:
        facts = first.reason.facts
        assert (more, first.values, first.reason.code) == ([], {}, "value_too_long")
        assert facts["value"] in unfit
        assert int(facts["length"]) == len(facts["value"]) > int(facts["limit"])


@for_all
@any_case
def test_nothing_flows_against_the_direction_of_its_field(situation: Situation, intent: Intent):
    mapping, pair = situation
    for side, one in writes(decide(mapping, pair, intent)).items():
        against = [mapped.on(side) for mapped in mapping.fields if not mapped.direction.flows_to(side)]
        assert not one.values.keys() & set(against)


@for_all
@any_case
def test_each_reason_fills_its_sentence(situation: Situation, intent: Intent):
    mapping, pair = situation
    for reason in (one.reason for one in decide(mapping, pair, intent) if one.reason):
        assert set(reason.facts) == set(PROBLEMS[reason.code].facts)
        assert all(isinstance(fact, str) and fact for fact in reason.facts.values())


@for_all
@given(coupled(), st.sampled_from(Side))
def test_the_winner_gets_all_fields_that_flow_and_no_other(situation: Situation, winner: Side):
    mapping, pair = situation
    intent = Intent(replace(Intent().will, winner=winner))
    operations = decide(mapping, pair, intent)
    assume(operations[-1].ending in (None, Ending.UNCHANGED) and not any(one.owner for one in mapping.fields))
    after = carry_out(mapping, pair, operations)
    assert after.record(winner) == pair.record(winner)
    flowing = [one for one in mapping.fields if one.direction.flows_to(winner.other) and is_free(one)]
    assert all(same(one.of(after.bc), one.of(after.dataverse)) for one in flowing)
