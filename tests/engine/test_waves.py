"""Waves: whatever depends on whatever, each mapping runs after those it waits for, and a circle hangs nobody."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syncadmin.engine.waves import CLASSIC, arrange

NAMES = st.sampled_from([*CLASSIC, *"ABCDEFG"])
GRAPHS = st.dictionaries(NAMES, st.lists(NAMES, max_size=3), max_size=8)

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def waves(dependencies: dict[str, list[str]]) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for one in arrange(dependencies):
        found.setdefault(one.wave, []).append(one.name)
    return [found[wave] for wave in sorted(found)]


@pytest.mark.parametrize(
    ("dependencies", "expected"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({name: [] for name in sorted(CLASSIC)}, [list(CLASSIC)], id="BC's order among equals"),
        pytest.param({"Z": [], "CONTACT": [], "A": []}, [["CONTACT", "A", "Z"]], id="others by name"),
        pytest.param({"A": ["NOPE"]}, [["A"]], id="an unknown name holds up nothing"),
        pytest.param({"A": ["B", "B"], "B": []}, [["B"], ["A"]], id="a name given twice"),
        pytest.param({"A": ["A"]}, [["A"]], id="itself"),
        pytest.param({"A": ["B"], "B": ["A"], "C": ["A"]}, [["A", "B"], ["C"]], id="a circle stands together"),
        pytest.param({"A": ["B"], "B": ["A", "C"], "C": []}, [["C"], ["A", "B"]], id="what a circle waits for"),
        pytest.param(
            {
                "CONTACT": ["CUSTOMER"],
                "CUSTOMER": ["CURRENCY"],
                "CURRENCY": [],
                "UNIT OF MEASURE": [],
                "A": ["CONTACT"],
            },
            [["CURRENCY", "UNIT OF MEASURE"], ["CUSTOMER"], ["CONTACT"], ["A"]],
            id="a chain",
        ),
    ],
)
def test_mappings_come_in_waves(dependencies: dict[str, list[str]], expected: list[list[str]]) -> None:
    assert waves(dependencies) == expected


def test_what_is_no_mapping_and_what_is_a_circle_is_told() -> None:
    found = {one.name: one for one in arrange({"A": ["B", "NOPE"], "B": ["A"], "C": ["C", "A"]})}
    assert [found[name].circle for name in "ABC"] == [("A", "B"), ("A", "B"), ("C",)]
    assert (found["A"].unknown, found["A"].waits_for, found["C"].waits_for) == (("NOPE",), (), ("A",))


@unhurried
@given(GRAPHS)
def test_every_mapping_has_one_place_behind_all_it_waits_for(dependencies: dict[str, list[str]]) -> None:
    places = arrange(dependencies)
    assert sorted(one.name for one in places) == sorted(dependencies)
    wave = {one.name: one.wave for one in places}
    assert all(wave[before] < one.wave for one in places for before in one.waits_for)
    assert [one.wave for one in places] == sorted(one.wave for one in places)


@unhurried
@given(GRAPHS)
def test_a_wave_is_the_first_that_is_possible(dependencies: dict[str, list[str]]) -> None:
    places = {one.name: one for one in arrange(dependencies)}
    for one in places.values():
        together = [places[name] for name in one.circle] or [one]
        assert one.wave == max((places[before].wave + 1 for each in together for before in each.waits_for), default=0)


@unhurried
@given(GRAPHS)
def test_every_name_given_is_waited_for_or_told(dependencies: dict[str, list[str]]) -> None:
    for one in arrange(dependencies):
        assert {*one.waits_for, *one.unknown, *one.circle} >= set(dependencies[one.name])
        assert not set(one.waits_for) & set(one.circle)


@unhurried
@given(GRAPHS, st.randoms(use_true_random=False))
def test_the_order_in_which_mappings_are_given_does_not_matter(
    dependencies: dict[str, list[str]], chance: random.Random
) -> None:
    shuffled = list(dependencies.items())
    chance.shuffle(shuffled)
    assert arrange(dict(shuffled)) == arrange(dependencies)
