"""Full names of people, which follow from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

FULL, PARTS = "fullname", ("firstname", "lastname")


def complete_name(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """First and last name, unless the whole was said."""
    del store, before
    if FULL in given and FULL in table.by_name:
        return
    row[FULL] = " ".join(str(row[part]) for part in PARTS if row.get(part)) or None
