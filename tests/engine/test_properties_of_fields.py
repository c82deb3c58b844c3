"""Laws about the fields of a pair: where values flow, what stops them, who wins and what is remembered of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent
from syncadmin.engine.mapping import ConflictPolicy, Direction, FieldMapping, UpdateMode
from syncadmin.engine.merge import Will, at_issue, merge
from syncadmin.engine.problems import PROBLEMS
from syncadmin.engine.values import Action, Apart, Ending, Side, Unlinked, Untransformed, VerdictKind
from tests.engine.cases import Case
from tests.engine.play import TO, carry_out, writes
from tests.engine.strategies import coupled, intents, often, situations, unasked
from tests.engine.test_properties import for_all

any_case = given(situations, intents)
WAITS = (Unlinked, Untransformed)


def in_step(case: Case, one: FieldMapping) -> bool:
    """Whether one side already has what it would get from the other."""
    ways = [side for side in Side if one.direction.flows_to(side.other)]
    return any(same(case.carried(one, side), case.of(one, side.other)) for side in ways)


def edited(case: Case, one: FieldMapping) -> list[Side]:
    """The sides that say something else than when both were last in step."""
    return [side for side in Side if not same(case.of(one, side), case.before(one, side))]


@for_all
@any_case
def test_nothing_flows_against_the_direction_of_its_field(case: Case, intent: Intent):
    """A one-way field is never written on its source side."""
    for side, one in writes(case.decide(intent)).items():
        against = [field.on(side) for field in case.mapping.fields if not field.direction.flows_to(side)]
        assert not one.values.keys() & set(against)


@for_all
@given(coupled(), intents)
def test_a_field_is_written_only_as_its_mode_says(case: Case, intent: Intent):
    """What is only written on create is never updated, what is only filled never replaced, and what must not be blank
    never blanked."""
    for side, one in writes(case.decide(intent)).items():
        for verdict in one.verdicts if one.action is Action.UPDATE else ():
            field = case.mapping.by_id[verdict.field]
            if verdict.kind is TO[side]:
                assert field.mode is not UpdateMode.ON_CREATE
                assert field.mode is UpdateMode.ALWAYS or case.of(field, side) is None
                assert not (field.not_null and verdict.result is None)


@for_all
@given(coupled(), intents)
def test_the_owners_value_always_stands(case: Case, intent: Intent):
    """The owner of a field is never overruled: a value of it that was agreed on before is never replaced."""
    for side, one in writes(case.decide(intent)).items():
        for verdict in (it for it in one.verdicts if it.kind is TO[side]):
            field = case.mapping.by_id[verdict.field]
            has_a_say = case.of(field, side) is not None or field.id in (case.pair.base or {})
            assert not (field.owner is side and has_a_say)


@for_all
@given(coupled(), unasked, st.dictionaries(st.sampled_from("abcde"), st.sampled_from(Side)))
def test_different_edits_nobody_judged_are_left_to_a_person(case: Case, intent: Intent, choices: dict[str, Side]):
    """A field that both sides changed apart is a conflict, exactly if neither policy, owner, mode nor choice says whose
    value counts; no choice counts until all are made."""
    assume(not case.mapping.by_record)
    will = replace(intent.will, choices=choices)
    free = [one for one in case.mapping.fields if one.direction is Direction.BIDIRECTIONAL and _is_free(case, one)]
    apart = [one for one in free if len(edited(case, one)) == 2 and not in_step(case, one)]
    unjudged = [one for one in apart if not will.judge(one.id)]
    (*more, last) = case.decide(replace(intent, will=will))
    assume(last.ending not in (Ending.EXCLUDED, Ending.FAILED, Ending.WAITING))
    assert (last.ending is Ending.CONFLICT) is bool(unjudged)
    if unjudged:
        named = ", ".join(one.caption for one in apart if intent.will.arbiter is None)
        assert (last.action, last.reason.facts) == (Action.NOTHING, {"fields": named})
        assert not more or case.mapping.policy is ConflictPolicy.MERGE


def _is_free(case: Case, one: FieldMapping) -> bool:
    """Whether nothing but the edits says what becomes of a field."""
    owned = one.owner and (case.of(one, one.owner) is not None or one.id in (case.pair.base or {}))
    return one.mode is UpdateMode.ALWAYS and not owned


@for_all
@given(coupled(), unasked)
def test_bcs_rule_differs_only_where_both_records_changed(case: Case, intent: Intent):
    """A mapping by BC's rule plans the same as one by ours, unless both records differ from what was agreed on."""
    ours = replace(case, mapping=replace(case.mapping, by_record=False))
    theirs = replace(case, mapping=replace(case.mapping, by_record=True))
    sides = {side for one in case.mapping.fields if not in_step(case, one) for side in edited(case, one)}
    if theirs.decide(intent) != ours.decide(intent):
        assert len(sides) == 2 or case.pair.base is None


