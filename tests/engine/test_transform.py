"""Transformation rules: what each does, what it refuses, and whether two-way chains are a fixpoint."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncadmin.engine.transform import (
    SETTINGS,
    CannotTransform,
    Form,
    Rule,
    RuleKind,
    fault,
    form_after,
    losses,
    transformed,
)
from syncadmin.engine.values import Value

DAY, MOMENT = date(2026, 11, 20), datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def rule(kind: str, **settings: str) -> Rule:
    return Rule(RuleKind(kind), settings)


@pytest.mark.parametrize(
    ("one", "value", "result"),
    [
        (rule("uppercase"), "Straße", "STRASSE"),
        (rule("lowercase"), "ÅSE", "åse"),
        (rule("title_case"), "ada  LOVELACE", "Ada  Lovelace"),
        (rule("trim"), "  a ", "a"),
        (rule("trim"), "   ", None),
        (rule("substring", start="2", length="3"), "abcdef", "bcd"),
        (rule("substring", start="3"), "abcdef", "cdef"),
        (rule("substring", start="9"), "abcdef", None),
        (rule("replace", find="a", replacement="b"), "banana", "bbnbnb"),
        (rule("replace", find="a"), "aa", None),
        (rule("regex_replace", pattern=r"(\d+) kr", replacement=r"NOK \1"), "12 kr", "NOK 12"),
        (rule("regex_match", pattern=r"\d+"), "No. 42", "42"),
        (rule("regex_match", pattern=r"No\. (\d+)"), "No. 42", "42"),
        (rule("regex_match", pattern="x"), "No. 42", None),
        (rule("remove_non_alphanumeric"), "+47 22-33 ø", "472233ø"),
        (rule("date_formatting", format="%d.%m.%Y"), DAY, "20.11.2026"),
        (rule("date_formatting"), MOMENT, "2026-11-20"),
        (rule("decimal_formatting", decimals="1"), Decimal("2.25"), "2.3"),
        (rule("decimal_formatting"), 3, "3.00"),
        (rule("round", precision="0.05"), Decimal("1.12"), Decimal("1.10")),
        (rule("round", precision="10", direction="up"), Decimal("11"), Decimal("20")),
        (rule("round", direction="down"), Decimal("1.9"), Decimal("1")),
        (rule("extract_from_date", part="week"), DAY, 47),
        (rule("extract_from_date", part="quarter"), DAY, 4),
        (rule("unix_timestamp"), MOMENT, 1795177800),
        (rule("unix_timestamp"), DAY, 1795132800),
    ],
)
def test_a_rule_does_what_its_name_says(one: Rule, value: Value, result: Value):
    assert fault(one) is None
    assert transformed([one], value) == result


@pytest.mark.parametrize("kind", RuleKind)
def test_a_blank_stays_blank(kind: RuleKind):
    assert transformed([Rule(kind)], None) is None


def test_rules_are_applied_one_after_the_other_until_nothing_is_left():
    chain = [rule("trim"), rule("substring", length="2"), rule("uppercase")]
    assert transformed(chain, " abc ") == "AB"
    assert transformed([rule("trim"), rule("date_formatting")], "  ") is None


@pytest.mark.parametrize(
    ("one", "value"),
    [
        (rule("uppercase"), 1),
        (rule("round"), "much"),
        (rule("round"), True),
        (rule("extract_from_date", part="day"), "2026-01-31"),
        (rule("unix_timestamp"), 12),
        (rule("regex_replace", pattern="a", replacement=r"\9"), "a"),
    ],
)
def test_a_value_of_another_kind_is_refused(one: Rule, value: Value):
    with pytest.raises(CannotTransform):
        transformed([one], value)


@pytest.mark.parametrize(
    "one",
    [
        rule("substring", start="0"),
        rule("substring", start="-1"),
        rule("substring", start="two"),
        rule("replace", replacement="x"),
        rule("regex_match"),
        rule("regex_match", pattern="("),
        rule("regex_match", pattern="a" * 201),
        rule("decimal_formatting", decimals="many"),
        rule("round", precision="0"),
        rule("round", direction="sideways"),
        rule("extract_from_date", part="hour"),
        rule("uppercase", start="1"),
        rule("decimal_formatting", decimals="11"),
        rule("round", precision="NaN"),
        rule("replace", find="a", replacement="b" * 201),
        rule("regex_replace", pattern="a", replacement="$1"),
        rule("regex_match", pattern="(?=a)"),
        rule("regex_match", pattern="(a{1000}){1000}"),
    ],
)
def test_settings_that_make_no_sense_are_told(one: Rule):
    assert fault(one)


@pytest.mark.parametrize(
    ("one", "setting"),
    [
        (rule("regex_match", pattern="("), "pattern"),
        (rule("regex_replace", pattern="a", replacement="$1"), "replacement"),
        (rule("round", precision="0"), "precision"),
        (rule("substring", length="x"), "length"),
        (rule("replace"), "find"),
        (rule("uppercase", start="1"), ""),
    ],
)
def test_a_fault_names_the_setting_it_is_about(one: Rule, setting: str):
    found = fault(one)
    assert found is not None
    assert found.setting == setting


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*x", "(a.*=)?", "(((a|b|c)*?d)|a)"])
def test_no_pattern_takes_more_time_than_the_text_is_worth(pattern: str):
    """With a backtracking engine each of these would still be busy when the suite is long over."""
    one = rule("regex_replace", pattern=pattern, replacement="x")
    assert transformed([one], "a" * 2000 + "!")


@pytest.mark.parametrize("one", [rule("regex_match", pattern="a"), rule("replace", find="a", replacement="b" * 200)])
def test_a_text_that_is_too_long_to_be_searched_is_refused(one: Rule):
    assert transformed([one], "a" * 10_000)
    with pytest.raises(CannotTransform, match="more than 10000 characters"):
        transformed([one], "a" * 10_001)


def test_replacements_one_after_the_other_cannot_grow_without_end():
    growing = rule("replace", find="a", replacement="a" * 200)
    with pytest.raises(CannotTransform):
        transformed([growing] * 9, "a")


@pytest.mark.parametrize(
    ("replacement", "result"),
    [(r"\2-\1", "12-No"), ("$2-$1", "12-No"), ("$$", "$"), ("\\\\", "\\"), (r"<\0>", "<No 12>"), ("ø", "ø")],
)
def test_a_replacement_may_name_what_was_found(replacement: str, result: str):
    one = rule("regex_replace", pattern=r"(\pL+) (\d+)", replacement=replacement)
    assert transformed([one], "No 12") == result


@pytest.mark.parametrize(
    ("chain", "form", "after"),
    [
        ([], Form.NUMBER, Form.NUMBER),
        ([rule("trim"), rule("round")], Form.TEXT, Form.NUMBER),
        ([rule("round"), rule("decimal_formatting"), rule("trim")], Form.NUMBER, Form.TEXT),
        ([rule("unix_timestamp")], Form.DATE, Form.NUMBER),
        ([rule("trim")], Form.NUMBER, rule("trim")),
        ([rule("date_formatting"), rule("unix_timestamp")], Form.DATE, rule("unix_timestamp")),
        ([rule("uppercase")], Form.OTHER, rule("uppercase")),
    ],
)
def test_the_form_of_what_leaves_a_chain_is_known_beforehand(chain: list[Rule], form: Form, after: Form | Rule):
    assert form_after(chain, form) == after


def test_every_setting_belongs_to_a_kind():
    assert {kind for kind in SETTINGS if not SETTINGS[kind]} == set()


@pytest.mark.parametrize(
    ("there", "back", "samples", "lost"),
    [
        ([rule("uppercase")], [rule("lowercase")], ["Abc", "ÅSE"], []),
        ([rule("uppercase")], [], ["Abc"], []),
        ([rule("substring", length="2")], [], ["abc"], []),
        ([rule("decimal_formatting")], [rule("round", precision="0.01")], [Decimal("1.005")], []),
        ([rule("replace", find="a", replacement="aa")], [], ["banana"], ["banana"]),
        ([rule("date_formatting")], [rule("unix_timestamp")], [DAY], [DAY]),
        ([], [rule("uppercase")], ["Abc", "ABC"], ["Abc"]),
        ([rule("round")], [], ["much"], []),
        ([], [], ["a", None], []),
    ],
)
def test_a_two_way_chain_must_be_a_fixpoint(
    there: list[Rule], back: list[Rule], samples: list[Value], lost: list[Value]
):
    assert losses(there, back, samples) == lost


settings_of = st.sampled_from(["", "1", "0", "-1", "x", "(", r"(\d+)", "nearest", "day", "%Y", "%"])
rules = st.sampled_from(RuleKind).flatmap(
    lambda kind: st.fixed_dictionaries(dict.fromkeys(SETTINGS.get(kind, ()), settings_of)).map(
        lambda some: Rule(kind, some)
    )
)
anything = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["NaN", "1e999999", "-Infinity", "1e30"]),
    st.integers(),
    st.decimals(),
    st.dates(),
)


@settings(max_examples=400, deadline=None, database=None)
@given(rules, anything)
def test_a_rule_transforms_or_says_why_not(one: Rule, value: Value):
    with suppress(CannotTransform):
        assert isinstance(transformed([one], value), (str, int, Decimal, type(None)))
