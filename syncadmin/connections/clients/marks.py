"""How far a table was read, as text that only the clients understand: a stamp, or a delta link of Dataverse.

A mark names the table and columns it is good for by a digest, so that one made for others is recognised.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from syncadmin.connections.clients.values import moment, stamp

_SINCE, _DELTA = "since", "delta"


@dataclass(frozen=True)
class Mark:
    """Where reading goes on: with what changed since a stamp, or behind a delta link."""

    scope: str
    since: datetime | None = None
    delta: str = ""

    def __str__(self) -> str:
        kind, place = (_DELTA, self.delta) if self.delta else (_SINCE, stamp(self.since) if self.since else "")
        return f"{kind} {self.scope} {place}" if place else ""


def read_mark(text: str, scope: str) -> Mark:
    """The mark a text stands for; an empty one if it is blank, unreadable or of another scope."""
    kind, _, rest = text.partition(" ")
    found, _, place = rest.partition(" ")
    if found != scope or not place:
        return Mark(scope)
    if kind == _DELTA:
        return Mark(scope, delta=place)
    try:
        return Mark(scope, since=moment(place) if kind == _SINCE else None)
    except ValueError:
        return Mark(scope)


def scope_of(*parts: str) -> str:
    """A digest of what a mark is good for."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
