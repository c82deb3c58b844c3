"""Number series: the next free number of a page where none was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...store import Row, Store

SERIES = {  # what the numbers begin with, and the last one before the first
    "customers": ("C", 10_000),
    "vendors": ("V", 10_000),
    "contacts": ("CT", 100_000),
    "items": ("IT", 1_000),
    "resources": ("R", 100),
    "opportunities": ("OP", 100_000),
    "priceListHeaders": ("PL", 10_000),
    "salesOrders": ("S-ORD", 101_000),
    "salesInvoices": ("S-INV", 102_000),
    "postedSalesInvoices": ("PS-INV", 103_000),
}


def number(store: Store, table: str, row: Row, before: Row | None, column: str = "number") -> None:
    """A blank number becomes the next one of the series; an existing row keeps its own."""
    if not row[column]:
        row[column] = before[column] if before else next_number(store, table, column)


def next_number(store: Store, table: str, column: str = "number") -> str:
    """The next free number of the series of a page."""
    prefix, first = SERIES[table]
    fact = f"last number of {table}"
    last = int(store.fact(fact) or first)
    while True:
        last += 1
        free = f"{prefix}{last}"
        if store.stored_by(table, column, free) is None:
            store.remember(fact, str(last))
            return free
