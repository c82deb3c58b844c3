"""What goes wrong with requests: every kind of fault the services are known for, by seed, and how often each struck."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from syncadmin.sandbox.columns import BUSINESS_CENTRAL, DATAVERSE
from syncadmin.sandbox.faults import Asked, Fault, Faults

Rule = dict[str, Any]
PROTECTION = {"0x80072321": "time", "0x80072322": "requests", "0x80072326": "at once"}
LONG = 400.0

# One of these goes with a chance each; ``retry_after`` is what the service asks for.
KINDS: tuple[Rule, ...] = (
    *({"service": DATAVERSE, "status": 429, "code": code, "retry_after": 2} for code in PROTECTION),
    {"service": BUSINESS_CENTRAL, "status": 429, "retry_after": 3},
    {"status": 429},
    {"status": 500},
    {"status": 502, "kind": "html"},
    {"status": 503, "retry_after": 1},
    {"status": 504},
    {"status": 408},
    {"kind": "reset"},
    {"kind": "lose_answer"},
    {"kind": "truncate"},
    {"kind": "slow", "seconds": 3.0},
    {"kind": "slow", "seconds": LONG},
    {"kind": "drip", "seconds": 2.0},
    {"kind": "expire"},
    {"kind": "stale_delta"},
    {"kind": "double", "service": DATAVERSE},
    {"kind": "double", "method": "GET"},
    {"kind": "edit"},
    {"kind": "edit", "inside": True},
    {"status": 429, "inside": True},
    {"status": 500, "inside": True},
    {"status": 503, "inside": True},
    {"status": 409, "service": BUSINESS_CENTRAL, "inside": True},
    {"status": 412, "service": DATAVERSE, "inside": True},
)


class Troubles(Faults):
    """The faults of a sandbox at which other people work as well: ``happen`` is called before every request."""

    def __init__(self, happen: Callable[[Asked], None]) -> None:
        super().__init__()
        self.happen = happen
        self.struck: Counter[str] = Counter()

    def strike(self, asked: Asked, now: datetime) -> Fault | None:
        """Let things happen, then the fault that hits the request, if one does."""
        if not asked.inside:
            self.happen(asked)
        fault = super().strike(asked, now)
        if fault:
            self.struck[kind_of(fault, asked.service)] += 1
        return fault


def kind_of(fault: Fault, service: str) -> str:
    """What a fault is counted as."""
    if fault.kind == "slow":
        return "slow" if fault.seconds < LONG else "no answer in time"
    if fault.kind not in ("status", "html"):
        return fault.kind
    limit = PROTECTION.get(fault.code, "") if fault.status == 429 and service == DATAVERSE else ""
    inside = "inside a batch" if fault.inside else ""
    return " ".join(filter(None, (str(fault.status), limit, "html" if fault.kind == "html" else "", inside)))


def some_rules(chance: random.Random, share: float) -> list[Rule]:
    """A few kinds that hit about this share of the requests together."""
    kinds = chance.sample(KINDS, 7)
    return [{**kind, "probability": share / len(kinds), "seed": chance.getrandbits(32)} for kind in kinds]


def nasty_rules(chance: random.Random) -> list[Rule]:
    """Some answers to writes are lost for certain, and perhaps whatever is asked afterwards as well."""
    found: list[Rule] = []
    if chance.random() < 0.4:
        kind = chance.choice(["lose_answer", "lose_answer", "truncate", "reset"])
        skip = chance.choice([0, 0, 1])
        found.append({"method": "POST", "path": "batch|Multiple", "kind": kind, "times": 1, "skip": skip})
    if chance.random() < 0.3:
        path, times = chance.choice(["accounts", "customers"]), chance.choice([3, 14])
        found.append({"method": "GET", "path": path, "status": 503, "skip": chance.choice([0, 1, 2]), "times": times})
    if chance.random() < 0.1:
        found.append({"service": chance.choice([BUSINESS_CENTRAL, DATAVERSE]), "status": 503, "times": 30})
    return found
