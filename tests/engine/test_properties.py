"""The thirteen invariants as laws of the planner, for every mapping, pair, link and intent.

What only shows when systems, clocks and workers are in play is checked by the simulator and in ``tests/runs``: that a
kill between any two requests or statements is survived (``test_nth_call``), that a lost create is found and not sent
again (``test_lost_creates``), that a carried-out preview refuses what became stale (``test_exact_plans``), that one
refused row of a batch delays no other (``tests/simulate``). Laws about single fields are in
``test_properties_of_fields``. ``EXAMPLES=20000`` in the environment tries so many cases of each.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import permutations

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent, Operations
from syncadmin.engine.deletion import Orphans
from syncadmin.engine.mapping import DeletionPolicy, FieldMapping, UpdateMode
from syncadmin.engine.merge import Will
from syncadmin.engine.plan import plan_pairs
from syncadmin.engine.undo import Deed, Done, Standing, undo
from syncadmin.engine.values import Action, Ending, Operation, Side, Unlinked, Untransformed
from tests.engine.cases import Case
from tests.engine.play import (
    TO,
    carry_out,
    mirrored,
    mirrored_intent,
    mirrored_operation,
    remembered,
    rendered,
    writes,
    written,
)
from tests.engine.strategies import coupled, intents, record_of, situations, unasked

for_all = settings(max_examples=int(os.environ.get("EXAMPLES", "100")), deadline=None, database=None)
any_case = given(situations, intents)
RESTING = {Ending.UNCHANGED, Ending.CONFLICT, Ending.EXCLUDED, Ending.FAILED, Ending.WAITING}


def shown(case: Case) -> list[tuple[object, ...]]:
    """What both sides say of every field, in the form of the field; a deleted record says nothing."""
    records = [it if it and not it.deleted else None for it in (case.pair.bc, case.pair.dataverse)]
    return [tuple((type(it), it) for it in map(one.of, records)) for one in case.mapping.fields]


def fields_written(one: Operation) -> set[str]:
    """The ids of the fields an operation writes."""
    return {it.field for it in one.verdicts if it.kind is TO[one.side]}


def told(operations: Operations) -> list[tuple[object, ...]]:
    """What operations say, without the versions they were planned on."""
    return [(one.action, one.side, one.values, one.ending, one.reason and one.reason.code) for one in operations]


def at_rest(case: Case, intent: Intent, operations: Operations) -> Case:
    """The pair once these operations and what follows from them were carried out. Only a create is followed by a write:
    of constants its source did not have yet; or of blanks, if the record that was not there is said to win. A record
    that is uncoupled from a deleted one gets no new one, unless that is asked for as well."""
    after = carry_out(case, operations)
    assume(operations[0].action is not Action.UNCOUPLE or intent.orphans is not Orphans.CREATE)
    assume(operations[0].action is not Action.CREATE or intent.will.winner is not operations[0].side)
    if operations[0].action is Action.CREATE and (more := writes(after.decide(intent))):
        constants = {one.dataverse or one.bc for one in case.mapping.fields if not (one.bc and one.dataverse)}
        assert {name for one in more.values() for name in one.values} <= constants
        return carry_out(after, after.decide(intent))
    return after


@for_all
@any_case
def test_converges(case: Case, intent: Intent):
    """After a plan was carried out nothing is left to write, and what cannot be written says why."""
    first = case.decide(intent)
    again = at_rest(case, intent, first).decide(intent)
    event(f"{len(first)} {first[0].action} {first[0].ending} {first[0].reason and first[0].reason.code}")
    assert not writes(again)
    assert {one.ending for one in again} <= RESTING | {Ending.UNCOUPLED}


@for_all
@any_case
def test_no_edit_is_lost(case: Case, intent: Intent):
    """A value is only overwritten by the other side's if it was agreed on, or somebody or the mapping said that the
    other side's counts."""
    will = intent.will
    for side, one in writes(case.decide(intent)).items():
        for verdict in one.verdicts if one.action is Action.UPDATE else ():
            field = case.mapping.by_id[verdict.field]
            edited = not same(case.of(field, side), case.before(field, side))
            if verdict.kind is TO[side] and edited:
                one_way = not field.direction.flows_to(side.other)
                judge = will.winner or will.judge(field.id)
                assert field.owner is side.other or judge is side.other or one_way or _had_no_say(case, field, side)


def _had_no_say(case: Case, field: FieldMapping, side: Side) -> bool:
    """Whether a field that is only to be filled is blank here."""
    return field.mode is UpdateMode.IF_EMPTY and case.of(field, side) is None


