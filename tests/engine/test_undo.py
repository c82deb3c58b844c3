"""Undo takes back exactly what still stands and keeps later edits. The law for all plans is in ``test_properties``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import ConflictPolicy
from syncadmin.engine.merge import Will
from syncadmin.engine.problems import PROBLEMS
from syncadmin.engine.undo import Deed, Done, Standing, Step, together, undo
from syncadmin.engine.values import Action, Apart, Ending, Operation, Pair, Side, Value, Verdict, VerdictKind
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of

MAPPING = mapping_of(field_of("name"), field_of("city"))
BEFORE = pair_of(bc(name="B", city="B"), dataverse(name="A", city="A"), {"name": "A", "city": "A"})


def done(one: Operation, before: Pair, **more: bool) -> Done:
    """What a job notes of an operation that it carried out."""
    assert one.side
    record = before.record(one.side)
    former = {name: record.values.get(name) for name in one.values} if record else {}
    return Done(one.action, {} if one.action is Action.CREATE else former, one.values, one.verdicts, **more)


def updated() -> tuple[Pair, Deed]:
    """A pair whose account got both values of its customer."""
    (one,) = decide(MAPPING, BEFORE, Intent())
    after = replace(BEFORE, dataverse=dataverse("d2", name="B", city="B"), base={"name": "B", "city": "B"})
    return after, Deed({Side.DATAVERSE: done(one, BEFORE)})


def back(pair: Pair, deed: Deed, standing: Standing = Standing.COUPLED) -> Step:
    (step,) = undo(MAPPING, pair, deed, standing)
    return step


def test_the_former_values_are_written_back_and_remembered_as_a_difference_that_stands():
    after, deed = updated()
    step = back(after, deed)
    assert (step.operation.action, step.operation.side, step.operation.expects) == (Action.UPDATE, Side.DATAVERSE, "d2")
    assert step.operation.values == {"dv_name": "A", "dv_city": "A"}
    assert [(one.field, one.kind, one.result) for one in step.operation.verdicts] == [
        ("name", VerdictKind.FROM_BC, "A"),
        ("city", VerdictKind.FROM_BC, "A"),
    ]
    assert step.base == {"name": Apart("B", "A"), "city": Apart("B", "A")}


def test_a_field_edited_since_keeps_the_edit():
    after, deed = updated()
    step = back(replace(after, dataverse=dataverse(name="C", city="B")), deed)
    assert step.operation.values == {"dv_city": "A"}
    assert step.operation.reason.facts == {"fields": "Name", "system": "Dataverse"}
    assert step.base.keys() == {"city"}


def test_where_everything_was_edited_nothing_is_taken_back():
    after, deed = updated()
    one = back(replace(after, dataverse=dataverse(name="C", city="C")), deed).operation
    assert (one.action, one.ending, one.reason.code) == (Action.NOTHING, Ending.EXCLUDED, "edited_since")


def test_where_everything_is_as_before_already_nothing_is_told():
    after, deed = updated()
    one = back(replace(after, dataverse=dataverse(name="A", city="A")), deed).operation
    assert (one.action, one.ending, one.reason) == (Action.NOTHING, Ending.UNCHANGED, None)


def test_a_property_that_is_not_read_any_more_stands_while_nobody_wrote_the_record():
    after, deed = updated()
    partly = replace(after, dataverse=dataverse(city="B"))
    assert back(partly, deed).operation.values == {"dv_name": "A", "dv_city": "A"}
    touched = Deed({Side.DATAVERSE: replace(deed.records[Side.DATAVERSE], touched=True)})
    assert back(partly, touched).operation.values == {"dv_city": "A"}


@pytest.mark.parametrize(
    ("name", "touched", "action", "code"),
    [
        ("B", False, Action.DELETE, None),
        ("Edited", True, Action.NOTHING, "edited_since"),
        ("B", True, Action.NOTHING, "touched_since"),
    ],
)
def test_a_record_that_was_created_is_deleted_unless_it_was_edited(name, touched, action, code):
    mapping = mapping_of(field_of(), only_coupled=False)
    (create,) = decide(mapping, alone(bc(name="B")), Intent())
    made = pair_of(bc(name="B"), dataverse(name=name), {"name": "B"})
    deed = Deed({Side.DATAVERSE: done(create, alone(bc(name="B")), touched=touched)})
    (step,) = undo(mapping, made, deed, Standing.COUPLED)
    reason = step.operation.reason
    assert (step.operation.action, reason and reason.code) == (action, code)
    assert reason is None or set(reason.facts) == set(PROBLEMS[code].facts)


def test_a_created_record_that_is_gone_leaves_its_coupling_to_be_removed():
    deed = Deed({Side.DATAVERSE: Done(Action.CREATE, {}, {"dv_name": "B"})})
    step = back(pair_of(bc(), dataverse(deleted=True)), deed)
    assert (step.operation.action, step.operation.reason.code) == (Action.UNCOUPLE, "record_deleted")
    assert step.operation.reason.facts == {"system": "Dataverse"}


def test_a_deleted_record_is_created_with_what_is_known():
    deed = Deed({Side.DATAVERSE: Done(Action.DELETE, {"dv_name": "A", "dv_city": None})})
    step = back(pair_of(bc(name="A"), dataverse(deleted=True)), deed, Standing.FREE)
    assert (step.operation.action, step.operation.values) == (Action.CREATE, {"dv_name": "A"})


COUPLINGS = [
    (Action.COUPLE, Standing.COUPLED, Action.UNCOUPLE),
    (Action.COUPLE, Standing.FREE, Action.NOTHING),
    (Action.UNCOUPLE, Standing.FREE, Action.COUPLE),
    (Action.UNCOUPLE, Standing.COUPLED, Action.NOTHING),
    (Action.COUPLE, Standing.ELSEWHERE, Action.NOTHING),
]


@pytest.mark.parametrize(("did", "standing", "action"), COUPLINGS)
def test_couplings_are_taken_back_where_they_still_are_as_they_were_left(did, standing, action):
    assert back(BEFORE, Deed({}, did), standing).operation.action is action


def test_a_pair_that_has_other_partners_by_now_is_left_alone():
    after, deed = updated()
    assert back(after, deed, Standing.ELSEWHERE).operation.reason.code == "coupled_since"


def test_two_updates_of_one_job_are_one_step_back():
    first = Done(Action.UPDATE, {"dv_name": "A"}, {"dv_name": "B"})
    then = Done(Action.UPDATE, {"dv_name": "B", "dv_city": "A"}, {"dv_name": "C", "dv_city": "C"})
    both = together(first, then)
    assert (both.before, both.left) == ({"dv_name": "A", "dv_city": "A"}, {"dv_name": "C", "dv_city": "C"})


@pytest.mark.parametrize(
    ("policy", "base"), [(ConflictPolicy.ASK, "A"), (ConflictPolicy.SEND, Apart("B", "C")), (ConflictPolicy.GET, "A")]
)
def test_a_settled_conflict_is_one_again_where_one_would_be_asked_for(policy: ConflictPolicy, base: Value | Apart):
    mapping = mapping_of(field_of("name"), policy=ConflictPolicy.ASK)
    before = pair_of(bc(name="B"), dataverse(name="C"), {"name": "A"})
    (one,) = decide(mapping, before, Intent(Will(choices={"name": Side.BC})))
    after = pair_of(bc(name="B"), dataverse(name="B"), {"name": "B"})
    mapping = replace(mapping, policy=policy)
    (step,) = undo(mapping, after, Deed({Side.DATAVERSE: done(one, before)}), Standing.COUPLED)
    expected = Apart("B", "C") if policy.winner else base
    assert step.base == {"name": expected}


def test_a_property_that_is_not_mapped_is_taken_back_as_well():
    archived = Deed({Side.DATAVERSE: Done(Action.UPDATE, {"dv_state": "open"}, {"dv_state": "archived"})})
    assert back(pair_of(bc(), dataverse(state="archived")), archived).operation.values == {"dv_state": "open"}
    edited = back(pair_of(bc(), dataverse(state="lost")), archived).operation
    assert (edited.action, edited.reason.facts["fields"]) == (Action.NOTHING, "dv_state")


def test_of_two_updates_a_field_keeps_the_verdict_by_which_it_was_written_first():
    def of(**kinds: VerdictKind) -> Done:
        return Done(Action.UPDATE, verdicts=tuple(Verdict(it, kind, None, "B", "A", "B") for it, kind in kinds.items()))

    first = of(name=VerdictKind.FROM_BC, city=VerdictKind.KEPT)
    both = together(first, of(name=VerdictKind.UNCHANGED, city=VerdictKind.FROM_BC))
    flowed = [one.field for one in both.verdicts if one.kind is VerdictKind.FROM_BC]
    assert (flowed, len(both.verdicts)) == (["name", "city"], 3)
