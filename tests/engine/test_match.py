"""Match-based coupling: exactly one on each side, in the order of priorities, and doubt where there are several."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncadmin.engine.match import Criterion, Matching, match
from syncadmin.engine.values import Record, Side, Value
from tests.engine.builders import bc, dataverse, field_of, mapping_of

NAME, MAIL, CITY = field_of("name"), field_of("mail"), field_of("city")
MAPPING = mapping_of(NAME, MAIL, CITY)
BY_NAME = [Criterion(NAME)]


def left(key: str, **values: Value) -> Record:
    return replace(bc(**values), key=key)


def right(key: str, **values: Value) -> Record:
    return replace(dataverse(**values), key=key)


def told(found: Matching) -> tuple[list, dict, list]:
    pairs = [(one.bc.key, one.dataverse.key) for one in found.matches]
    doubts = {one.bc.key: [each.record.key for each in one.candidates] for one in found.doubts}
    return pairs, doubts, [one.key for one in found.unmatched]


@pytest.mark.parametrize(
    ("criteria", "ours", "theirs", "pairs", "doubts", "unmatched"),
    [
        pytest.param(BY_NAME, ["A"], ["A"], ["00"], {}, "", id="one and one"),
        pytest.param(BY_NAME, ["Contoso"], ["contoso"], ["00"], {}, "", id="capitals do not count"),
        pytest.param(
            [Criterion(NAME, case_sensitive=True)], ["Contoso"], ["contoso"], [], {}, "0", id="unless they are to"
        ),
        pytest.param(BY_NAME, ["A"], ["A", "A"], [], {"0": "01"}, "", id="two there"),
        pytest.param(BY_NAME, ["A", "A"], ["A"], [], {"0": "0", "1": "0"}, "", id="two here"),
        pytest.param(BY_NAME, ["A"], ["B"], [], {}, "0", id="nobody"),
        pytest.param(BY_NAME, [None], [None], [], {}, "0", id="a blank is nobody"),
        pytest.param([], ["A"], ["A"], [], {}, "0", id="no criteria"),
    ],
)
def test_records_are_matched(criteria, ours, theirs, pairs, doubts, unmatched):
    found = match(
        MAPPING,
        criteria,
        [left(str(place), name=name) for place, name in enumerate(ours)],
        [right(str(place), name=name) for place, name in enumerate(theirs)],
    )
    expected = ([tuple(pair) for pair in pairs], {key: list(keys) for key, keys in doubts.items()}, list(unmatched))
    assert told(found) == expected


def test_all_criteria_of_a_priority_count_together():
    ours = [left("1", name="A", mail="a@x")]
    theirs = [right("1", name="A", mail="b@x"), right("2", name="B", mail="a@x")]
    assert told(match(MAPPING, [Criterion(NAME), Criterion(MAIL)], ours, theirs)) == ([], {}, ["1"])


def test_a_later_priority_settles_what_an_earlier_one_left():
    ours = [left("1", name="A", mail="a@x"), left("2", name="B", mail="b@x")]
    theirs = [right("1", name="A", mail="z@x"), right("2", name="A", mail="a@x"), right("3", mail="b@x")]
    found = match(MAPPING, [Criterion(MAIL, 1), Criterion(NAME, 0)], ours, theirs)
    assert told(found)[0] == [("1", "2"), ("2", "3")]
    assert {one.priority for one in found.matches} == {1}


def test_candidates_are_ranked_by_what_agrees_and_say_so():
    ours = [left("1", name="A", mail="a@x", city="Oslo")]
    theirs = [right("1", name="A"), right("2", name="A", city="oslo"), right("3", name="A", mail="b@x")]
    (doubt,) = match(MAPPING, BY_NAME, ours, theirs).doubts
    assert [(one.record.key, one.agreeing) for one in doubt.candidates][0] == ("2", ("Name", "City"))
    assert doubt.count == 3


def test_a_candidate_that_found_its_partner_is_none_any_more():
    ours = [left("1", name="A"), left("2", name="A", mail="a@x")]
    theirs = [right("1", name="A", mail="a@x")]
    found = match(MAPPING, [Criterion(NAME, 0), Criterion(MAIL, 1)], ours, theirs)
    assert told(found) == ([("2", "1")], {}, ["1"])


records = st.lists(st.tuples(st.sampled_from("AaB "), st.sampled_from(["x", "y", None])), max_size=6)


@settings(max_examples=200, deadline=None, database=None)
@given(records, records, st.booleans())
def test_nobody_is_coupled_twice_and_everybody_is_accounted_for(ours, theirs, sensitive):
    here = [left(f"b{place}", name=name, mail=mail) for place, (name, mail) in enumerate(ours)]
    there = [right(f"d{place}", name=name, mail=mail) for place, (name, mail) in enumerate(theirs)]
    found = match(MAPPING, [Criterion(NAME, 0, sensitive), Criterion(MAIL, 1)], here, there)
    pairs, doubts, unmatched = told(found)
    assert sorted([one for one, _ in pairs] + list(doubts) + unmatched) == sorted(one.key for one in here)
    assert len({other for _, other in pairs}) == len(pairs)
    coupled = {other for _, other in pairs}
    assert all(candidates and not coupled & set(candidates) for candidates in doubts.values())
    mirrored = match(MAPPING, [Criterion(NAME, 0, sensitive), Criterion(MAIL, 1)], here[::-1], there[::-1])
    assert sorted(told(mirrored)[0]) == sorted(pairs)
    assert {one.side for one in here} <= {Side.BC}
