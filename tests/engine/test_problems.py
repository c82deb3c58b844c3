"""Each problem has a sentence, a remedy and somebody who acts, and its facts fill exactly them."""

from __future__ import annotations

import ast
import inspect
import re

import pytest

from syncadmin.engine import (
    connection_problems,
    deciding_problems,
    deletion_problems,
    document_problems,
    mapping_problems,
    plan_problems,
    problems,
    relation_problems,
    undo_problems,
)
from syncadmin.engine.problems import PROBLEMS, Family, Problem

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(params=PROBLEMS)
def code(request) -> str:
    return request.param


def test_title_and_remedy_are_filled_by_the_declared_facts(code: str):
    facts = {fact: f"<{fact}>" for fact in PROBLEMS[code].facts}
    kind = Problem(code, facts).kind
    told = f"{kind.title % facts} {kind.remedy % facts}"
    assert "%" not in told
    assert all(told.count(value) for value in facts.values())
    assert set(PLACEHOLDER.findall(kind.title + kind.remedy)) == set(kind.facts)


def test_facts_are_declared_once(code: str):
    assert len(set(PROBLEMS[code].facts)) == len(PROBLEMS[code].facts)


def test_title_and_remedy_are_sentences(code: str):
    kind = PROBLEMS[code]
    assert [text.strip() for text in (kind.title, kind.remedy)] == [kind.title, kind.remedy]
    assert kind.title.endswith((".", ": %(message)s"))
    assert kind.remedy.endswith(".")


def test_everybody_knows_who_acts(code: str):
    assert isinstance(PROBLEMS[code].family, Family)


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("filtered_out", Family.INFORMATION),
        ("conflict", Family.PERSON),
        ("value_too_long", Family.PERSON),
        ("throttled", Family.RETRY),
        ("answer_lost", Family.RETRY),
        ("internal_error", Family.BUG),
    ],
)
def test_families(code: str, family: Family):
    assert Problem(code).kind.family is family


def test_no_two_codes_share_a_title():
    titles = [kind.title for kind in PROBLEMS.values()]
    assert len(titles) == len(set(titles))


def test_no_code_is_declared_twice():
    modules = (problems, connection_problems, deciding_problems, deletion_problems, mapping_problems)
    modules += (document_problems, plan_problems, relation_problems, undo_problems)
    sources = [ast.parse(inspect.getsource(one)) for one in modules]
    tables = [node for source in sources for node in ast.walk(source) if isinstance(node, ast.Dict)]
    written = [key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)]
    assert sorted(written) == sorted(PROBLEMS)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in written)


def test_an_unknown_code_counts_as_a_bug():
    assert Problem("no_such_code").kind is PROBLEMS["internal_error"]
