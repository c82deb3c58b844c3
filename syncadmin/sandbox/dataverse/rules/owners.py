"""Who owns a row: a user or a team, and the columns that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...columns import Table
from ...values import Reason, Refused

if TYPE_CHECKING:
    from ...store import Row, Store

OWNER = "_ownerid_value"


def complete_owner(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """The creator owns a new row unless it says otherwise; a disabled user cannot be given one."""
    if OWNER not in table.by_name:
        return
    if before is None and row[OWNER] is None:
        row[OWNER] = row["_createdby_value"]
    if before is not None and (OWNER not in given or given[OWNER] == before[OWNER]):
        return
    user = store.stored("systemuser", str(row[OWNER] or ""))
    if OWNER in given and user is not None and user["isdisabled"]:
        raise Refused(Reason.DISABLED, table.by_name[OWNER], row[OWNER])
    _note_owner(row, user, None if user else store.stored("team", str(row[OWNER] or "")))


def _note_owner(row: Row, user: Row | None, team: Row | None) -> None:
    """The columns that say what kind of owner a row has."""
    row.update(
        _owningteam_value=row[OWNER] if team else None,
        _owninguser_value=None if team else row[OWNER],
        _owningbusinessunit_value=(team or user or {}).get("_businessunitid_value"),
    )
