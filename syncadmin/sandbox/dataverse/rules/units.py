"""Unit groups with their base units, and the other units in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...values import Reason, Refused
from .references import check_unique, keys_with

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store

GROUP, BASE, IS_BASE = "_uomscheduleid_value", "_baseuom_value", "isschedulebaseuom"
ONE = 10**10


def complete_group(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """No two groups have one name."""
    del given
    check_unique(store, table, row, before, "name")


def add_base_unit(store: Store, row: Row | None, before: Row | None, by: str | None) -> None:
    """A new group has its base unit at once."""
    table = store.tables.get("uom")
    if before is None and row is not None and table is not None:
        key = str(row["uomscheduleid"])
        base = {"name": str(row["baseuomname"])[:100], "quantity": 1, IS_BASE: True, GROUP: key}
        store.create(table.name, {name: value for name, value in base.items() if name in table.by_name}, by)


def complete_unit(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """Names are unique in a group; the base unit counts one, others count in units of the same group."""
    check_unique(store, table, row, before, GROUP, "name")
    if row[IS_BASE]:
        if row["quantity"] != ONE:
            raise Refused(Reason.RULE, detail="The quantity of a base unit is always 1.")
        return
    if before is None and row[BASE] is None and row[GROUP] is not None:
        row[BASE] = next(iter(keys_with(store, table.name, {GROUP: row[GROUP], IS_BASE: 1}, 1)), None)
    if BASE in given and row[BASE] is not None:
        check_unit(store, row[BASE], row[GROUP])
    if int(str(row["quantity"] or 0)) <= 0:
        raise Refused(Reason.RANGE, table.by_name.get("quantity"), row["quantity"])


def check_unit(store: Store, unit: object, group: object) -> None:
    """Refuse a unit that is not in a group."""
    found = store.stored("uom", str(unit)) if unit else None
    if found is not None and found[GROUP] != group:
        raise Refused(Reason.RULE, detail="The unit is not in the unit group of the product.")


def check_base_unit(store: Store, before: Row) -> None:
    """Refuse to delete the base unit of a group that stays."""
    if before[IS_BASE] and store.stored("uomschedule", str(before[GROUP])) is not None:
        raise Refused(Reason.ASSOCIATED, detail="uomschedule", value=before["uomid"])
