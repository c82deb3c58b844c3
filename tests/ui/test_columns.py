"""Cells of tables: one way on the page, plain text in an export."""

from datetime import UTC, datetime

import django_tables2 as tables
import pytest

from syncadmin.engine.problems import Problem
from syncadmin.ui.badges import good, register
from syncadmin.ui.columns import (
    CountColumn,
    MomentColumn,
    OutwardColumn,
    ProblemColumn,
    SelectionColumn,
    StatusColumn,
    ValueColumn,
)


class SampleTable(tables.Table):
    selected = SelectionColumn(accessor="key")
    status = StatusColumn("column-sample")
    at = MomentColumn()
    failed = CountColumn(link=lambda row, number: f"/jobs/{row['key']}/?n={number}")
    phone = ValueColumn()
    problem = ProblemColumn()
    there = OutwardColumn(link=lambda row: row["address"])


@pytest.fixture
def cells():
    """The cells of a table with one row, on the page and exported."""
    register("column-sample", {"done": good("Done")})
    row = {
        "key": 7,
        "status": "done",
        "at": datetime(2026, 5, 4, tzinfo=UTC),
        "failed": 3,
        "phone": None,
        "problem": Problem("conflict", {"fields": "<City>"}),
        "there": "Open",
        "address": "https://example.com/7",
    }

    def of(**changes):
        table = SampleTable([{**row, **changes}])
        shown = {column.name: str(cell) for column, cell in table.rows[0].items()}
        return shown, dict(zip(*table.as_values(), strict=True))

    return of


def test_a_status_is_a_badge_and_its_label(cells):
    shown, exported = cells()
    assert "status-good" in shown["status"]
    assert exported["Status"] == "Done"


def test_a_moment_is_exact_in_the_export(cells):
    shown, exported = cells()
    assert shown["at"].startswith("<time")
    assert exported["At"] == "2026-05-04T00:00:00+00:00"


def test_what_never_happened_is_empty_in_the_export(cells):
    shown, exported = cells(at=None)
    assert "never" in shown["at"]
    assert exported["At"] == ""


def test_a_count_leads_to_its_rows(cells):
    assert cells()[0]["failed"] == '<a href="/jobs/7/?n=3">3</a>'
    assert cells(failed=0)[0]["failed"] == '<span class="zero">0</span>'
    assert cells(failed=None)[1]["Failed"] == 0


def test_a_missing_value_is_blank_on_the_page_and_empty_in_the_export(cells):
    shown, exported = cells()
    assert "blank" in shown["phone"]
    assert exported["Phone"] == ""


def test_a_problem_is_its_sentence(cells):
    shown, exported = cells()
    assert "&lt;City&gt; changed on both sides" in shown["problem"]
    assert exported["Problem"] == "<City> changed on both sides to different values."


def test_a_link_to_the_other_system_is_safe(cells):
    assert 'rel="noopener noreferrer"' in cells()[0]["there"]
    assert cells(address="javascript:x")[0]["there"] == "Open"


def test_a_selection_box_names_its_row_and_is_not_exported(cells):
    shown, exported = cells(key='"><b>')
    assert "<b>" not in shown["selected"]
    assert "selected" not in exported
