"""Undo takes back exactly what still stands, keeps later edits, and does not come back by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from syncadmin.engine.carry import same
from syncadmin.engine.decide import Intent, decide
from syncadmin.engine.mapping import TableMapping
from syncadmin.engine.merge import Will
from syncadmin.engine.undo import Done, settled, undo
from syncadmin.engine.values import Action, Ending, Operation, Pair, Side
from tests.engine.builders import alone, bc, dataverse, field_of, mapping_of, pair_of
from tests.engine.strategies import carry_out, coupled
from tests.engine.test_properties import for_all

MAPPING = mapping_of(field_of("name"), field_of("city"))
BEFORE = pair_of(bc(name="B", city="B"), dataverse(name="A", city="A"), {"name": "A", "city": "A"})


def done(one: Operation, key: str = "dv-key") -> Done:
    assert one.side
    return Done(one.action, one.side, one.key or key, one.values, one.verdicts)


def updated() -> tuple[Pair, Done]:
    operations = decide(MAPPING, BEFORE, Intent())
    return carry_out(MAPPING, BEFORE, operations), done(operations[0])


def test_the_former_values_are_written_back():
    after, what = updated()
    operation = undo(MAPPING, after, what)
    assert (operation.action, operation.side, operation.expects) == (Action.UPDATE, Side.DATAVERSE, "d1+")
    assert operation.values == {"dv_name": "A", "dv_city": "A"}


def test_a_field_edited_since_keeps_the_edit():
    after, what = updated()
    edited = replace(after, dataverse=replace(after.dataverse, values={"dv_name": "C", "dv_city": "B"}))
    operation = undo(MAPPING, edited, what)
    assert operation.values == {"dv_city": "A"}
    assert operation.reason.facts == {"fields": "Name", "system": "Dataverse"}


def test_nothing_is_left_to_take_back():
    after, what = updated()
    edited = replace(after, dataverse=replace(after.dataverse, values={"dv_name": "C", "dv_city": "C"}))
    operation = undo(MAPPING, edited, what)
    assert (operation.action, operation.ending, operation.reason.code) == (
        Action.NOTHING,
        Ending.EXCLUDED,
        "edited_since",
    )


@pytest.mark.parametrize(("name", "action"), [("B", Action.DELETE), ("Edited", Action.NOTHING)])
def test_a_record_that_was_created_is_deleted_unless_it_was_edited(name: str, action: Action):
    mapping = mapping_of(field_of(), only_coupled=False)
    pair = alone(bc(name="B"))
    (create,) = decide(mapping, pair, Intent())
    made = pair_of(bc(name="B"), dataverse(name=name), {"name": "B"})
    assert undo(mapping, made, done(create)).action is action


def test_a_record_that_is_gone_is_left_alone():
    _, what = updated()
    assert undo(MAPPING, pair_of(bc(), dataverse(deleted=True)), what).reason.code == "record_deleted"


@for_all
@given(coupled(), st.sampled_from(Side))
def test_undone_is_as_before_and_stays_so(situation: tuple[TableMapping, Pair], winner: Side):
    mapping, pair = situation
    mapping = replace(mapping, fields=tuple(replace(one, owner=None) for one in mapping.fields))
    intent = Intent(Will(winner=winner))
    operations = decide(mapping, pair, intent)
    assume(operations[0].verdicts and operations[0].action is Action.UPDATE)
    now = carry_out(mapping, pair, operations)
    for one in operations:
        back = undo(mapping, now, done(one))
        assert back.values.keys() == one.values.keys()
        now = carry_out(mapping, now, [back])
    fields = mapping.fields
    assert all(same(one.of(now.record(side)), one.of(pair.record(side))) for one in fields for side in Side)
    rested = replace(now, base=settled(mapping, pair.base, now))
    (rest,) = decide(mapping, rested, Intent())
    assert rest.ending in (Ending.UNCHANGED, Ending.EXCLUDED)