@for_all
@given(coupled(limits=often), intents)
def test_values_that_do_not_fit_are_neither_written_nor_cut(case: Case, intent: Intent):
    """One value that is too long for its destination holds the whole record, and says which, where and how long."""
    (first, *more) = case.decide(intent)
    assume(first.ending not in (Ending.CONFLICT, Ending.EXCLUDED, Ending.WAITING))
    assume(first.reason is None or first.reason.code != "cannot_transform")
    fields = case.mapping.by_id
    flowing = [(one, side) for one in first.verdicts for side in Side if one.kind is TO[side]]
    texts = [(one.result, fields[one.field].length(side)) for one, side in flowing if isinstance(one.result, str)]
    unfit = {text for text, limit in texts if 0 < limit < len(text)}
    assert (first.ending is Ending.FAILED) is bool(unfit)
    if unfit:
        facts = first.reason.facts
        assert (more, first.values, first.reason.code) == ([], {}, "value_too_long")
        assert facts["value"] in unfit
        assert int(facts["length"]) == len(facts["value"]) > int(facts["limit"])


@for_all
@given(coupled(), intents)
def test_a_value_that_cannot_be_carried_over_holds_the_record(case: Case, intent: Intent):
    """A lookup to a record that is not coupled makes the record wait and names it; a rule that does not apply fails it.
    Neither is skipped, and neither is written."""
    (first, *more) = case.decide(intent)
    waiting = {one.hindrance for one in first.verdicts if one.kind is VerdictKind.WAITING}
    if first.ending is Ending.WAITING:
        assert set(first.waits) == {one for one in waiting if isinstance(one, Unlinked)} != set()
    if waiting and first.ending is not Ending.CONFLICT:
        assert first.ending in (Ending.WAITING, Ending.FAILED)
        assert not more


@for_all
@any_case
def test_each_reason_fills_its_sentence(case: Case, intent: Intent):
    """Every reason comes with exactly the facts its sentence has gaps for."""
    for reason in (one.reason for one in case.decide(intent) if one.reason):
        assert set(reason.facts) == set(PROBLEMS[reason.code].facts)
        assert all(isinstance(fact, str) and fact for fact in reason.facts.values())


@for_all
@given(coupled(), st.sampled_from(Side))
def test_the_winner_gets_all_fields_that_flow_and_no_other(case: Case, winner: Side):
    """*Synchronize Now* with a direction takes over every value of one side that flows, and leaves that side alone.
    What leads to nothing coupled, and was agreed to stand so, stands."""
    case = replace(
        case, mapping=replace(case.mapping, fields=tuple(replace(it, owner=None) for it in case.mapping.fields))
    )
    operations = case.decide(Intent(Will(winner=winner)))
    assume(operations[-1].ending in (None, Ending.UNCHANGED))
    after = carry_out(case, operations)
    assert after.pair.record(winner) == case.pair.record(winner)
    for one in case.mapping.fields:
        wanted = case.carried(one, winner)
        kept = (one.not_null and wanted is None) or (isinstance(wanted, Unlinked) and not edited(case, one))
        if one.direction.flows_to(winner.other) and one.mode is UpdateMode.ALWAYS and not kept:
            assert in_step(after, one)


@for_all
@given(coupled(deleted=True), intents)
def test_the_base_remembers_exactly_what_both_sides_show_afterwards(case: Case, intent: Intent):
    """What is remembered of a field is what both sides show of it, as soon as they agree or one was written; of every
    other field it stays as it was."""
    operations = case.decide(intent)
    assume(writes(operations) or operations[0].ending is Ending.UNCHANGED)
    assume(all(one.verdicts for one in operations) and operations[0].action is not Action.CREATE)
    after, before = carry_out(case, operations), case.pair.base or {}
    moved = {it.field for one in operations for it in one.verdicts if _stands(it.kind, writes(operations))}
    for one in case.mapping.fields:
        if one.id in moved:
            sides = after.of(one, Side.BC), after.of(one, Side.DATAVERSE)
            assert same_agreed(after.pair.base[one.id], sides)
        else:
            assert after.pair.base.get(one.id) == before.get(one.id)


def _stands(kind: VerdictKind, written: dict[Side, object]) -> bool:
    """Whether a verdict is about a value that now stands on both sides."""
    return kind in (VerdictKind.UNCHANGED, VerdictKind.AGREED) or any(kind is TO[side] for side in written)


def same_agreed(agreed: object, sides: tuple[object, object]) -> bool:
    """Whether this is what both sides show; the same value is remembered once."""
    return (
        same(sides[0], sides[1]) and same(agreed, sides[0])
        if not isinstance(agreed, Apart)
        else agreed == Apart(*sides)
    )


@for_all
@given(coupled(), unasked)
def test_what_is_skipped_as_in_step_would_not_have_mattered(case: Case, intent: Intent):
    """Fields that are not looked at because all three values are the same are all unchanged."""
    looked_at = at_issue(case.mapping, case.pair)
    for verdict in merge(case.mapping.fields, case.pair, intent.will, case.links):
        assert verdict.kind is VerdictKind.UNCHANGED or case.mapping.by_id[verdict.field] in looked_at
