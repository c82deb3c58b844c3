"""The currencies of the organisation; its own always has the rate 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...values import Reason, Refused
from .money import RATE_SCALE, base_currency

if TYPE_CHECKING:
    from ...columns import Table
    from ...store import Row, Store


def complete_currency(store: Store, table: Table, row: Row, given: Row, before: Row | None) -> None:
    """Rates are more than nothing."""
    if before is not None and "exchangerate" not in given:
        return
    column = table.by_name.get("exchangerate")
    if column is None:
        return
    if int(str(row["exchangerate"] or 0)) <= 0:
        raise Refused(Reason.RANGE, column, row["exchangerate"])
    if row[table.key] == base_currency(store) and row["exchangerate"] != RATE_SCALE:
        raise Refused(Reason.RULE, column, detail="The exchange rate of the base currency cannot be modified.")
