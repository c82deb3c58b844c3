"""The faults that are put into a module are the ones somebody might make, and nothing but one place changes."""

from __future__ import annotations

import ast

import pytest

from tests.mutants.faults import faults


@pytest.mark.parametrize(
    ("source", "faulty"),
    [
        ("x = a == b", ["x = a != b"]),
        ("x = a and b", ["x = a or b"]),
        ("x = a or b or c", ["x = a and b and c", "x = a or b"]),
        ("x = not a", ["x = a"]),
        ("x = a + 1", ["x = a - 1", "x = a + 2"]),
        ("x = a if b else c", ["x = a if not b else c"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("def f():\n    g(True)", ["def f():\n    pass", "def f():\n    g(False)"]),
        ("x = any(a)", ["x = all(a)"]),
        ("x = 'text'", ["x = 'text?'"]),
        ("'What lives here.'\nimport a\nassert a is not None", []),
        ("class E(StrEnum):\n    ONE = 'one'", []),
        ("def f(a: Literal['x']) -> None:\n    return None", []),
    ],
)
def test_each_fault_changes_one_place(source: str, faulty: list[str]):
    assert [ast.unparse(one.tree) for one in faults(source)] == faulty


def test_a_fault_knows_whether_it_is_inside_of_a_function():
    found = faults("x = 1\ndef f(a=2):\n    return 3")
    assert [(one.line, one.function) for one in found] == [(1, False), (2, False), (3, True), (3, True)]
