"""What a measurement came to: one figure against what it must reach, printed as a line of JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """One figure, and what it must reach, if anything; ``more`` is what it was worked out from."""

    what: str
    sizes: Mapping[str, int]
    figure: float
    must: float | None
    at_least: bool = False
    measure: str = "ratio"
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> dict[str, Any]:
        """What the figure must reach, and whether it does."""
        if self.must is None:
            return {}
        reached = self.figure >= self.must if self.at_least else self.figure <= self.must
        return {"must": f"{'at least' if self.at_least else 'at most'} {self.must:g}", "reached": reached}

    def line(self) -> str:
        """The line that is printed."""
        said = {
            "what": self.what,
            "sizes": dict(self.sizes),
            self.measure: round(self.figure, 3),
            **self.target,
            **{name: _rounded(value) for name, value in self.more.items()},
            **_machine(),
        }
        return json.dumps(said)


@cache
def _machine() -> dict[str, Any]:
    libraries = {name: version(name) for name in ("django", "requests", "diffsync")}
    return {"cores": os.cpu_count(), "versions": {"python": platform.python_version(), **libraries}}


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value
