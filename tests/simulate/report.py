"""What schedules came to together, and the one line of JSON that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VIOLATIONS = (
    "lost",
    "duplicated",
    "invented",
    "unconverged",
    "repeated",
    "unasked_deletes",
    "miscounted",
    "untrue_previews",
    "inexact_undos",
    "delayed",
    "broken",
)


@dataclass
class Report:
    """The sum of outcomes; ``places`` are the lines of the product at which workers died."""

    schedules: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    places: set[str] = field(default_factory=set)
    rounds_max: int = 0

    def add(self, outcome: Mapping[str, Any]) -> None:
        """Count one schedule in."""
        self.schedules += 1
        self.faults.update(outcome["faults"])
        self.met.update(outcome["met"])
        self.violations.update(outcome["violations"])
        self.deaths += len(outcome["places"])
        self.places.update(outcome["places"])
        self.rounds_max = max(self.rounds_max, outcome["rounds"])

    @property
    def failed(self) -> int:
        """How many things did not hold."""
        return sum(self.violations.values())

    def as_json(self) -> dict[str, Any]:
        """What the last line says; see CONTRIBUTING.md."""
        return {
            "schedules": self.schedules,
            "faults": dict(sorted(self.faults.items())),
            "met": dict(sorted(self.met.items())),
            "crash_points": self.deaths,
            "crash_places": len(self.places),
            "rounds_max": self.rounds_max,
            **{name: self.violations[name] for name in VIOLATIONS},
        }
