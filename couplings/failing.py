"""Which fields of a record a problem is about, so that its card can point at them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from couplings.comparison import Row
from couplings.models import RecordProblem

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,}")


def failing_fields(problem: RecordProblem | None, rows: Iterable[Row]) -> list[str]:
    """The ids of the rows whose field broke a rule: the one the problem names, else those its message speaks of."""
    if problem is None or problem.code == "conflict":
        return []
    named = problem.facts.get("field", "")
    active = [one for one in rows if one.kind]
    if named:
        return [one.id for one in active if named == one.caption or named in one.id.split("/")]
    words = set(_WORD.findall(str(problem.facts.get("message", ""))))
    return [one.id for one in active if words.intersection(one.id.split("/"))]
