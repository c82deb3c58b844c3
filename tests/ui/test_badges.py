"""Statuses look the same wherever they are shown."""

import pytest

from syncadmin.ui.badges import bad, badge_for, busy, good, register


@pytest.fixture(autouse=True)
def _statuses():
    register("sample", {"done": good("Done"), "running": busy("In Process"), "failed": bad("Error")})


def test_a_status_has_a_tone_an_icon_and_a_text(draw):
    drawn = draw('{% badge "done" "sample" %}')
    assert drawn.startswith('<span class="status status-good"><svg')
    assert drawn.endswith("<span>Done</span></span>")


def test_what_is_under_way_turns(draw):
    assert 'class="icon icon-turning"' in draw('{% badge "running" "sample" %}')


def test_an_unknown_status_is_shown_as_it_is(draw):
    assert "<span>&lt;new&gt;</span>" in draw('{% badge status "sample" %}', status="<new>")


def test_an_unknown_kind_is_shown_as_it_is(draw):
    assert "<span>done</span>" in draw('{% badge "done" "nothing" %}')


def test_a_badge_can_be_given_itself(draw):
    assert "<span>Error</span>" in draw("{% badge b %}", b=badge_for("sample", "failed"))


def test_a_boolean_has_a_badge():
    assert str(badge_for("enabled", True).label) == "Enabled"


def test_a_label_is_escaped(draw):
    register("sample", {"done": good("<b>Done</b>")})
    assert "<b>" not in draw('{% badge "done" "sample" %}')