@for_all
@given(coupled(), unasked)
def test_an_edit_arrives(case: Case, intent: Intent):
    """An edit of one side alone arrives on the other, unless the whole record is held and says why."""
    operations = case.decide(intent)
    assume(operations[-1].ending in (None, Ending.UNCHANGED) and not case.mapping.by_record)
    after = carry_out(case, operations)
    for one in case.mapping.fields:
        edited = [side for side in Side if not same(case.of(one, side), case.before(one, side))]
        free = one.owner is None and one.mode is UpdateMode.ALWAYS
        if len(edited) == 1 and free and one.direction.flows_to(edited[0].other):
            assert same(after.of(one, edited[0]), case.of(one, edited[0]))
            carried = case.carried(one, edited[0])
            stays = (one.not_null and carried is None) or _in_step(case, one)
            assert stays or same(after.of(one, edited[0].other), carried)


def _in_step(case: Case, one: FieldMapping) -> bool:
    """Whether one side already has what it would get from the other."""
    ways = [side for side in Side if one.direction.flows_to(side.other)]
    return any(same(case.carried(one, side), case.of(one, side.other)) for side in ways)


@for_all
@any_case
def test_no_value_is_invented(case: Case, intent: Intent):
    """Every value that is written is the other side's, carried over, or stands in the mapping."""
    for side, one in writes(case.decide(intent)).items():
        source = case.pair.record(side.other)
        fields = {mapped.on(side): mapped for mapped in case.mapping.fields if mapped.on(side)}
        set_up = case.mapping.template(source) if one.action is Action.CREATE else case.mapping.archive[side]
        for name, value in one.values.items():
            expected = case.carried(fields[name], side.other) if name in fields else set_up[name]
            assert same(value, expected)
            assert not isinstance(value, Unlinked | Untransformed)


@for_all
@any_case
def test_no_duplicate(case: Case, intent: Intent):
    """A record is created only where none is, and once: never beside a partner that exists."""
    operations = case.decide(intent)
    created = [one for one in operations if one.action is Action.CREATE]
    assert len(created) <= 1
    for one in created:
        assert [it.side for it in case.pair.there] == [one.side.other]
        after = carry_out(case, operations)
        assert not [it for it in after.decide(intent) if it.action is Action.CREATE]


@for_all
@any_case
def test_no_unasked_delete(case: Case, intent: Intent):
    """A record is deleted only if its partner is gone and somebody asked for just that."""
    for one in case.decide(intent):
        if one.action is Action.DELETE:
            assert (intent.deleted or case.mapping.deletion) is DeletionPolicy.DELETE
            assert [it.key for it in case.pair.there] == [one.key]
            assert case.pair.coupled or (case.pair.bc and case.pair.dataverse)


@for_all
@any_case
def test_twice_is_once(case: Case, intent: Intent):
    """Asking again for what was done changes nothing, and asking again for what was refused is refused alike."""
    first = case.decide(intent)
    once = at_rest(case, intent, first)
    again = once.decide(intent)
    assert shown(carry_out(once, again)) == shown(once)
    if not any(one.side for one in first) and first[0].action is not Action.UNCOUPLE:
        assert [(one.ending, one.reason) for one in again] == [(one.ending, one.reason) for one in first]


@for_all
@any_case
def test_no_ping_pong(case: Case, intent: Intent):
    """What systems answer in another look (spaces, capitals of codes, trailing zeros) and our own writes read back
    lead to nothing, whoever runs next."""
    operations = case.decide(intent)
    after = carry_out(case, operations)
    assume(len(after.pair.there) == 2)
    assert told(rendered(after).decide(intent)) == told(after.decide(intent))
    ours = {name for one in writes(operations).values() for name in fields_written(one)}
    next_run = writes(rendered(after).decide(Intent(Will(arbiter=intent.will.arbiter))))
    assert not ours & {name for one in next_run.values() for name in fields_written(one)}


@for_all
@given(st.lists(situations, min_size=1, max_size=3), intents)
def test_the_counts_add_up(cases: list[Case], intent: Intent):
    """Every record ends as its writes or in one ending with a reason, and the counts are of exactly those."""
    for case in cases:
        (*others, last) = operations = case.decide(intent)
        assert all(one.ending is None for one in others)
        assert last.ending in (None, Ending.CONFLICT) or not others
        assert last.reason or last.ending in (None, Ending.UNCHANGED)
        assert len({one.side for one in operations}) == len(operations)
        plan = plan_pairs(case.mapping, [case.pair], intent, case.links)
        assert plan.operations == operations
        assert sum(plan.counts.values()) == len(operations)
    mapping, links = cases[0].mapping, cases[0].links
    pairs = [replace(one.pair, key=str(place)) for place, one in enumerate(cases) if one.mapping == mapping]
    plan = plan_pairs(mapping, pairs, intent, links)
    assert {one.pair for one in plan.operations} == {one.key for one in pairs}


