"""Faults on request: which requests are to go wrong, in which way, how often.

A fault matches on method, service and a pattern searched in the path, and strikes a number of times, or by chance
from a seed. The kinds:

* `status`: answer with a status and an error body instead of doing anything, with Retry-After if told
* `html`: the same with an HTML page, as gateways do
* `reset`: reset the connection before anything is done
* `lose_answer`: do the work, then reset the connection
* `slow`: wait before answering
* `truncate`: do the work and send only half of the answer
* `expire`: forget all tokens first
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from threading import Lock

KINDS = ("status", "html", "reset", "lose_answer", "slow", "truncate", "expire")


class BadFault(ValueError):
    """A fault that makes no sense."""


@dataclass
class Fault:
    """One rule of misbehaviour; `skip` lets that many matching requests pass first."""

    method: str = "*"
    path: str = ""
    service: str = ""
    kind: str = "status"
    status: int = 503
    retry_after: int | None = None
    code: str = ""
    times: int | None = None
    skip: int = 0
    probability: float | None = None
    seed: int = 0
    seconds: float = 1.0
    struck: int = 0
    _random: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadFault(f"There is no fault of kind {self.kind}; there are {', '.join(KINDS)}.")
        try:
            self._pattern = re.compile(self.path)
        except re.error as error:
            raise BadFault(f"{self.path} is not a pattern: {error}.") from error
        self._random = random.Random(self.seed)  # noqa: S311 - chance by seed

    def matches(self, service: str, method: str, path: str) -> bool:
        """Whether a request is one of those this fault is about."""
        return (
            self.method in ("*", method)
            and self.service in ("", service)
            and self._pattern.search(path) is not None
            and (self.times is None or self.struck < self.times)
        )

    def strikes(self) -> bool:
        """Whether a matching request is hit; counts."""
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.probability is not None and self._random.random() >= self.probability:
            return False
        self.struck += 1
        return True


class Faults:
    """The rules in force; the first one that strikes decides."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        with self._lock:
            self._rules.append(fault)

    def clear(self) -> None:
        """All goes well again."""
        with self._lock:
            self._rules.clear()

    def strike(self, service: str, method: str, path: str) -> Fault | None:
        """The fault that hits a request, if one does."""
        with self._lock:
            if not self._rules:
                return None
            matching = (rule for rule in self._rules if rule.matches(service, method, path))
            return next((rule for rule in matching if rule.strikes()), None)
