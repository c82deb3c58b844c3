"""Values of remote records on a page: complete, readable, and harmless whatever they hold."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Adatum", "Adatum"),
        (True, "Yes"),
        (False, "No"),
        (0, "0"),
        (Decimal("1234567.8900"), "1,234,567.8900"),
        (["a", 2], "a, 2"),
        ({"a": "b"}, "{&quot;a&quot;: &quot;b&quot;}"),
    ],
)
def test_a_value_is_shown(draw, shown, expected):
    assert draw("{% value v %}", v=shown) == f'<bdi class="value">{expected}</bdi>'


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_value_is_a_muted_blank(draw, missing):
    assert draw("{% value v %}", v=missing) == '<span class="blank">blank</span>'


def test_a_record_without_the_field_shows_blank(draw):
    assert draw("{% value record.phone %}", record={}) == '<span class="blank">blank</span>'


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=a()>', "'</bdi><b>"])
def test_markup_in_a_value_is_text(draw, hostile):
    drawn = draw("{% value v %}", v=hostile)
    assert drawn.count("<") == 2
    assert drawn.startswith('<bdi class="value">')


def test_a_value_cannot_turn_the_page_around(draw):
    assert draw("{% value v %}", v="\u202etxt.exe") == '<bdi class="value">\u202etxt.exe</bdi>'


def test_control_characters_become_visible(draw):
    assert draw("{% value v %}", v="a\x00b\x1bc\nd") == '<bdi class="value">a␀b␛c\nd</bdi>'


def test_a_moment_stays_relative_and_keeps_the_exact_time(draw):
    drawn = draw("{% moment m %}", m=datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC))
    assert drawn == (
        '<time datetime="2026-05-04T03:02:01+00:00" title="2026-05-04 03:02:01" data-relative>2026-05-04 03:02</time>'
    )


@pytest.mark.parametrize("missing", [None, ""])
def test_what_never_happened_says_so(draw, missing):
    assert "never" in draw("{% moment m %}", m=missing)


def test_a_count_leads_to_its_rows(draw):
    assert draw("{% count 1234 url %}", url="?a=1&b=2") == '<a href="?a=1&amp;b=2">1,234</a>'


def test_zero_leads_nowhere(draw):
    assert draw('{% count 0 "?a=1" %}') == '<span class="zero">0</span>'


def test_a_link_to_another_system_opens_safely(draw):
    drawn = draw('{% outward u "Open" %}', u="https://example.com/?a=1&b=2")
    assert 'href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer"' in drawn


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None])
def test_an_address_that_is_none_is_only_text(draw, url):
    assert draw('{% outward u "Open" %}', u=url) == "Open"


@pytest.mark.parametrize(("done", "total", "expected"), [(3, 10, 30), (12, 10, 100), (-1, 10, 0), (None, 10, 0)])
def test_progress_never_leaves_its_bounds(draw, done, total, expected):
    drawn = draw("{% progress d t 'Written' %}", d=done, t=total)
    assert f">{expected}%</progress>" in drawn


def test_progress_without_a_total_only_shows_that_work_goes_on(draw):
    drawn = draw("{% progress 5 0 'Written' %}")
    assert drawn == '<progress class="progress-line" aria-label="Written" data-announce="Written"></progress>'


@pytest.mark.parametrize(("done", "quarter"), [(0, 0), (24, 0), (25, 25), (99, 75), (100, 100)])
def test_progress_is_announced_by_the_quarter(draw, done, quarter):
    assert f'data-announce="Written: {quarter}%"' in draw("{% progress d 100 'Written' %}", d=done)
