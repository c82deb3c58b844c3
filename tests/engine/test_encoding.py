"""Values and verdicts survive JSON without loss, with the type they had."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncadmin.engine.encoding import (
    decode,
    decode_values,
    decode_verdicts,
    encode,
    encode_values,
    encode_verdicts,
)
from syncadmin.engine.values import Value, Values, Verdict, VerdictKind

zones = st.sampled_from([UTC, timezone(timedelta(hours=-9, minutes=-30)), None])
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=zones),
)
verdicts = st.builds(Verdict, st.text(), st.sampled_from(VerdictKind), values, values, values, values)
quick = settings(max_examples=100, deadline=None, database=None)


def through_json(encoded: object) -> object:
    return json.loads(json.dumps(encoded))


def exact(value: Value) -> tuple[type, str]:
    return type(value), repr(value) if isinstance(value, Decimal) else str(value)


@quick
@given(values)
def test_a_value_comes_back_with_its_type_and_every_digit(value: Value):
    again = decode(through_json(encode(value)))
    assert again == value
    assert exact(again) == exact(value)


@quick
@given(st.dictionaries(st.text(), values))
def test_all_values_come_back_by_name(some: Values):
    assert decode_values(through_json(encode_values(some))) == some


@quick
@given(st.lists(verdicts))
def test_verdicts_come_back_in_order(some: list[Verdict]):
    assert decode_verdicts(through_json(encode_verdicts(some))) == tuple(some)


@pytest.mark.parametrize(
    "value",
    [Decimal("1.10"), Decimal("0E+3"), date(2026, 2, 28), datetime(2026, 2, 28, 23, 59, 59, 999000, UTC)],
    ids=str,
)
def test_amounts_and_dates_are_told_from_their_texts(value: Value):
    assert decode(through_json(encode(str(value)))) == str(value)
    assert exact(decode(through_json(encode(value)))) == exact(value)
