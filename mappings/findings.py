"""What a check of a mapping found, as values, and as the mapping keeps them until the next check.

What may be found is in ``agreement`` and ``row_agreement``; who looks, and when, in ``checking``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.models import TableMapping
from syncadmin.engine.problems import Problem


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree, of a field row (its id) or of the mapping as a whole.

    Runs cannot do without a *red* one being mended; the others are worth knowing.
    """

    problem: Problem
    row: int | None = None
    red: bool = True

    def as_json(self) -> dict[str, Any]:
        """As the mapping keeps it."""
        return {"row": self.row, "red": self.red, "code": self.problem.code, "facts": dict(self.problem.facts)}


def from_json(stored: Mapping[str, Any]) -> Finding:
    """A finding as it was kept."""
    facts = {str(name): str(fact) for name, fact in dict(stored.get("facts") or {}).items()}
    return Finding(Problem(str(stored["code"]), facts), stored.get("row"), bool(stored.get("red")))


def red_problems(mapping: TableMapping) -> list[Problem]:
    """What the last check found that runs cannot do without."""
    return [one.problem for one in map(from_json, mapping.findings) if one.red]


def notes_of(mapping: TableMapping) -> list[Problem]:
    """What the last check found of the mapping as a whole that runs can do without."""
    return [one.problem for one in map(from_json, mapping.findings) if not one.red and one.row is None]


def notes_of_rows(mapping: TableMapping) -> dict[int, list[Finding]]:
    """What the last check found of each field row."""
    found: dict[int, list[Finding]] = {}
    for one in map(from_json, mapping.findings):
        if one.row is not None:
            found.setdefault(one.row, []).append(one)
    return found
