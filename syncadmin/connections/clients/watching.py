"""Being told of changes: a **watch** is what a system keeps so that it calls an address when rows of a table change.

A call is a hint that there may be something to read, never what is read: both systems lose some. What a call looks like
is known where it arrives; how each system is asked for a watch is in its own folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Watch:
    """A watch on a table. ``key`` is that of its system, ``until`` when it ends unless it is renewed."""

    key: str
    table: str
    until: datetime | None = None


class Watching(Protocol):
    """How one system is asked for watches. All methods raise RemoteError."""

    def existing(self, address: str, tables: Sequence[str]) -> list[Watch]:
        """The watches that call an address, whichever of these tables they are on; a table may have several."""

    def start(self, table: str, address: str, secret: str) -> Watch:
        """A new watch, whose calls carry the secret. The address has to answer before this returns."""

    def renew(self, watch: Watch, address: str, secret: str) -> Watch:
        """The same for longer, where watches end at all."""

    def stop(self, watch: Watch) -> None:
        """No more calls; a watch that is gone already is none."""
