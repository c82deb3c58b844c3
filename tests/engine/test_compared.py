"""Fields that are never changed: one that differs holds its record, and some have to be what they are before a record
gets a counterpart. And filters that count for records only that are not coupled."""

import pytest

from syncadmin.engine.decide import Intent, decide, would_create
from syncadmin.engine.links import Links
from syncadmin.engine.mapping import Condition, Direction, FieldMapping, TableMapping, UpdateMode
from syncadmin.engine.merge import Will
from syncadmin.engine.values import Action, Ending, Pair, Record, Side

TO_DATAVERSE, FIXED = Direction.TO_DATAVERSE, UpdateMode.FIXED
NAME = FieldMapping("n", "Name", "name", "title", TO_DATAVERSE)


def mapping(*fields, direction=TO_DATAVERSE, **settings):
    return TableMapping("M", "things", "thing", direction, (NAME, *fields), only_coupled=False, **settings)


def here(**values):
    return Record(Side.BC, "things", "1", "v1", {"name": "A", **values})


def there(**values):
    return Record(Side.DATAVERSE, "thing", "2", "v2", {"title": "A", **values})


def decided(one, bc=None, dataverse=None, base=None, **intent):
    coupled = bool(bc and dataverse)
    return decide(one, Pair("p", base, bc, dataverse, coupled=coupled), Intent(**intent))[0]


def fixed(**more):
    return FieldMapping("c", "Code", "code", "key", TO_DATAVERSE, mode=FIXED, **more)


def test_a_fixed_field_is_written_to_a_new_record():
    assert decided(mapping(fixed()), here(code="X")).values == {"title": "A", "key": "X"}


def test_a_fixed_field_that_agrees_is_no_matter_and_others_are_written():
    found = decided(mapping(fixed()), here(code="X", name="B"), there(key="X"))
    assert (found.action, found.values) == (Action.UPDATE, {"title": "B"})


@pytest.mark.parametrize("base", [None, {"n": "A", "c": "X"}, {"n": "A", "c": "Y"}])
@pytest.mark.parametrize("winner", [None, *Side])
def test_a_fixed_field_that_differs_holds_the_record_whoever_wins(base, winner):
    found = decided(mapping(fixed()), here(code="X", name="B"), there(key="Y"), base, will=Will(winner=winner))
    assert (found.action, found.ending, found.reason.code) == (Action.NOTHING, Ending.FAILED, "field_differs")
    assert found.reason.facts == {"system": "Dataverse", "field": "Code", "value": "Y", "wanted": "X"}


def test_a_fixed_lookup_is_told_in_the_words_of_business_central():
    links = Links({"CURRENCY": {"EUR": "k1", "USD": "k2"}}, {"CURRENCY": {"k1": "EUR", "k2": "USD"}})
    pair = Pair("p", None, here(code="EUR"), there(key="k2"), coupled=True)
    facts = decide(mapping(fixed(relation="CURRENCY")), pair, Intent(), links)[0].reason.facts
    assert (facts["value"], facts["wanted"]) == ("USD", "EUR")


def test_what_a_new_record_cannot_be_given_is_only_compared_later():
    one = mapping(fixed(creatable=False))
    assert decided(one, here(code="X")).values == {"title": "A"}
    assert decided(one, here(code="X"), there(key="Y")).reason.code == "field_differs"


def demand(**more):
    return FieldMapping("d", "Currencies", "count", "", TO_DATAVERSE, constant=1, mode=FIXED, **more)


@pytest.mark.parametrize("partner", [None, there()])
def test_a_constant_is_demanded_of_the_record_it_is_about(partner):
    assert decided(mapping(demand()), here(count=1, name="B"), partner).action in (Action.CREATE, Action.UPDATE)
    found = decided(mapping(demand()), here(count=2, name="B"), partner)
    assert (found.ending, found.reason.code) == (Ending.FAILED, "field_differs")
    assert found.reason.facts == {"system": "Business Central", "field": "Currencies", "value": "2", "wanted": "1"}


def test_a_constant_may_be_demanded_only_of_records_that_get_a_counterpart():
    shared = FieldMapping(
        "s", "Users", "", "users", TO_DATAVERSE, constant=1, mode=UpdateMode.ON_CREATE, creatable=False
    )
    name = FieldMapping("n", "Name", "name", "title")
    one = TableMapping("M", "things", "thing", Direction.BIDIRECTIONAL, (name, shared), only_coupled=False)
    assert decided(one, None, there(users=2)).reason.code == "field_differs"
    assert decided(one, None, there(users=1)).values == {"name": "A"}
    assert decided(one, here(name="B"), there(users=2), {"n": "A"}).values == {"title": "B"}
    assert decided(one, here()).values == {"title": "A"}


def test_a_filter_for_new_records_does_not_hold_a_coupled_one():
    blocked = Condition(Side.BC, "blocked", "Blocked", (False,), new=True)
    one = mapping(filters=(blocked,))
    alone = Pair("p", None, here(blocked=True))
    assert decided(one, here(blocked=True)).reason.code == "filtered_out"
    assert not would_create(one, alone, Intent())
    assert would_create(one, Pair("p", None, here(blocked=False)), Intent())
    assert decided(one, here(blocked=True, name="B"), there()).values == {"title": "B"}