@for_all
@any_case
def test_the_preview_is_true(case: Case, intent: Intent):
    """Deciding the same again gives the same plan, and carrying it out changes exactly the fields it shows."""
    operations = case.decide(intent)
    assert case.decide(intent) == operations
    for side, one in writes(operations).items():
        before, after = case.pair.record(side), written(case, one).pair.record(side)
        if one.action is Action.UPDATE:
            assert (one.key, one.expects) == (before.key, before.version)
            flowing = {case.mapping.by_id[it.field].on(side) for it in one.verdicts if it.kind is TO[side]}
            assert one.values.keys() == (flowing or case.mapping.archive[side].keys())
            assert {name for name in after.values if not same(after.values[name], before.values.get(name))} <= set(
                one.values
            )
        for verdict in (it for it in one.verdicts if it.kind is TO[side] and it.result is not None):
            assert same(verdict.result, case.mapping.by_id[verdict.field].of(after))


@for_all
@given(coupled(), intents)
def test_undo_is_exact(case: Case, intent: Intent):
    """Undoing all updates of a plan restores every field of both sides, and the next run leaves it at that."""
    operations = case.decide(intent)
    updates = {side: one for side, one in writes(operations).items() if one.action is Action.UPDATE and one.verdicts}
    assume(updates)
    now = carry_out(case, operations)
    deed = Deed({side: _done(case, one) for side, one in updates.items()})
    base = dict(now.pair.base)
    for step in undo(case.mapping, now.pair, deed, Standing.COUPLED, case.links):
        assert (step.operation.action, step.operation.reason) == (Action.UPDATE, None)
        now, base = written(now, step.operation), base | step.base
    assert shown(now) == shown(case)
    rested = replace(now, pair=replace(now.pair, base=base)).decide(Intent())
    owned = {one.id for one in case.mapping.fields if one.owner}
    undone = {name for one in updates.values() for name in fields_written(one)}
    assert not undone & {name for one in writes(rested).values() for name in fields_written(one)} - owned


def _done(case: Case, one: Operation) -> Done:
    """An update as it was carried out."""
    before = case.pair.record(one.side).values
    return Done(one.action, {name: before.get(name) for name in one.values}, one.values, one.verdicts)


@for_all
@given(situations, intents, st.permutations(range(3)))
def test_a_poisoned_record_delays_no_other(case: Case, intent: Intent, order: list[int]):
    """Each record is decided by itself: neither the values nor the number nor the order of others changes its plan."""
    values = dict(zip((one.id for one in case.mapping.fields), ["\0", 1, True, "much", date.max], strict=False))
    poisoned = record_of(case.mapping, Side.BC, values, "in", deleted=False)
    bad = replace(case.pair, key="bad", bc=poisoned)
    pairs = [case.pair, bad, replace(case.pair, key="p2")]
    plan = plan_pairs(case.mapping, [pairs[at] for at in order], intent, case.links)
    ours = tuple(one for one in plan.operations if one.pair == case.pair.key)
    assert ours == case.decide(intent)
    assert Counter(one.pair for one in plan.operations)["p2"] == len(ours)


@for_all
@any_case
def test_crash_safe_at_every_instant(case: Case, intent: Intent):
    """Whatever part of a plan was written, and whatever part of that remembered, when the worker died: planning again
    ends where the undisturbed run ends, without another create."""
    operations = case.decide(intent)
    whole = at_rest(case, intent, operations)
    assume(all(one.action in (Action.UPDATE, Action.CREATE) for one in operations))
    for order in permutations(operations):
        for done in range(1, len(order) + 1):
            dead = case
            for number, one in enumerate(order[:done], start=1):
                dead = written(dead, one)
                dead = _found(dead, one) if number == done else remembered(dead, one)
            resumed = carry_out(dead, dead.decide(intent))
            assert shown(resumed) == shown(whole)


def _found(case: Case, one: Operation) -> Case:
    """A create whose answer was lost is looked up before anything is planned (``jobs.lookup``)."""
    return remembered(case, one) if one.action is Action.CREATE else case


@for_all
@any_case
def test_mirrored_sides_mirror_the_plan(case: Case, intent: Intent):
    """Neither system is favoured: swapping them swaps the plan. Only the default of a lookup is one of BC alone."""
    assume(not any(one.default for one in case.mapping.fields))

    def by_code(operations: Operations) -> list[Operation]:
        found = [replace(one, reason=one.reason and one.reason.code) for one in operations]
        return sorted(found, key=lambda one: str(one.side))

    plan = tuple(map(mirrored_operation, case.decide(intent)))
    assert by_code(mirrored(case).decide(mirrored_intent(intent))) == by_code(plan)
