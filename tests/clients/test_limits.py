"""What does not fit is known before anything is sent, and told with field, value and limit (facts 2.3, 3.4, 4.6)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.limits import unfit
from syncadmin.connections.clients.metadata import Table
from syncadmin.engine.values import Side

LONG = "Thing is too long for Business Central: “Adatum” has 6 characters, 5 fit."
REFUSED = "Business Central refused the value of the record: Thing: "
KEEPS = "Thing is “{}”, which has characters that Business Central cannot keep."
EARLY = "Thing is 1752-12-31, but Business Central takes 1753-01-01 to 9999-12-31."
TEN = {"least": Decimal(-10), "most": Decimal(10)}


def problem(kind, value, side=Side.BC, **about):
    """What is said of a value for a column named Thing."""
    return unfit(Table(side, "things", "things", "id", ""), Column("thing", kind, caption="Thing", **about), value)


@pytest.mark.parametrize(
    ("kind", "value", "about", "sentence"),
    [
        (ColumnKind.TEXT, "Adatum", {"length": 5}, LONG),
        (ColumnKind.CODE, "adatum", {"length": 5}, LONG.replace("Adatum", "ADATUM")),
        (ColumnKind.DECIMAL, Decimal("10.5"), TEN, "Thing is 10.5, but Business Central takes -10 to 10."),
        (ColumnKind.INTEGER, -11, TEN, "Thing is -11, but Business Central takes -10 to 10."),
        (ColumnKind.DATE, date(1752, 12, 31), {}, EARLY),
        (ColumnKind.TEXT, "A\x00B", {}, KEEPS.format("A\ufffdB")),
        (ColumnKind.TEXT, "A\ud800", {}, KEEPS.format("A\ufffd")),
        (ColumnKind.INTEGER, Decimal("1.5"), {}, REFUSED + "not a whole number"),
        (ColumnKind.GUID, "nobody", {}, REFUSED + "not a GUID: 'nobody'"),
        (ColumnKind.BOOLEAN, "perhaps", {}, REFUSED + "neither true nor"),
    ],
)
def test_what_does_not_fit_is_named(kind, value, about, sentence):
    found = problem(kind, value, **about)
    assert (found.kind.title % found.facts).startswith(sentence)


@pytest.mark.parametrize(
    ("kind", "value", "about"),
    [
        (ColumnKind.TEXT, " Ada  ", {"length": 3}),
        (ColumnKind.TEXT, "日本語", {"length": 3}),
        (ColumnKind.TEXT, "x" * 5000, {}),
        (ColumnKind.TEXT, "e\u0301e\u0301", {"length": 2}),
        (ColumnKind.OPTION, "Credit Memo", {"length": 3}),
        (ColumnKind.DECIMAL, Decimal("10.004"), {**TEN, "scale": 2}),
        (ColumnKind.DATE, date(1753, 1, 1), {}),
        (ColumnKind.DATE, None, {}),
        (ColumnKind.MOMENT, datetime(9999, 12, 31, tzinfo=UTC), {}),
        (ColumnKind.GUID, "00000000-0000-0000-0000-000000000000", {}),
        (ColumnKind.BOOLEAN, True, TEN),
    ],
)
def test_what_fits_is_left_alone(kind, value, about):
    assert problem(kind, value, **about) is None


def test_an_option_of_dataverse_is_a_number():
    assert problem(ColumnKind.OPTION, "Net 30", Side.DATAVERSE).code == "value_refused"
    assert problem(ColumnKind.OPTION, 3, Side.DATAVERSE) is None
