"""Filters, query strings, links and key look-ups."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side

KEY = "5a1b2c3d-0000-4000-8000-abcdef012345"


@pytest.mark.parametrize(
    ("kind", "value", "condition"),
    [
        ("text", "O'Hara", "x eq 'O''Hara'"),
        ("code", "a1", "x eq 'A1'"),
        ("integer", 7, "x eq 7"),
        ("boolean", True, "x eq true"),
        ("decimal", Decimal("1E+2"), "x eq 100"),
        ("date", date(2026, 1, 2), "x eq 2026-01-02"),
        ("moment", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "x eq 2026-01-02T03:04:05Z"),
        ("guid", KEY, f"x eq {KEY}"),
        ("option", "Credit Memo", "x eq 'Credit_x0020_Memo'"),
        ("text", None, "x eq ''"),
    ],
)
def test_a_condition_in_business_central(kind, value, condition):
    assert odata.equals(Side.BC, Column("x", ColumnKind(kind)), value) == condition


@pytest.mark.parametrize(("kind", "value", "condition"), [("text", None, "x eq null"), ("option", 3, "x eq 3")])
def test_a_condition_in_dataverse(kind, value, condition):
    assert odata.equals(Side.DATAVERSE, Column("x", ColumnKind(kind)), value) == condition


def test_what_a_server_could_misread_is_encoded():
    target = odata.query("accounts", {"select": "a,b", "filter": "name eq 'A&B #1 + ä?'", "expand": ""})
    assert target == "accounts?$select=a,b&$filter=name%20eq%20'A%26B%20%231%20%2B%20%C3%A4%3F'"


def test_links_are_followed_as_given_until_there_is_none():
    answers = {
        "first": {"value": [{"a": 1}], "@odata.nextLink": "https://x/second?$skiptoken=%3Ccookie%2520%3E"},
        "https://x/second?$skiptoken=%3Ccookie%2520%3E": {"value": []},
    }
    assert list(odata.pages(answers.__getitem__, "first")) == [[{"a": 1}], []]


def test_reading_ahead_gives_the_same_pages_and_passes_on_what_goes_wrong():
    def pages():
        yield [1]
        yield []
        yield [2]
        raise OSError("lost")

    ahead = odata.read_ahead(pages())
    assert [next(ahead), next(ahead), next(ahead)] == [[1], [], [2]]
    with pytest.raises(OSError, match="lost"):
        next(ahead)


@given(st.lists(st.text(max_size=80), max_size=200), st.integers(1, 3000), st.integers(1, 100))
def test_pieces_hold_every_item_once_and_stay_short(items, room, most):
    pieces = list(odata.pieces(items, odata.encoded_width, room, most))
    assert [item for piece in pieces for item in piece] == items
    assert all(len(piece) == 1 or sum(map(odata.encoded_width, piece)) <= room for piece in pieces)
    assert all(1 <= len(piece) <= most for piece in pieces)


@pytest.mark.parametrize(
    ("context", "following"),
    [
        ("https://x/api/v2.0/$metadata#customers", "https://x/api/v2.0/customers?$skiptoken=%3Ca%20b=%2522%3E"),
        (
            "https://x/api/v2.0/$metadata#companies(1)/customers",
            "https://x/api/v2.0/customers?$skiptoken=%3Ca%20b=%2522%3E",
        ),
        ("", "customers?$skiptoken=%3Ca%20b=%2522%3E"),  # whoever sends starts from the root of the service
    ],
)
def test_a_relative_link_starts_from_the_context(context, following):
    page = {"@odata.context": context, "@odata.nextLink": "customers?$skiptoken=%3Ca%20b=%2522%3E"}
    assert odata.link(page, "nextLink") == following


def test_the_keys_of_dataverse_go_in_one_function():
    assert odata.is_in("accountid", [KEY]) == (
        f"Microsoft.Dynamics.CRM.In(PropertyName='accountid',PropertyValues=['{KEY}'])"
    )


def test_several_hundred_keys_fit_into_one_request():
    keys = [str(uuid.uuid4()) for _ in range(500)]
    target = odata.query("accounts", {"filter": odata.is_in("accountid", keys)})
    assert len(target) < 30_000
