"""A problem says what happened and what to do, whatever its facts hold."""

import pytest

from syncadmin.engine.problems import PROBLEMS, Problem
from syncadmin.ui.sentences import remedy, title


def test_the_facts_are_filled_in():
    assert title(Problem("not_found_code", {"id": "17"})) == "Something went wrong inside syncadmin (error 17)."


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_has_both_sentences_even_without_its_facts(code):
    problem = Problem(code, {})
    assert title(problem)
    assert remedy(problem)
    assert "%(" not in title(problem) + remedy(problem)


def test_a_fact_that_is_missing_is_an_ellipsis():
    assert title(Problem("conflict", {})) == "… changed on both sides to different values."


def test_facts_that_look_like_placeholders_are_text():
    assert title(Problem("conflict", {"fields": "100% %(x)s {y}"})).startswith("100% %(x)s {y} changed")


def test_a_broken_translation_falls_back_to_english(monkeypatch):
    monkeypatch.setattr("syncadmin.ui.sentences.gettext", lambda sentence: "%(fields)q")
    assert title(Problem("conflict", {"fields": "City"})) == "City changed on both sides to different values."


def test_the_tag_shows_sentences_and_who_acts(draw):
    drawn = draw("{% problem p %}", p=Problem("conflict", {"fields": "City"}))
    assert "City changed on both sides" in drawn
    assert "field by field" in drawn
    assert "Needs a person" in drawn


def test_the_tag_escapes_facts(draw):
    assert "<script>" not in draw("{% problem p %}", p=Problem("conflict", {"fields": "<script>"}))


def test_no_problem_shows_nothing(draw):
    assert draw("{% problem p %}{{ p|sentence }}", p=None) == ""
