"""Values are normalised at the border, and what was normalised stays as it is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import simplejson
from hypothesis import given, settings
from hypothesis import strategies as st

from syncadmin.connections.clients import values
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.http import encode
from syncadmin.engine.values import Side

NEW_YEAR = datetime(2026, 1, 1, 12, 30, 5, tzinfo=UTC)

READ = [
    (Side.BC, "text", "", None),
    (Side.BC, "text", "  Adatum \r\nInc. ", "Adatum \nInc."),
    (Side.BC, "text", "Cafe\u0301", "Café"),
    (Side.DATAVERSE, "text", None, None),
    (Side.DATAVERSE, "text", " \t ", None),
    (Side.BC, "code", " abc1 ", "ABC1"),
    (Side.BC, "code", "straße", "STRAßE"),
    (Side.BC, "guid", "00000000-0000-0000-0000-000000000000", None),
    (Side.BC, "guid", "{5A1B2C3D-0000-4000-8000-ABCDEF012345}", "5a1b2c3d-0000-4000-8000-abcdef012345"),
    (Side.DATAVERSE, "lookup", None, None),
    (Side.BC, "date", "0001-01-01", None),
    (Side.BC, "date", "2026-02-28", date(2026, 2, 28)),
    (Side.DATAVERSE, "date", "2026-02-28T00:00:00Z", date(2026, 2, 28)),
    (Side.BC, "moment", "0001-01-01T00:00:00Z", None),
    (Side.BC, "moment", "2026-01-01T12:30:05Z", NEW_YEAR),
    (Side.BC, "moment", "2026-01-01T12:30:05.1234567Z", NEW_YEAR.replace(microsecond=123456)),
    (Side.DATAVERSE, "moment", "2026-01-01T14:30:05+02:00", NEW_YEAR),
    (Side.DATAVERSE, "moment", "2026-01-01T12:30:05", NEW_YEAR),
    (Side.BC, "option", "_x0020_", None),
    (Side.BC, "option", " ", None),
    (Side.BC, "option", "Credit_x0020_Memo", "Credit Memo"),
    (Side.BC, "option", "Prod_x002E__x0020_Order", "Prod. Order"),
    (Side.DATAVERSE, "option", 3, 3),
    (Side.DATAVERSE, "option", None, None),
    (Side.DATAVERSE, "option", "1,2", "1,2"),
    (Side.BC, "decimal", Decimal("20000.0000"), Decimal("20000")),
    (Side.BC, "decimal", 0, Decimal("0")),
    (Side.BC, "decimal", Decimal("-0.00"), Decimal("0")),
    (Side.DATAVERSE, "decimal", Decimal("1E+3"), Decimal("1000")),
    (Side.DATAVERSE, "integer", None, None),
    (Side.BC, "boolean", False, False),
]


@pytest.mark.parametrize(("side", "kind", "raw", "value"), READ)
def test_a_value_is_read_in_its_normal_form(side, kind, raw, value):
    found = values.incoming(side, Column("x", ColumnKind(kind)), raw)
    assert found == value
    assert str(found) == str(value)


BLANKS = {
    "text": "",
    "code": "",
    "integer": 0,
    "decimal": 0,
    "boolean": False,
    "date": "0001-01-01",
    "moment": "0001-01-01T00:00:00Z",
    "option": "_x0020_",
    "options": "",
    "guid": "00000000-0000-0000-0000-000000000000",
    "lookup": "00000000-0000-0000-0000-000000000000",
}


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_nothing_is_written_as_the_blank_of_its_kind_in_business_central(kind):
    assert values.outgoing(Side.BC, Column("x", kind), None) == BLANKS[kind]


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_nothing_is_written_as_null_in_dataverse(kind):
    assert values.outgoing(Side.DATAVERSE, Column("x", kind), None) is None


@pytest.mark.parametrize(
    ("side", "kind", "value", "raw"),
    [
        (Side.BC, "option", "Credit Memo", "Credit_x0020_Memo"),
        (Side.BC, "option", "Prod. Order", "Prod_x002E__x0020_Order"),
        (Side.BC, "option", "_x0020_", "_x005F_x0020_"),
        (Side.BC, "code", "abc", "ABC"),
        (Side.BC, "moment", NEW_YEAR.replace(microsecond=123999), "2026-01-01T12:30:05.123Z"),
        (Side.DATAVERSE, "moment", NEW_YEAR.replace(microsecond=123999), "2026-01-01T12:30:05Z"),
        (Side.DATAVERSE, "date", date(2026, 1, 2), "2026-01-02"),
        (Side.DATAVERSE, "option", 3, 3),
        (Side.DATAVERSE, "decimal", Decimal("1.125"), Decimal("1.12")),
    ],
)
def test_a_value_is_written_as_its_column_takes_it(side, kind, value, raw):
    assert values.outgoing(side, Column("x", ColumnKind(kind), scale=2), value) == raw


@pytest.mark.parametrize("raw", ["twelve", "NaN", "Infinity"])
def test_what_is_no_number_is_no_decimal(raw):
    with pytest.raises(ValueError, match="not a number"):
        values.decimal(raw)


sides = st.sampled_from(Side)
texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**25), max_value=10**25)
VALUES = {
    ColumnKind.TEXT: texts,
    ColumnKind.CODE: texts,
    ColumnKind.INTEGER: st.integers(-(2**63), 2**63 - 1),
    ColumnKind.DECIMAL: numbers,
    ColumnKind.BOOLEAN: st.booleans(),
    ColumnKind.DATE: st.dates(min_value=date(1, 1, 2)),
    ColumnKind.MOMENT: st.datetimes(min_value=datetime(1, 1, 3), timezones=st.just(UTC)),  # noqa: DTZ001
    ColumnKind.OPTION: texts,
    ColumnKind.OPTIONS: st.lists(st.integers(0, 10**9), max_size=4).map(lambda some: ",".join(map(str, some))),
    ColumnKind.GUID: st.uuids().flatmap(lambda key: st.sampled_from([str(key), f"{{{str(key).upper()}}}"])),
    ColumnKind.LOOKUP: st.uuids().map(str),
}


@st.composite
def cases(draw):
    """A side, one of its columns, and a value for it or none."""
    side, kind = draw(st.sampled_from(Side)), draw(st.sampled_from(ColumnKind))
    fitting = st.integers(0, 10**9) if side is Side.DATAVERSE and kind is ColumnKind.OPTION else VALUES[kind]
    column = Column("x", kind, scale=draw(st.sampled_from([None, 0, 2, 5, 10])))
    return side, column, draw(st.none() | fitting)


def travelled(side, column, value):
    """The value as it comes back: through JSON as it is sent, and as it is read."""
    return simplejson.loads(encode({"x": values.outgoing(side, column, value)}), use_decimal=True)["x"]


@given(cases())
@settings(max_examples=600)
def test_a_value_of_any_kind_reads_as_it_was_settled(case):
    side, column, value = case
    once = values.settled(side, column, value)
    assert values.incoming(side, column, travelled(side, column, once)) == once
    assert values.settled(side, column, once) == once


@given(st.sampled_from(Side), st.sampled_from([ColumnKind.TEXT, ColumnKind.CODE]), texts)
def test_a_text_that_was_read_reads_the_same_after_writing(side, kind, raw):
    column = Column("x", kind)
    once = values.incoming(side, column, raw)
    assert values.incoming(side, column, travelled(side, column, once)) == once


@given(texts)
def test_a_member_that_was_read_reads_the_same_after_writing(raw):
    column = Column("x", ColumnKind.OPTION)
    once = values.incoming(Side.BC, column, raw)
    assert values.incoming(Side.BC, column, travelled(Side.BC, column, once)) == once


@given(st.dates(min_value=date(1753, 1, 1)))
def test_a_date_is_the_same_day_on_both_sides(day):
    column = Column("x", ColumnKind.DATE)
    there = values.incoming(Side.DATAVERSE, column, travelled(Side.DATAVERSE, column, day))
    assert values.incoming(Side.BC, column, travelled(Side.BC, column, there)) == day


@pytest.mark.parametrize("raw", ["0.1", "20000.0000", "79228162514264337593543950335", "1E-10", "-0.00"])
def test_a_number_keeps_every_digit(raw):
    column = Column("x", ColumnKind.DECIMAL)
    body = encode({"x": values.outgoing(Side.BC, column, Decimal(raw))}).decode()
    assert "E" not in body
    assert Decimal(body.removeprefix('{"x":').removesuffix("}")) == Decimal(raw)


@pytest.mark.parametrize("raw", ["1E+999999999", "1E-999999999", "9999-12-31T23:59:59-14:00", "maybe", "1.5"])
def test_what_no_column_can_hold_is_refused_and_not_cut(raw):
    kind = {"9": ColumnKind.MOMENT, "m": ColumnKind.BOOLEAN}.get(raw[0], ColumnKind.INTEGER)
    with pytest.raises(ValueError, match="not a|neither"):
        values.incoming(Side.BC, Column("x", kind), raw)
