"""What the first step of a webhook brings about: from then on, changes are watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...store import Row, Store


def watch(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """Somebody wants to be told, or did."""
    del row, before, by
    store.watchers.wake()
