"""Faults on request: which requests are to go wrong, when, and how often.

What happens to a request that is hit is in `striking`; what happens to rows, tables and rights meanwhile in
`disturbances`. The kinds:

* `status`: answer with a status and the service's own error body instead of doing anything, with Retry-After if told
* `html`: the same with an HTML page, as gateways do
* `reset`: reset the connection before anything is done
* `lose_answer`: do the work, then reset the connection
* `double`: do the work twice, as a proxy does that sends a request again; the second answer is given
* `slow`: wait for some seconds before answering
* `drip`: do the work and send the answer in pieces over some seconds
* `truncate`: do the work and send only half of the answer
* `expire`: forget all tokens first
* `stale_delta`: the delta token of the request has expired (hits only requests with one)
* `edit`: another user changes the row that is about to be written (hits only requests that write one row)
* `drift`: another user adds, changes and deletes rows of the table that is being read (hits only requests that read)
* `phantom`: a row of somebody who has not committed is seen once and gone afterwards (hits only requests that read)
* `late`: another user's row is stamped now and appears only some seconds later (hits only requests that read)
* `reshape`, `drop`, `add_table`: a table changes first; `detail` says which (`{"table": "account", "remove": "fax"}`)
* `withdraw`: rights are taken away first; `detail` as `Options.rights`
* `skew`: the clock of a service goes wrong first; `detail`: `{"dataverse": 120}` seconds
* `options`: other switches first; `detail` by name
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

KINDS = {
    "status": "",
    "html": "",
    "reset": "",
    "lose_answer": "",
    "double": "",
    "slow": "",
    "drip": "",
    "truncate": "",
    "expire": "",
    "stale_delta": "delta",
    "edit": "writes one",
    "drift": "reads",
    "phantom": "reads",
    "late": "reads",
    "reshape": "",
    "drop": "",
    "add_table": "",
    "withdraw": "",
    "skew": "",
    "options": "",
}
FOR_OPERATIONS = {"status", "edit", "double", "stale_delta", "drift", "phantom", "late", "withdraw", "options"}
ONE_ROW = re.compile(r"\([^()]+\)(/\w+)?$")


class BadFault(ValueError):
    """A fault that makes no sense."""


@dataclass(frozen=True)
class Asked:
    """A request as faults see it; `inside` where it is an operation of a batch."""

    service: str
    method: str
    path: str
    query: str = ""
    inside: bool = False

    def is_(self, what: str) -> bool:
        """Whether it is one of those a kind of fault is about."""
        if what == "reads":
            return self.method == "GET"
        if what == "writes one":
            return self.method in ("PATCH", "DELETE", "PUT") and ONE_ROW.search(self.path) is not None
        return what == "" or "deltatoken" in self.query


@dataclass
class Fault:
    """One rule of misbehaviour, for requests that match service, method and a pattern searched in the path.

    Of those it strikes all, or: only operations of batches (`inside`), not the first ones (`skip`), only those in a
    window counted from one (`window`), every third (`every`), by chance from a seed (`probability`, `seed`), from so
    many seconds after it was put in force (`after`) and for so long (`lasting`), so many times (`times`).
    """

    method: str = "*"
    path: str = ""
    service: str = ""
    kind: str = "status"
    status: int = 503
    retry_after: int | None = None
    code: str = ""
    times: int | None = None
    skip: int = 0
    window: tuple[int, int] | None = None
    every: int | None = None
    probability: float | None = None
    seed: int | str = 0
    after: float = 0.0
    lasting: float | None = None
    seconds: float = 1.0
    inside: bool = False
    detail: Mapping[str, object] = field(default_factory=dict)
    seen: int = 0
    struck: int = 0
    since: datetime | None = field(default=None, repr=False)
    _random: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadFault(f"There is no fault of kind {self.kind}; there are {', '.join(KINDS)}.")
        if self.inside and self.kind not in FOR_OPERATIONS:
            raise BadFault(f"A fault of kind {self.kind} cannot hit an operation of a batch alone.")
        if self.every is not None and self.every < 1:
            raise BadFault("A fault strikes every request, every second, and so on; not every zeroth.")
        try:
            self._pattern = re.compile(self.path)
        except re.error as error:
            raise BadFault(f"{self.path} is not a pattern: {error}.") from error
        self._random = random.Random(self.seed)  # noqa: S311 - chance by seed

    def matches(self, asked: Asked) -> bool:
        """Whether a request is one of those this fault is about."""
        return (
            self.method in ("*", asked.method)
            and self.service in ("", asked.service)
            and self.inside == asked.inside
            and (self.times is None or self.struck < self.times)
            and self._pattern.search(asked.path) is not None
            and asked.is_(KINDS[self.kind])
        )

    def strikes(self, now: datetime) -> bool:
        """Whether a matching request is hit; counts."""
        self.seen += 1
        if self.skip > 0:
            self.skip -= 1
            return False
        if not self._is_turn() or not self._is_time(now):
            return False
        if self.probability is not None and self._random.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def _is_turn(self) -> bool:
        first, last = self.window or (1, self.seen)
        return first <= self.seen <= last and (self.every is None or (self.seen - first + 1) % self.every == 0)

    def _is_time(self, now: datetime) -> bool:
        self.since = self.since or now
        begun = now - self.since
        return begun >= timedelta(seconds=self.after) and (
            self.lasting is None or begun < timedelta(seconds=self.after + self.lasting)
        )


class Faults:
    """The rules in force; the first one that strikes decides."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._lock = Lock()

    def add(self, fault: Fault, now: datetime | None = None) -> None:
        """Put a rule in force."""
        fault.since = now
        with self._lock:
            self._rules.append(fault)

    def clear(self) -> None:
        """All goes well again."""
        with self._lock:
            self._rules.clear()

    def __iter__(self) -> Iterator[Fault]:
        with self._lock:
            return iter(list(self._rules))

    def strike(self, asked: Asked, now: datetime) -> Fault | None:
        """The fault that hits a request, if one does."""
        if not self._rules:
            return None
        with self._lock:
            matching = (rule for rule in self._rules if rule.matches(asked))
            return next((rule for rule in matching if rule.strikes(now)), None)
