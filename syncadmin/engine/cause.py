"""The cause of a problem: what is left of it without what differs from record to record.

Problems of one cause are solved by one thing somebody does, so pages show them together. The cause of a record that
waits is what it waits for; that of any other is its code, with the field and system it is about and the message it came
with, of which values, numbers, dates and names are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from syncadmin.engine.problems import Problem

VARYING = "…"

# The facts that are the same for every record a cause holds up.
_COMMON = {"system", "field", "fields", "mapping", "table", "limit", "least", "most", "status"}
# Problems whose value is what somebody has to do something about.
_BY_VALUE = {"waiting_for", "relation_missing"}
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[{(]?\b[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\b[)}]?",
        r"“[^”]*”|«[^»]*»",
        r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)",
        r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
        r"\b0x[0-9a-fA-F]+\b",
        r"[+-]?\d(?:[\d.,:\u00a0\u202f]*\d)?",
    )
)
_LEAST_NAME = 3


def fingerprint(problem: Problem, names: Iterable[str] = ()) -> str:
    """The same text for all problems of one cause; ``names`` are what the record is called."""
    known = common_facts(problem, names)
    known = {name: fact for name, fact in known.items() if name != "key"} | _by_key(problem)
    told = "\n".join(f"{name}={known[name]}" for name in sorted(known) if known[name] != VARYING)
    return f"{problem.code}.{sha256(told.encode()).hexdigest()[:16]}"


def _by_key(problem: Problem) -> dict[str, str]:
    """The key of what a record waits for, instead of what it is called just now."""
    return {"value": problem.facts["key"]} if problem.code in _BY_VALUE and "key" in problem.facts else {}


def common_facts(problem: Problem, names: Iterable[str] = ()) -> Mapping[str, str]:
    """The facts as they are for every record of the cause; an ellipsis where records differ."""
    names = tuple(names)
    return {name: _common(problem, name, fact, names) for name, fact in problem.facts.items()}


def normalised(message: str, names: Iterable[str] = ()) -> str:
    """A message without what differs from record to record."""
    for name in sorted(filter(lambda one: len(one) >= _LEAST_NAME, names), key=len, reverse=True):
        message = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", VARYING, message, flags=re.IGNORECASE)
    for pattern in _PATTERNS:
        message = pattern.sub(VARYING, message)
    return " ".join(message.split())


def _common(problem: Problem, name: str, fact: str, names: tuple[str, ...]) -> str:
    if name in _COMMON or (name in ("value", "key") and problem.code in _BY_VALUE):
        return fact
    return normalised(fact, names) if name == "message" else VARYING
